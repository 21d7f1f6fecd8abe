import type { PlaceInfo, RunHeader } from '../sim';
import type { Frame, PlaceFrame } from './frame';
import { counted, isPast, pluralOf, secondsOf, thirdPerson, wordsOf } from './narrator/grammar';
import { endsFlow } from './narrator/names';
import { endingOf } from './narrator/tellRun';
import { phrases } from './narrator/words';

/** The one line of state inside a card, in words: "stock 39", "1 confirmed · 1 pending", "1 row · lag 0.2 s". */
export function stateLine(header: RunHeader, frame: Frame, place: number): string {
  const info = header.places[place];
  const picture = frame.places[place];
  if (info === undefined || picture === undefined) return '';
  switch (info.kind) {
    case 'customer':
      return phrases.starts(thirdPerson(wordsOf(header.messageTypes[header.flow.starts]?.name ?? '')[0] ?? ''), header.nounPlural);
    case 'readModel':
      return readModelLine(picture);
    case 'coordinator':
      return `${frame.processCount.running} running · ${frame.processCount.done} done`;
    case 'projector':
      return projectorLine(header, frame);
    case 'service':
    case 'external':
      return info.shows === '' ? countsLine(header, frame, place) : filledState(info.shows, picture.state);
    case 'broker':
    case 'run':
      return '';
  }
}

/** "stock {stock}" with the present state. */
export function filledState(shows: string, state: PlaceFrame['state']): string {
  return shows.replace(/\{(\w+)\}/g, (_, field: string) => plain(state[field]));
}

function plain(value: number | string | boolean | undefined): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2);
  return value === undefined ? '?' : String(value);
}

function readModelLine({ readModel }: PlaceFrame): string {
  if (readModel === null) return '';
  const content = readModel.single ? `total ${plain(readModel.total)}` : counted(readModel.rowCount, 'row');
  return `${content} · ${readModel.behind === 0 ? phrases.upToDate : phrases.lag(secondsOf(readModel.lagUs))}`;
}

function projectorLine(header: RunHeader, frame: Frame): string {
  const behind = header.places.reduce(
    (sum, info, index) => sum + (info.kind === 'readModel' ? (frame.places[index]?.readModel?.behind ?? 0) : 0),
    0,
  );
  return behind === 0 ? phrases.upToDate : `${counted(behind, 'event')} to read`;
}

/**
 * Without `shows`: what the place has emitted. A place that ends flows counts how they ended and how many are open; any other
 * place counts its events, in words made from their names (`countOf`).
 */
function countsLine(header: RunHeader, frame: Frame, place: number): string {
  const { emits } = header.places[place] ?? nowhere;
  const counts = frame.places[place]?.counts ?? {};
  const isEnd = emits.some((type) => endsFlow(header, type));
  const ends = isEnd ? endingsLine(header, frame, counts) : '';
  if (ends !== '') return ends;
  if (isEnd && frame.flow.started === 0) return phrases.noneYet(header.nounPlural);
  const happened = emits.filter((type) => (counts[type] ?? 0) > 0);
  const shown = happened.length > 0 ? happened.slice(0, 2) : emits.slice(0, 1);
  return shown.map((type) => countOf(header, type, counts[type] ?? 0)).join(' · ');
}

const nowhere: Pick<PlaceInfo, 'emits'> = { emits: [] };

function endingsLine(header: RunHeader, frame: Frame, counts: PlaceFrame['counts']): string {
  const ends = [...header.flow.succeeds, ...header.flow.fails];
  const parts = ends.flatMap((type) => {
    const count = counts[type] ?? 0;
    return count === 0 ? [] : [`${count} ${endingOf(header.messageTypes[type]?.name ?? '')}`];
  });
  if (frame.flow.open > 0) parts.push(`${frame.flow.open} ${phrases.pending}`);
  return parts.join(' · ');
}

/** Verbs of making: the thing itself is counted ("1 shipment"), not the deed. */
const makes = new Set(['created', 'made', 'opened', 'issued', 'added', 'booked', 'registered']);

/**
 * `ShipmentCreated` → "1 shipment", `EmailSent` → "1 email sent", `RideCompleted` → "1 completed" (the flow's own noun needs
 * no repeating), `ScreeningHit` → "1 screening hit".
 */
export function countOf(header: RunHeader, type: number, count: number): string {
  const words = wordsOf(header.messageTypes[type]?.name ?? '');
  const deed = words.at(-1) ?? '';
  if (!isPast(deed)) return counted(count, words.join(' '));
  const thing = words.slice(0, -1).join(' ');
  if (thing === '' || thing === header.noun.toLowerCase()) return `${count} ${deed}`;
  if (makes.has(deed)) return counted(count, thing);
  return `${count} ${count === 1 ? thing : pluralOf(thing)} ${deed}`;
}
