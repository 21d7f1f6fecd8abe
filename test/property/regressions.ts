import type { FactName } from '../../src/sim/index';
import { count, type Fact, fault, restart, select } from '../support/engine';
import type { Plan } from './arbitraries';

/** A run in which a defect once showed, with its story and what must be true of it. It stays here for good. */
export interface Regression {
  readonly story: string;
  readonly plan: Plan;
  readonly holds: (facts: readonly Fact[]) => boolean;
}

const flows = 6;
const retail = (changes: Partial<Plan>): Plan => ({
  scenario: 'retail',
  coordination: 'choreography',
  product: null,
  seed: 1,
  workload: 'file',
  settings: { 'workload.count': flows },
  interventions: [],
  ...changes,
});

const settledBy = (facts: readonly Fact[], ms: number): number => select(facts, 'settled').filter((fact) => fact.ms < ms).length;
const firstMs = (facts: readonly Fact[], kind: FactName, place: string): number => select(facts, kind, { place })[0]?.ms ?? -1;

export const regressions: readonly Regression[] = [
  {
    story: 'Reorder held a copy for ever: the end of its hold let another held copy go instead, and nothing came to push it out.',
    plan: retail({ interventions: [fault('reorder', 'payment', { at: 0, for: 5000 }, { p: 1, window: 9, hold: 300 })] }),
    holds: (facts) => count(facts, 'settled') === flows,
  },
  {
    story: 'SNS + SQS: the copy that a crashed service had in hand filled its only worker slot, so nothing reached it for 30 s.',
    plan: retail({ product: 'sns-sqs', interventions: [fault('crash', 'payment', { at: 400, for: 300 })] }),
    holds: (facts) => settledBy(facts, 10_000) === flows - 1 && count(facts, 'settled') === flows,
  },
  {
    story: 'SNS + SQS: a deletion lost in an outage did the same to a worker that was idle.',
    plan: retail({ product: 'sns-sqs', interventions: [fault('broker-down', 'broker', { at: 500, for: 300 })] }),
    holds: (facts) => settledBy(facts, 10_000) === flows,
  },
  {
    story: 'A crash that waited for its moment was undone by the end of a shorter crash of the same place.',
    plan: retail({
      interventions: [
        fault('crash', 'payment', { at: 0, for: 4000 }, { point: 'before-ack' }),
        fault('crash', 'payment', { at: 1000, for: 500 }),
      ],
    }),
    holds: (facts) => Math.abs(firstMs(facts, 'restarted', 'payment') - firstMs(facts, 'crashed', 'payment') - 4000) < 0.001,
  },
  {
    story: 'Restarting a place ended the faults on its messages too; it brings the place back and does nothing else.',
    plan: retail({
      interventions: [
        fault('duplicate', 'payment', { at: 0, for: null }, { p: 1 }),
        fault('crash', 'payment', { at: 500, for: null }),
        restart(700, 'payment'),
      ],
    }),
    holds: (facts) => select(facts, 'faultStruck', { place: 'payment', type: 'StockReserved' }).some(({ ms }) => ms > 700),
  },
  {
    story: 'Kafka: an offset commit that waited for the broker was still made after the process that had asked for it died.',
    plan: retail({
      product: 'kafka',
      interventions: [fault('broker-down', 'broker', { at: 400, for: 1500 }), fault('crash', 'payment', { at: 1000, for: 200 })],
    }),
    holds: (facts) => select(facts, 'acknowledged', { place: 'payment' }).every(({ ms }) => ms < 400 || ms > 40_000),
  },
  {
    story: 'An outbox that stood still because too few replicas were up did not notice when more replicas were asked for.',
    plan: retail({
      settings: { 'workload.count': flows, 'broker.replication': 1 },
      interventions: [
        fault('node-down', 'broker', { at: 0, for: null }, { node: 1 }),
        { kind: 'set', at: 2_000_000, path: 'broker.replication', value: 3 },
      ],
    }),
    holds: (facts) => count(facts, 'settled') === flows,
  },
  {
    story: 'A person’s gesture on a message that the broker already had waited for the next time it was sent.',
    plan: retail({
      coordination: 'orchestration',
      interventions: [
        fault('crash', 'inventory', { at: 0, for: 4000 }),
        ...[3, 6, 9].map((message) => ({ kind: 'message', at: 2_500_000, act: 'drop', message, place: 'broker' }) as const),
      ],
    }),
    holds: (facts) => count(facts, 'publishFailed') === 0,
  },
  {
    story: 'Acknowledging before the work, switched on during the work, left the message in hand without any acknowledgement for ever.',
    plan: retail({ interventions: [{ kind: 'set', at: 450_000, path: '*.ack', value: 'before' }] }),
    holds: (facts) => count(facts, 'settled') === flows,
  },
  {
    story: 'A flow whose command was refused was said to break the rule that every flow ends.',
    plan: retail({ interventions: [fault('crash', 'order', { at: 0, for: 1000 })] }),
    holds: (facts) => count(facts, 'refused') > 0 && count(facts, 'ruleBroken') === 0,
  },
];
