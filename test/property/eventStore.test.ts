import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import type { ExpectedVersion, StoredEvent } from '../../src/sim/eventStore/event';
import { EventStore } from '../../src/sim/eventStore/eventStore';
import { ProjectionRunner } from '../../src/sim/eventStore/projectionRunner';
import { SnapshotStore } from '../../src/sim/eventStore/snapshots';
import { States } from '../../src/sim/eventStore/states';
import { Subscriber } from '../../src/sim/eventStore/subscriber';
import { searchSeed } from './arbitraries';

const second = 1_000_000;

/** A writer that expects what it saw last, or nothing; answers that get lost; a store and readers that crash. */
type Step =
  | { readonly kind: 'append'; readonly stream: string; readonly count: number; readonly any: boolean; readonly late: number }
  | { readonly kind: 'loseAnswer' | 'readerCrash' | 'readerStart' | 'replay' | 'rebuild' | 'blueGreen' }
  | { readonly kind: 'crash'; readonly written: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.constantFrom('s', 't'),
      count: fc.integer({ min: 1, max: 3 }),
      any: fc.boolean(),
      late: fc.integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'loseAnswer' as const,
        'readerCrash' as const,
        'readerStart' as const,
        'replay' as const,
        'rebuild' as const,
        'blueGreen' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), written: fc.integer({ min: 0, max: 3 }) }) },
);

const sum = (total: number, { data }: StoredEvent): number => total + Number(data['n']);

function world() {
  const clock = new ProductClock();
  const store = new EventStore(clock, { rememberedMax: 5, readTimeUs: 100 });
  const states = new States(store, { initial: 0, evolve: sum, schemaVersion: 1, snapshotEvery: 3 }, new SnapshotStore(2));
  const acted: string[] = [];
  const subscriber = new Subscriber(store, {
    handlers: [{ name: 'act', onReplay: 'skip', handle: ({ position }) => void acted.push(String(position)) }],
  });
  const runner = new ProjectionRunner<number>(store, { projection: { initial: 0, apply: sum }, follow: { handleTimeUs: 30_000 } });
  subscriber.start();
  runner.start();
  return { clock, store, states, acted, subscriber, runner };
}

type World = ReturnType<typeof world>;

/** Batches that were answered for, by their first id. */
interface Books {
  readonly sure: Map<string, readonly string[]>;
  readonly asked: Map<string, readonly string[]>;
}

function append({ store, states }: World, books: Books, wanted: Step & { readonly kind: 'append' }, n: number): void {
  const events = Array.from({ length: wanted.count }, (_, index) => ({ id: `${n}.${index}`, type: 'T', data: { n } }));
  const ids = events.map(({ id }) => id);
  const seen = store.revisionOf(wanted.stream) - wanted.late;
  const exact: ExpectedVersion = seen < 0 ? 'noStream' : seen;
  const expected = wanted.any ? 'any' : exact;
  books.asked.set(`${n}.0`, ids);
  let result = states.append(wanted.stream, events, expected);
  if (!store.up) store.restart();
  // Who got no answer asks again, in the same words: safe when it expects a revision.
  if (result.kind === 'noAnswer' && !wanted.any) result = states.append(wanted.stream, events, expected);
  if (result.kind === 'appended') books.sure.set(`${n}.0`, ids);
}

function take(all: World, books: Books, wanted: Step, n: number): void {
  switch (wanted.kind) {
    case 'append':
      return append(all, books, wanted, n);
    case 'crash':
      return all.store.crashAfterWriting(wanted.written);
    case 'loseAnswer':
      return all.store.loseAnswers(1);
    case 'readerCrash':
      return all.runner.crashWithNext();
    case 'readerStart':
      return all.runner.start();
    case 'replay':
      return all.subscriber.replayFrom(0);
    default:
      return all.runner.rebuild({ how: wanted.kind === 'rebuild' ? 'inPlace' : 'blueGreen', perS: 20 });
  }
}

it('an event store keeps whole batches, once, in order; whoever follows it ends where a replay ends', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const all = world();
      const books: Books = { sure: new Map(), asked: new Map() };
      for (const [n, wanted] of steps.entries()) {
        take(all, books, wanted, n);
        all.clock.advanceBy(50_000);
      }
      all.clock.advanceBy(60 * second);
      // A crash that was ordered and did not come about, because nothing was there to be read.
      all.store.append('end', [{ id: 'end', type: 'T', data: { n: 0 } }], 'any');
      if (!all.store.up) all.store.restart();
      // Twice: a crash may have been ordered for a reader that was down already.
      for (const each of [all.runner, all.runner]) {
        all.clock.advanceBy(second);
        each.start();
        all.clock.advanceBy(60 * second);
      }
      expectSound(all, books);
    }),
    { seed: searchSeed, numRuns: 150 },
  );
});

function expectSound({ store, states, acted, runner }: World, { sure, asked }: Books): void {
  const read = store.readAll();
  const events = read.kind === 'events' ? read.events : [];
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index));
  for (const stream of ['s', 't']) {
    const line = events.filter((event) => event.stream === stream);
    expect(line.map(({ revision }) => revision)).toEqual(line.map((_, index) => index));
    expect(states.load(stream).state).toBe(line.reduce(sum, 0));
  }
  const ids = events.map(({ id }) => id).filter((id) => id !== 'end');
  expect(new Set(ids).size).toBe(ids.length);
  for (const batch of asked.values()) expect([0, batch.length]).toContain(batch.filter((id) => ids.includes(id)).length);
  for (const batch of sure.values()) expect(batch.every((id) => ids.includes(id))).toBe(true);
  expect(acted).toEqual(events.map(({ position }) => String(position)));
  expect(runner.read().state).toBe(events.reduce(sum, 0));
  expect(runner.lag()).toEqual({ events: 0, us: 0 });
}
