import { describe, expect, it } from 'vitest';
import { count, type Fact, factsOfRun, fault, only, restart, select, send, set } from '../support/engine';
import { workshop, type WorkshopOptions } from '../support/workshop';
import { statement } from './statement';

/** The same rules in a run: services on the canvas instead of clients. */
const sends = (n: number, everyMs = 0) => Array.from({ length: n }, (_, i) => send(i * everyMs));
const kafka = (own: string, more: WorkshopOptions = {}) =>
  workshop({ product: 'kafka', broker: `kafka: { partitions: 1, ${own} }`, ...more });
const share = (own: string, more: WorkshopOptions = {}) => workshop({ product: 'kafka-share', broker: `kafka-share: { ${own} }`, ...more });
const atWorks = (facts: readonly Fact[], kind: Fact['kind']): readonly Fact[] =>
  select(facts, kind, { place: 'works', type: 'ThingStarted' });
/** How often each message was handed to the works. */
const deliveries = (facts: readonly Fact[]): number[] => {
  const counts = new Map<number, number>();
  for (const { message } of atWorks(facts, 'delivered')) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts.values()];
};
const crash = (atMs: number) => fault('crash', 'works', { at: atMs, for: 500 });

describe('commits in a run', () => {
  const tenThenCrash = (commit: string, dedupe: boolean): readonly Fact[] =>
    factsOfRun(kafka(`commit: ${commit}, maxPollRecords: 100`, { defaults: `dedupe: ${dedupe}` }), {
      interventions: [...sends(10), crash(700)],
    });

  statement(
    'KAF-033',
    () => {
      // The first record is polled alone, the other nine together; five or six of them are processed when the process dies.
      const facts = tenThenCrash('batch', false);
      const before = select(facts, 'committed', { type: 'MakeThing' }).filter(({ ms }) => ms < 700).length;
      const committed = atWorks(facts, 'acknowledged').filter(({ ms }) => ms < 700).length;
      expect(committed).toBeLessThan(before);
      expect(count(facts, 'committed', { place: 'works', type: 'MakeThing' })).toBeGreaterThan(10);
      expect(deliveries(facts).filter((n) => n === 2).length).toBeGreaterThanOrEqual(before - committed);
      expect(
        Math.min(
          ...atWorks(facts, 'delivered')
            .filter(({ attempt }) => attempt === 2)
            .map(({ ms }) => ms),
        ),
      ).toBeGreaterThan(40_000);
    },
    'in a run: what a poll brought and was not committed comes again after the session',
  );

  it('the inbox hides the second effect, a commit per record leaves only the record in hand to come again', () => {
    const made = (facts: readonly Fact[]): number => count(facts, 'committed', { place: 'works', type: 'MakeThing' });
    expect(made(tenThenCrash('batch', true))).toBe(10);
    expect(deliveries(tenThenCrash('record', true)).filter((n) => n === 2)).toHaveLength(1);
    expect(made(tenThenCrash('batch', false))).toBeGreaterThan(made(tenThenCrash('record', false)));
  });

  statement(
    'KAF-036',
    () => {
      const facts = factsOfRun(kafka('commit: auto, autoCommitInterval: 1s', { defaults: 'ack: before', makes: '2s' }), {
        interventions: [send(), crash(1_500)],
      });
      expect(only(facts, 'acknowledged', { place: 'works' }).ms).toBe(1_000);
      expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(0);
    },
    'in a run: committed before the work, lost with the process',
  );

  statement(
    'KAF-034',
    () => {
      const facts = factsOfRun(kafka('commit: record', { defaults: 'ack: before', makes: '2s' }), { interventions: [send(), crash(500)] });
      expect(deliveries(facts)).toEqual([1]);
      expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(0);
    },
    'in a run: commit first, crash, never again',
  );

  it.each([1, 3])('auto commit every %i s commits at that pace, and no record twice', (seconds) => {
    const facts = factsOfRun(kafka(`commit: auto, autoCommitInterval: ${seconds}s`), { interventions: sends(20, 400) });
    const times = new Set(atWorks(facts, 'acknowledged').map(({ ms }) => ms));
    expect(atWorks(facts, 'acknowledged')).toHaveLength(20);
    for (const ms of times) expect(ms % (seconds * 1000)).toBeLessThan(250);
    expect(only(facts, 'ended').a).toBe(0);
  });

  it('a poll of two commits every two records', () => {
    const facts = factsOfRun(kafka('commit: batch, maxPollRecords: 2'), { interventions: sends(9) });
    const times = atWorks(facts, 'acknowledged').map(({ ms }) => ms);
    expect([...new Set(times)].map((ms) => times.filter((other) => other === ms).length)).toEqual([1, 2, 2, 2, 2]);
  });

  it('what could not be committed while the broker was away is committed when it is back', () => {
    const facts = factsOfRun(kafka('commit: auto, autoCommitInterval: 1s'), {
      interventions: [send(), fault('broker-down', 'broker', { at: 500, for: 5_000 })],
    });
    expect(atWorks(facts, 'acknowledged')).toHaveLength(1);
    expect(only(facts, 'acknowledged', { place: 'works' }).ms).toBeGreaterThanOrEqual(5_500);
    expect(deliveries(facts)).toEqual([1]);
  });

  it('a dead letter commits what was done before it', () => {
    const facts = factsOfRun(kafka('commit: batch', { defaults: 'attempts: 1' }), {
      interventions: [fault('poison', 'works', { at: 20, for: null }, { count: 1 }), ...sends(5), crash(30_000)],
    });
    expect(count(facts, 'deadLettered', { place: 'works' })).toBe(1);
    expect(deliveries(facts)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('a poll that does not come in a run', () => {
  /** The first handling takes 400 s, later ones 100 ms. */
  const slowOnce = (workers: number, own = ''): readonly Fact[] =>
    factsOfRun(kafka(own, { defaults: `concurrency: ${workers}, dedupe: false` }), {
      interventions: [fault('slow', 'works', { at: 0, for: 1_000 }, { factor: 4_000 }), send()],
    });
  const made = (facts: readonly Fact[]): readonly Fact[] => select(facts, 'committed', { type: 'MakeThing' });

  statement(
    'KAF-039',
    () => {
      const facts = slowOnce(2);
      const [first, second] = atWorks(facts, 'delivered');
      expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBe(300_000);
      expect(only(facts, 'returned').says).toContain('max.poll.interval.ms');
      expect(made(facts)).toHaveLength(2);
      expect(atWorks(facts, 'acknowledged').map(({ attempt }) => attempt)).toEqual([2]);
    },
    'in a run: another worker gets the record after 300 s, the zombie’s commit does not count',
  );

  it('who is alone gets it again itself, when it has finished and cannot commit', () => {
    const facts = slowOnce(1);
    expect(atWorks(facts, 'delivered')[1]?.ms).toBeGreaterThan(400_000);
    expect(made(facts)).toHaveLength(2);
    expect(only(facts, 'ended').a).toBe(0);
  });

  it('a longer interval waits longer; in time, nothing happens', () => {
    expect(made(slowOnce(2, 'maxPollInterval: 500s'))).toHaveLength(1);
    const [first, second] = atWorks(slowOnce(2, 'maxPollInterval: 60s'), 'delivered');
    expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBe(60_000);
  });

  it('a record that is tried again and again expels nobody: every try is another poll', () => {
    const facts = factsOfRun(kafka('maxPollInterval: 2s', { defaults: 'attempts: 1000, backoff: 500, dlq: false' }), {
      interventions: [fault('poison', 'works', { at: 0, for: 20_000 }, { count: 1 }), send(), send(30_000)],
    });
    expect(select(facts, 'returned').filter(({ says }) => says.includes('max.poll'))).toEqual([]);
    expect(deliveries(facts)[0]).toBeGreaterThan(10);
  });
});

describe('retention in a run', () => {
  /** The works are away from 100 ms to 400 s; three things are started at 0, 0 and 250 s. The broker looks at 30 s and 330 s. */
  const overrun = (own: string): readonly Fact[] =>
    factsOfRun(kafka(own), {
      interventions: [fault('crash', 'works', { at: 0, for: 400_000 }), send(10), send(20), send(250_000)],
    });
  const made = (facts: readonly Fact[]): number => count(facts, 'committed', { type: 'MakeThing' });

  statement(
    'KAF-060',
    () => {
      const kept = overrun('retention: 200s');
      expect([made(kept), count(kept, 'expired')]).toEqual([3, 0]);
      const closed = overrun('retention: 200s, segmentTime: 60s, autoOffsetReset: earliest');
      expect(select(closed, 'expired', { place: 'works' }).map(({ ms }) => ms)).toEqual([330_000, 330_000]);
      expect(made(closed)).toBe(1);
    },
    'in a run: a young record keeps its whole segment; closed segments go when the broker looks',
  );

  statement(
    'KAF-046',
    () => {
      const latest = overrun('retention: 200s, segmentTime: 60s');
      expect(made(latest)).toBe(0);
      expect(only(latest, 'dropped', { place: 'works' }).says).toContain('auto.offset.reset=latest');
      expect(only(latest, 'ended').a).toBe(0);
    },
    'in a run: latest skips what is left, too',
  );
});

describe('acknowledgements of a producer in a run', () => {
  const outage = fault('broker-down', 'broker', { at: 0, for: 4_000 });
  const node = (number: number) => fault('node-down', 'broker', { at: 0, for: 4_000 }, { node: number });
  const finished = (facts: readonly Fact[]): number => count(facts, 'settled');

  statement(
    'KAF-003',
    () => {
      for (const outbox of [true, false]) {
        const facts = factsOfRun(kafka('acks: "0"', { defaults: `outbox: ${outbox}` }), { interventions: [outage, send(100)] });
        expect(count(facts, 'buffered') + count(facts, 'publishFailed')).toBe(0);
        expect(only(facts, 'dropped').says).toBe('sent without asking for an answer');
        expect(finished(facts)).toBe(0);
      }
      const asked = factsOfRun(kafka('acks: "1"', { defaults: 'outbox: false' }), { interventions: [outage, send(100)] });
      expect(count(asked, 'buffered')).toBe(1);
      expect(finished(asked)).toBe(1);
    },
    'in a run: the sender takes it for sent, not even an outbox helps',
  );

  statement(
    'KAF-001',
    () => {
      const started = (own: string): number => {
        const facts = factsOfRun(kafka(own), { interventions: [node(1), node(2), send(100)] });
        expect(finished(facts)).toBe(1);
        return atWorks(facts, 'received')[0]?.ms ?? 0;
      };
      expect(started('minInsyncReplicas: 1')).toBeLessThan(1_000);
      expect(started('minInsyncReplicas: 2')).toBeGreaterThan(4_000);
      expect(started('minInsyncReplicas: 2, acks: "1"')).toBeLessThan(1_000);
    },
    'in a run: with two of three nodes down, min.insync.replicas=2 stores nothing',
  );
});

describe('a share group in a run', () => {
  statement(
    'KAF-080',
    () => {
      const facts = factsOfRun(share('maxPollRecords: 1', { defaults: 'dlq: false, backoff: 0' }), {
        interventions: [fault('poison', 'works', { at: 0, for: null }, { count: 1 }), send()],
      });
      expect(deliveries(facts)).toEqual([5]);
      expect(only(facts, 'dropped', { place: 'works' }).says).toContain('archived');
    },
    'in a run: five deliveries, then archived',
  );
  statement(
    'KAF-080',
    () => {
      const facts = factsOfRun(share(''), { interventions: [send(), crash(100)] });
      const [first, second] = atWorks(facts, 'delivered');
      expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBe(30_000);
    },
    'in a run: the lock of a dead consumer ends by itself',
  );

  it('a record that fails holds nobody up, and more workers than partitions help', () => {
    const poison = fault('poison', 'works', { at: 0, for: null }, { count: 1 });
    const facts = factsOfRun(share('maxPollRecords: 1'), { interventions: [poison, ...sends(4)] });
    const made = select(facts, 'committed', { place: 'works', type: 'MakeThing' });
    expect(made).toHaveLength(3);
    expect(Math.max(...made.map(({ ms }) => ms))).toBeLessThan(1_500);
    const end = (workers: number): number => {
      const each = factsOfRun(share('maxPollRecords: 1', { defaults: `concurrency: ${workers}` }), { interventions: sends(24) });
      return Math.max(...select(each, 'committed', { type: 'MakeThing' }).map(({ ms }) => ms));
    };
    expect(end(12)).toBeLessThan(end(6));
  });
});

it('a service that stays down keeps its records; a restart brings them', () => {
  const facts = factsOfRun(kafka('commit: auto'), {
    interventions: [send(), fault('crash', 'works', { at: 200, for: null }), restart(100_000, 'works'), set(0, 'works.dedupe', false)],
  });
  expect(deliveries(facts)).toEqual([2]);
  expect(atWorks(facts, 'acknowledged')).toHaveLength(1);
});
