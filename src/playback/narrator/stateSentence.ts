import type { RunHeader } from '../../sim';
import type { Frame, PlaceFrame } from '../frame';
import { stateLine } from '../stateLine';
import { capitalised, counted, secondsOf } from './grammar';
import { innerTitleOf, titleOf } from './names';
import { endingOf } from './tellRun';

/**
 * What a person would say about this instant: how the flow stands, what is wrong, what the places show. Sentences are
 * independent of each other, so that a listener may stop after any of them.
 */
export function stateSentence(frame: Frame, header: RunHeader): string {
  const troubles = [...brokerTrouble(frame), ...frame.places.flatMap((place) => troubleOf(header, place))];
  const shown = header.places.flatMap((info, place) =>
    info.kind === 'service' && info.shows !== '' ? [`${capitalised(stateLine(header, frame, place))}.`] : [],
  );
  const broken = frame.broken.length > 0 ? [`${counted(frame.broken.length, 'rule')} broken.`] : [];
  return [flowSentence(frame, header), ...broken, ...troubles, ...shown].join(' ');
}

function flowSentence(frame: Frame, header: RunHeader): string {
  const { open, succeeded, failed, started, late } = frame.flow;
  if (started === 0) return `No ${header.nounPlural} yet.`;
  const word = (type: number | undefined): string => endingOf(header.messageTypes[type ?? 0]?.name ?? '');
  const parts = [
    ...(open > 0 ? [`${open} pending`] : []),
    ...(late > 0 ? [`${late} late`] : []),
    ...(succeeded > 0 ? [`${succeeded} ${word(header.flow.succeeds[0])}`] : []),
    ...(failed > 0 ? [`${failed} ${word(header.flow.fails[0])}`] : []),
  ];
  return `${counted(started, header.noun, header.nounPlural)}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}

function brokerTrouble({ broker }: Frame): readonly string[] {
  const down = broker.status === 'down' ? [`Broker down since ${secondsOf(broker.since)}.`] : [];
  const nodes = broker.nodesDown.length > 0 ? [`${counted(broker.nodesDown.length, 'node')} down.`] : [];
  return [...down, ...nodes];
}

function troubleOf(header: RunHeader, place: PlaceFrame): readonly string[] {
  const parts: string[] = [];
  if (place.status !== 'running') parts.push(`${place.status} since ${secondsOf(place.since)}`);
  if (place.waitingFor !== null) parts.push(`waiting for ${innerTitleOf(header, place.waitingFor.place)}`);
  if (place.waitingCount > 0) parts.push(`${place.waitingCount} waiting`);
  if (place.deadLetters.length > 0) parts.push(counted(place.deadLetters.length, 'dead letter'));
  if (place.outboxCount > 0) parts.push(`${place.outboxCount} in the outbox`);
  return parts.length === 0 ? [] : [`${titleOf(header, place.place)} ${parts.join(', ')}.`];
}

/** "Order Management still takes orders. 1 message waits for Payment." while something is down; null when all is well. */
export function standingSentence(frame: Frame, header: RunHeader): string | null {
  const down = frame.places.find((place) => place.status === 'down' && place.waitingCount > 0);
  if (down === undefined) return null;
  const entry = header.links.find((link) => link.type === header.flow.starts)?.to;
  const takes = entry !== undefined && frame.places[entry]?.status !== 'down';
  const first = takes ? `${titleOf(header, entry)} still takes ${header.nounPlural}. ` : '';
  const waits = `${counted(down.waitingCount, 'message')} ${down.waitingCount === 1 ? 'waits' : 'wait'}`;
  return `${first}${waits} for ${innerTitleOf(header, down.place)}.`;
}
