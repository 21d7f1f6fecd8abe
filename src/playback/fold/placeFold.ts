import type { SettingValue } from '../../sim';
import type { PlaceStatus } from '../frame';
import { EntryList } from './entryList';

/** What the facts so far say about one place; mutable and private to the fold. */
export interface PlaceFold {
  readonly place: number;
  /** Row + 1 of the last fact that changed it. The same stamp means the same content, whatever way the fold came here. */
  stamp: number;
  down: boolean;
  slowFaults: number;
  status: PlaceStatus;
  since: number;
  rebalancing: boolean;
  buffered: number;
  settings: Readonly<Record<string, SettingValue>>;
  /** Copies in its queue at the broker. */
  queue: EntryList;
  /** On their way from the broker. */
  transit: EntryList;
  /** Arrived; wait for a worker (or, after a failure, for their next try). */
  prefetch: EntryList;
  working: EntryList;
  /** Handled, not yet acknowledged. */
  settling: EntryList;
  /** Invisible, also after a crash of the place that held them. */
  hidden: EntryList;
  outbox: EntryList;
  dead: EntryList;
  poisoned: EntryList;
  /** Calls without an answer: the request, marked with the row of the call. */
  calls: EntryList;
  /** Answers on their way: the row of the call instead of a message, marked with the row of the answer. */
  answers: EntryList;
  /** Read models: source events not yet applied, marked with the row of their commit. */
  pending: EntryList;
  rowCount: number;
  total: number;
}

const listNames = [
  'queue',
  'transit',
  'prefetch',
  'working',
  'settling',
  'hidden',
  'outbox',
  'dead',
  'poisoned',
  'calls',
  'answers',
  'pending',
] as const;

export function newPlaceFold(place: number, settings: Readonly<Record<string, SettingValue>>): PlaceFold {
  return {
    place,
    stamp: 0,
    down: false,
    slowFaults: 0,
    status: 'running',
    since: 0,
    rebalancing: false,
    buffered: 0,
    settings,
    queue: new EntryList(),
    transit: new EntryList(),
    prefetch: new EntryList(),
    working: new EntryList(),
    settling: new EntryList(),
    hidden: new EntryList(),
    outbox: new EntryList(),
    dead: new EntryList(),
    poisoned: new EntryList(),
    calls: new EntryList(),
    answers: new EntryList(),
    pending: new EntryList(),
    rowCount: 0,
    total: 0,
  };
}

export function copyPlaceFold(from: PlaceFold): PlaceFold {
  const twin = { ...from };
  for (const name of listNames) twin[name] = from[name].copy();
  return twin;
}

export function placeFoldBytes(fold: PlaceFold): number {
  let bytes = 1100;
  for (const name of listNames) bytes += fold[name].bytes;
  return bytes;
}

/** Down wins over slow; the clock of a status starts when it begins. */
export function refreshStatus(fold: PlaceFold, time: number): void {
  const slowOrRunning = fold.slowFaults > 0 ? 'slow' : 'running';
  const status: PlaceStatus = fold.down ? 'down' : slowOrRunning;
  if (status === fold.status) return;
  fold.status = status;
  fold.since = time;
}
