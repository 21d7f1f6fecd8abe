import { deadLetter, fault, restart, send } from '../support/engine';
import type { Plan } from './arbitraries';

/** A run in which a defect once showed, with its story. It stays here for good. */
export interface Regression {
  readonly story: string;
  readonly plan: Plan;
}

const retail = (changes: Partial<Plan>): Plan => ({
  scenario: 'retail',
  coordination: 'choreography',
  product: null,
  seed: 1,
  workload: 'file',
  settings: { 'workload.count': 6 },
  interventions: [],
  ...changes,
});

/** In each of these every flow must settle. */
export const regressions: readonly Regression[] = [
  {
    story: 'Reorder held a copy for ever: the end of its hold let another held copy go instead, and nothing came to push it out.',
    plan: retail({ interventions: [fault('reorder', 'payment', { at: 0, for: 5000 }, { p: 1, window: 9, hold: 300 })] }),
  },
  {
    story: 'SNS + SQS: the copy that a crashed service had in hand filled its only worker slot, so nothing reached it for 30 s.',
    plan: retail({ product: 'sns-sqs', interventions: [fault('crash', 'inventory', { at: 600, for: 300 })] }),
  },
  {
    story: 'SNS + SQS: a deletion lost in an outage did the same to a worker that was idle.',
    plan: retail({ product: 'sns-sqs', interventions: [fault('broker-down', 'broker', { at: 500, for: 300 })] }),
  },
  {
    story: 'A crash that waited for its moment was undone by the end of a shorter crash of the same place.',
    plan: retail({
      interventions: [
        fault('crash', 'payment', { at: 0, for: 4000 }, { point: 'before-ack' }),
        fault('crash', 'payment', { at: 1000, for: 500 }),
      ],
    }),
  },
  {
    story: 'Restarting a place ended the faults on its messages too; restarting must bring the place back and do nothing else.',
    plan: retail({
      interventions: [
        fault('duplicate', 'payment', { at: 0, for: null }, { p: 1 }),
        fault('crash', 'payment', { at: 500, for: null }),
        restart(1500, 'payment'),
      ],
    }),
  },
  {
    story: 'Kafka: an offset commit that waited for the broker was still made after the process that had asked for it died.',
    plan: retail({
      product: 'kafka',
      interventions: [fault('broker-down', 'broker', { at: 400, for: 1500 }), fault('crash', 'inventory', { at: 900, for: 200 })],
    }),
  },
  {
    story: 'Kafka: a message on its way when its sender died went into the dead client’s buffer and was sent from there.',
    plan: retail({
      product: 'kafka',
      interventions: [fault('crash', 'inventory', { at: 602, for: 400 }), fault('broker-down', 'broker', { at: 603, for: 1500 })],
    }),
  },
  {
    story: 'An outbox that stood still because too few replicas were up did not notice when more replicas were asked for.',
    plan: retail({
      settings: { 'workload.count': 6, 'broker.replication': 1 },
      interventions: [
        fault('node-down', 'broker', { at: 0, for: null }, { node: 1 }),
        { kind: 'set', at: 2_000_000, path: 'broker.replication', value: 3 },
      ],
    }),
  },
  {
    story: 'Dropping or delaying a message on its way to a service left the ones behind it waiting until the next one came.',
    plan: retail({
      workload: 'none',
      interventions: [send(), { kind: 'message', at: 42_000, act: 'delay', message: 2, place: 'inventory', byUs: 500_000 }],
    }),
  },
  {
    story: 'A person’s gesture on a message that the broker already had waited for the next time it was sent.',
    plan: retail({
      coordination: 'orchestration',
      interventions: [
        fault('crash', 'inventory', { at: 0, for: 4000 }),
        ...[3, 5, 7].map((message) => ({ kind: 'message', at: 2_500_000, act: 'drop', message, place: 'broker' }) as const),
        deadLetter(100_000, 'redrive', 'inventory'),
      ],
    }),
  },
];
