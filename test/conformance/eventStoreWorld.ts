import { ProductClock } from '../../src/sim/broker/clock';
import type { AppendResult, NewEvent, StoredEvent } from '../../src/sim/eventStore/event';
import { EventStore, type EventStoreOptions } from '../../src/sim/eventStore/eventStore';
import type { StateRules } from '../../src/sim/eventStore/states';

export const second = 1_000_000;

export const changed = (id: string, amount = 1): NewEvent => ({ id, type: 'Changed', data: { amount } });

export const many = (count: number, prefix = 'e'): readonly NewEvent[] =>
  Array.from({ length: count }, (_, index) => changed(`${prefix}${index}`, index + 1));

/** A balance: the sum of all amounts. */
export const balance = (changes: Partial<StateRules<number>> = {}): StateRules<number> => ({
  initial: 0,
  evolve: (state, event) => state + Number(event.data['amount']),
  schemaVersion: 1,
  snapshotEvery: null,
  ...changes,
});

/** A store, and a stream `s` with so many events. */
export function storeWith(events = 0, options: EventStoreOptions = {}) {
  const clock = new ProductClock();
  const store = new EventStore(clock, options);
  if (events > 0) store.append('s', many(events), 'noStream');
  return { clock, store };
}

export function eventsOf(store: EventStore, stream: string): readonly StoredEvent[] {
  const result = store.read(stream);
  return result.kind === 'events' ? result.events : [];
}

export const idsOf = (store: EventStore, stream = 's'): readonly string[] => eventsOf(store, stream).map(({ id }) => id);

export const appended = (revision: number, repeated = false): Partial<AppendResult> => ({ kind: 'appended', revision, repeated });

/** Appends one event every `1 / perS` seconds from now on; stops after `forS`. */
export function appendSteadily(clock: ProductClock, store: EventStore, load: { readonly perS: number; readonly forS: number }): void {
  const fromUs = clock.nowUs;
  for (let n = 1; n <= load.perS * load.forS; n++) {
    clock.at(fromUs + Math.round((n * second) / load.perS), () => store.append('live', [changed(`live${n}`)], 'any'));
  }
}
