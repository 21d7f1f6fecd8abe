import { ensure } from '../../src/base/assert';
import { type Intervention, type ProductDefinition, productRegistry, type RunSpec } from '../../src/sim/index';
import { type Fact, factsOfRun, fault, only, scenarioFrom, select, send } from './engine';

/*
 * The two questions in which products differ most, put to all of them by one experiment each: how often does a handler that
 * always fails see a message, and when can somebody else get what a killed consumer had in hand? One event, one listener, no
 * other difference than the product and the place where its limit is set.
 */
const scenario = scenarioFrom(`eventflow: 1
info: { id: limits, title: Limits }
flow: { starts: StartThing, key: thingId, succeeds: ThingMade, fails: ThingStopped, deadline: 600s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  works: { handles: { MakeThing: { time: 100ms, outcomes: [ { if: "msg.colour > 5", emit: ThingStopped }, { emit: ThingMade } ] } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
delivery:
  broker: { product: kafka, latency: 10ms }
workload: { send: StartThing, to: desk, every: 1s, count: 0, payload: { colour: "{1..1}" } }
`);

/** Where a product's own limit is set, and under which name; products without one are not here. */
interface LimitSetting {
  readonly name: string;
  readonly settings: (limit: number) => RunSpec['settings'];
}

/** More attempts than any limit here: the service itself gives nothing up, only the product does. */
const patient = { 'works.attempts': 1000 } as const;
/** Products that count by the subscriber's number of attempts. */
const bySubscriber = (name: string): LimitSetting => ({ name, settings: (limit) => ({ 'works.attempts': limit }) });
const byBroker = (name: string, setting: string): LimitSetting => ({
  name,
  settings: (limit) => ({ ...patient, [`broker.${setting}`]: limit }),
});

const limits: ReadonlyMap<string, LimitSetting> = new Map([
  ['sqs', bySubscriber('maxReceiveCount')],
  ['sqs-fifo', bySubscriber('maxReceiveCount')],
  ['sns-sqs', bySubscriber('maxReceiveCount')],
  ['sns-fifo', bySubscriber('maxReceiveCount')],
  ['nats-jetstream', byBroker('MaxDeliver', 'maxDeliver')],
  [
    'rabbitmq-quorum',
    {
      name: 'x-delivery-limit',
      // From 4.3 on basic.nack does not count; basic.reject does in every version.
      settings: (limit) => ({ ...patient, 'broker.deliveryLimit': limit, 'broker.failedAnswer': 'basic.reject' }),
    },
  ],
  ['kafka-share', byBroker('group.share.delivery.count.limit', 'deliveryCountLimit')],
  ['eventbridge', byBroker('MaximumRetryAttempts', 'maximumRetryAttempts')],
  ['eventbridge-bus', byBroker('MaxRetryAttempts', 'maxRetryAttempts')],
  ['sns', byBroker('numRetries', 'numRetries')],
]);

export interface LimitRow {
  readonly product: string;
  readonly title: string;
  /** The product's own name of the limit; null = it has none. */
  readonly limit: string | null;
  /** Null = it goes on for ever: more than a hundred times, and no end. */
  readonly invocations: number | null;
  /** What became of the message in the product's words. */
  readonly end: string;
  /** It left at the failure itself, not at a later hand-out. */
  readonly atFailure: boolean;
}

/** A handler that always fails, on a product whose own limit is `limit`. */
export function alwaysFailing({ id, title }: ProductDefinition, limit: number): LimitRow {
  const known = limits.get(id);
  // Without a limit in the product nobody gives up: no dead letters at the service either.
  const settings = known?.settings(limit) ?? { ...patient, 'works.dlq': false };
  const facts = run(id, { 'works.backoff': 1000, ...settings }, [send(0), fault('poison', 'works', { at: 0, for: null })]);
  const failures = select(facts, 'failed', { place: 'works' });
  const [left] = [...select(facts, 'deadLettered', { place: 'works' }), ...select(facts, 'dropped', { place: 'works' })];
  // Where the product has no limit, the service's own thousand attempts are the end of the experiment, not of the message.
  const forEver = known === undefined && failures.length > 100;
  const end = forEver ? undefined : left;
  return {
    product: id,
    title,
    limit: known?.name ?? null,
    invocations: forEver ? null : failures.length,
    end: end?.says ?? '',
    atFailure: end !== undefined && end.ms === failures.at(-1)?.ms,
  };
}

export interface CrashRow {
  readonly product: string;
  readonly title: string;
  /** Seconds from the hand-out until the next one; the consumer is killed right after receiving and another one is there at once. */
  readonly againS: number;
  /** Seconds from the crash until the broker has the message to give again. */
  readonly freeS: number;
}

/** A consumer that is killed right after receiving; the next one is up 50 ms later. Product defaults. */
export function killedAfterReceiving({ id, title }: ProductDefinition, seed: number): CrashRow {
  const quiet = run(id, {}, [send(0)], seed);
  const receivedMs = only(quiet, 'received', { place: 'works' }).ms;
  const facts = run(id, {}, [send(0), fault('crash', 'works', { at: Math.ceil(receivedMs) + 1, for: 50 })], seed);
  const [first, second] = select(facts, 'delivered', { place: 'works', type: 'ThingStarted' });
  const crashedMs = only(facts, 'crashed', { place: 'works' }).ms;
  const freeMs = ensure(select(facts, 'returned', { place: 'works' })[0], `${id}: the message comes back`).ms;
  const againMs = ensure(second, `${id}: a second delivery`).ms - ensure(first, 'a first delivery').ms;
  return { product: id, title, againS: againMs / 1000, freeS: (freeMs - crashedMs) / 1000 };
}

function run(product: string, settings: RunSpec['settings'], interventions: readonly Intervention[], seed = 42): readonly Fact[] {
  return factsOfRun(scenario, { product, settings, interventions, seed });
}

/** Both tables as Markdown. */
export function limitTables(): string {
  const rows = productRegistry.map((product) => alwaysFailing(product, 3));
  const crashes = productRegistry.map((product) => Array.from({ length: 20 }, (_, seed) => killedAfterReceiving(product, seed)));
  return [
    'Limit 3, handler always fails (LIM-001)',
    '',
    '| product | limit | invocations | then |',
    '|---|---|---|---|',
    ...rows.map(
      ({ atFailure, end, invocations, limit, title }) =>
        `| ${title} | ${limit ?? 'none'} | ${invocations ?? 'unlimited'} | ${end === '' ? 'it is tried for ever' : `${end}, ${atFailure ? 'at the failure' : 'at the next hand-out'}`} |`,
    ),
    '',
    'Consumer killed right after receiving, defaults, 20 seeds (LIM-002)',
    '',
    '| product | seconds from hand-out to hand-out | seconds from the crash until it is free |',
    '|---|---|---|',
    ...crashes.map((each) => `| ${each[0]?.title} | ${span(each.map(({ againS }) => againS))} | ${span(each.map(({ freeS }) => freeS))} |`),
    '',
  ].join('\n');
}

function span(values: readonly number[]): string {
  const [least, most] = [Math.min(...values).toFixed(2), Math.max(...values).toFixed(2)];
  return least === most ? least : `${least} to ${most}`;
}
