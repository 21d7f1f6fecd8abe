import { FlightKind, type Frame, type PlaceFrame } from '../../playback';
import type { RunHeader } from '../../sim';
import type { LegendMark } from './legendMarks';

/** The marks that a frame shows. Pure. */
export function marksIn(header: RunHeader, frame: Frame | null): LegendMark[] {
  const marks = shapesOf(header);
  if (frame === null) return marks;
  const moving: readonly (readonly [LegendMark, boolean])[] = [
    ['command', frame.flow.started > 0],
    ['event', frame.places.some((place) => hasEvents(header, place))],
    ['answer', hasAnswers(frame)],
  ];
  for (const [mark, used] of moving) if (used) marks.push(mark);
  for (const [mark, test] of placeTests) if (frame.places.some((place) => place !== undefined && test(place))) marks.push(mark);
  return marks;
}

/** Shapes of the cards on the map. */
function shapesOf(header: RunHeader): LegendMark[] {
  const kinds = new Set(header.places.map((place) => place.kind));
  const marks: LegendMark[] = ['service'];
  if (kinds.has('customer') || kinds.has('external')) marks.push('outside');
  if (kinds.has('readModel')) marks.push('readModel');
  if (kinds.has('coordinator') || header.places.some((place) => place.policies.length > 0)) marks.push('policy');
  return marks;
}

const hasEvents = (header: RunHeader, place: PlaceFrame | undefined): boolean =>
  Object.keys(place?.counts ?? {}).some((type) => header.messageTypes[Number(type)]?.kind === 'event');

function hasAnswers({ flights }: Frame): boolean {
  for (let n = 0; n < flights.count; n += 1) if (flights.kind[n] === FlightKind.reply) return true;
  return false;
}

const placeTests: readonly (readonly [LegendMark, (place: PlaceFrame) => boolean])[] = [
  ['waiting', (place) => place.waitingCount > 0],
  ['outbox', (place) => place.outboxCount + place.bufferedCount > 0],
  ['deadLetter', (place) => place.deadLetters.length > 0],
  ['attempt', (place) => place.waiting.some((one) => one.attempt > 1)],
  ['duplicate', (place) => place.waiting.some((one) => one.duplicate)],
  ['poison', (place) => place.waiting.some((one) => one.poisoned)],
  ['down', (place) => place.status === 'down'],
];
