import * as v from 'valibot';
import { coordinations } from './coordinations';

/**
 * The shape of `eventflow: 1` as a closed valibot schema. Only actions that have a JSON Schema counterpart are used, so that
 * the published schema can be generated from it; rules that span several fields stand in `resolve.ts`. The message of a
 * pattern says what was expected.
 */
export const durationPattern = /^[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d)$/;
export const spanPattern =
  /^(?:[0-9]+(?:\.[0-9]+)?(?:\.\.[0-9]+(?:\.[0-9]+)?)?(?:ms|s|m|h|d)|[0-9.]+(?:ms|s|m|h|d)\.\.[0-9.]+(?:ms|s|m|h|d)|(?:fixed|exp|normal|lognormal|erlang|hyper)\([^()]{1,80}\))$/;

const text = v.pipe(v.string(), v.maxLength(500, 'at most 500 characters'));
/** A text of a certain form; `expected` says which, whatever was found instead. */
const formed = (pattern: RegExp, expected: string) => v.pipe(v.string(expected), v.regex(pattern, expected));
const id = formed(/^[a-z][a-z0-9-]{0,31}$/, 'a lower-case id such as "order-desk" (letters, digits, dashes; at most 32)');
const messageName = formed(
  /^[A-Z][A-Za-z0-9]{1,47}$/,
  'a message name such as "ThingHappened" (capital first, letters and digits; at most 48)',
);
const fieldName = formed(/^[A-Za-z_][A-Za-z0-9_]{0,47}$/, 'a field name (letters, digits, underscores; at most 48)');
const duration = formed(durationPattern, 'a duration such as 250ms, 5s or 7d');
const span = formed(
  spanPattern,
  'a time such as 250ms, 20..60ms, exp(50ms), normal(50ms, 10ms), lognormal(50ms, p99=200ms), erlang(50ms, k=4) or hyper(50ms, cv2=4)',
);
const celExpected = 'a CEL expression of at most 200 characters';
const expression = v.pipe(v.string(celExpected), v.minLength(1, celExpected), v.maxLength(200, celExpected));
const share = v.pipe(v.number(), v.minValue(0, 'a number from 0 to 1'), v.maxValue(1, 'a number from 0 to 1'));
const wholeNumber = (from: number, to: number) =>
  v.pipe(
    v.number(),
    v.integer(`a whole number from ${from} to ${to}`),
    v.minValue(from, `a whole number from ${from} to ${to}`),
    v.maxValue(to, `a whole number from ${from} to ${to}`),
  );
const value = v.union([v.number(), text, v.boolean()], 'a number, a text, true or false');
const valueOrExpression = v.union([v.number(), expression, v.boolean()], 'a CEL expression, a number, true or false');
/** Kept as it is; the parser bounds depth, size and keys of everything. */
const free = v.record(v.string(), v.unknown());

const info = v.strictObject({
  id,
  title: text,
  summary: v.exactOptional(text),
  authors: v.exactOptional(v.union([text, v.array(text)], 'a text or a list of texts')),
  license: v.exactOptional(text),
});

const messageNames = v.union(
  [messageName, v.pipe(v.array(messageName), v.minLength(1, 'at least one message'))],
  'a message name or a list of them',
);

const flow = v.strictObject({
  starts: messageName,
  key: fieldName,
  succeeds: messageNames,
  fails: v.exactOptional(messageNames),
  deadline: v.exactOptional(duration),
  noun: v.exactOptional(text),
  nounPlural: v.exactOptional(text),
  button: v.exactOptional(text),
});

const message = v.strictObject({
  kind: v.picklist(['command', 'event', 'query']),
  key: v.exactOptional(fieldName),
  version: v.exactOptional(wholeNumber(1, 1000)),
  fields: v.exactOptional(v.record(fieldName, v.union([text, free], 'a type such as int, or { type, class }'))),
  compat: v.exactOptional(free),
  says: v.exactOptional(text),
});

const settings = v.record(fieldName, value);

const sets = v.record(fieldName, valueOrExpression);

const outcome = v.strictObject({
  if: v.exactOptional(expression),
  p: v.exactOptional(share),
  set: v.exactOptional(sets),
  emit: v.exactOptional(messageName),
});

const handler = v.strictObject({
  time: v.exactOptional(span),
  undo: v.exactOptional(messageName),
  set: v.exactOptional(sets),
  emit: v.exactOptional(messageName),
  outcomes: v.exactOptional(v.pipe(v.array(outcome), v.minLength(1, 'at least one outcome'), v.maxLength(20, 'at most 20 outcomes'))),
});

const service = v.strictObject({
  title: v.exactOptional(text),
  kind: v.exactOptional(v.picklist(['service', 'external', 'ui'])),
  context: v.exactOptional(text),
  shows: v.exactOptional(text),
  state: v.exactOptional(v.record(fieldName, value)),
  handles: v.exactOptional(v.record(messageName, handler)),
  instances: v.exactOptional(wholeNumber(1, 64)),
  concurrency: v.exactOptional(wholeNumber(1, 64)),
});

const policy = v.strictObject({ when: messageName, in: id, do: messageName, if: v.exactOptional(expression) });

const step = v.strictObject({
  do: messageName,
  ok: messageName,
  fail: v.exactOptional(messageName),
  undo: v.exactOptional(messageName),
  timeout: v.exactOptional(duration),
  retries: v.exactOptional(wholeNumber(0, 100)),
});

const process = v.strictObject({
  id,
  starts: messageName,
  key: v.exactOptional(fieldName),
  durable: v.exactOptional(v.boolean()),
  steps: v.pipe(v.array(step), v.minLength(1, 'at least one step'), v.maxLength(40, 'at most 40 steps')),
  done: messageName,
  failed: v.exactOptional(messageName),
});

const option = v.strictObject({
  policies: v.exactOptional(v.pipe(v.array(policy), v.maxLength(200, 'at most 200 policies'))),
  process: v.exactOptional(process),
});
const [choreography, orchestration, hybrid, calls] = coordinations;
const coordination = v.strictObject({
  [choreography]: v.exactOptional(option),
  [orchestration]: v.exactOptional(option),
  [hybrid]: v.exactOptional(option),
  [calls]: v.exactOptional(option),
});

const readModel = v.strictObject({
  title: v.exactOptional(text),
  key: v.exactOptional(fieldName),
  from: v.pipe(v.array(messageName), v.minLength(1, 'at least one event'), v.maxLength(50, 'at most 50 events')),
  aggregate: v.exactOptional(v.picklist(['count', 'sum', 'last'])),
  field: v.exactOptional(fieldName),
  subtract: v.exactOptional(v.array(messageName)),
  lag: v.exactOptional(span),
  rebuild: v.exactOptional(v.union([text, v.number()], 'a rate such as 200/s')),
});

export const products = [
  'rabbitmq-quorum',
  'rabbitmq-classic',
  'kafka',
  'kafka-share',
  'sqs',
  'sqs-fifo',
  'sns-sqs',
  'sns',
  'sns-fifo',
  'eventbridge',
  'eventbridge-bus',
  'nats-jetstream',
] as const;

const ownSettings = v.exactOptional(settings);
/** A product's own settings stand under its name. */
const productBlocks = Object.fromEntries(products.map((name) => [name, ownSettings])) as Record<
  (typeof products)[number],
  typeof ownSettings
>;

const broker = v.strictObject({
  product: v.exactOptional(v.picklist(products)),
  version: v.exactOptional(v.union([text, v.number()], 'a version such as "4.1"')),
  nodes: v.exactOptional(wholeNumber(1, 9)),
  replication: v.exactOptional(wholeNumber(1, 9)),
  latency: v.exactOptional(span),
  ...productBlocks,
});

/** `broker`, `defaults` and one block of overrides per service. */
const delivery = v.objectWithRest({ broker: v.exactOptional(broker), defaults: v.exactOptional(settings) }, settings);

const rate = formed(/^[0-9]+(?:\.[0-9]+)?\/(?:s|m|h)$/, 'a rate such as 5/s');
const phase = v.strictObject({ for: duration, rate });

const workload = v.strictObject({
  send: v.pipe(messageName, v.description('The start command.')),
  to: v.pipe(id, v.description('The service that handles it.')),
  arrivals: v.exactOptional(
    v.pipe(
      v.picklist(['fixed', 'poisson', 'burst', 'ramp', 'closed', 'schedule']),
      v.description(
        'fixed (default): one every `every`. poisson: at random, one every `every` on average. burst: `size` at once every `every`. ' +
          'ramp: from `rate` to `rateTo` `over` a time, then at `rateTo`. closed: `customers` who `think`, send, wait for the end of their flow and think again. ' +
          'schedule: at the times of `at`, or through `phases` of different rates.',
      ),
    ),
  ),
  every: v.exactOptional(v.pipe(duration, v.description('Time between two arrivals or two bursts; or say `rate`.'))),
  rate: v.exactOptional(v.pipe(rate, v.description('Arrivals per s, m or h instead of `every`; for a ramp the rate at its start.'))),
  jitter: v.exactOptional(v.pipe(share, v.description('Share of `every` by which an arrival or a burst may come later.'))),
  size: v.exactOptional(v.pipe(wholeNumber(1, 100_000), v.description('How many arrive at once in a burst.'))),
  rateTo: v.exactOptional(v.pipe(rate, v.description('The rate at the end of a ramp.'))),
  over: v.exactOptional(v.pipe(duration, v.description('How long a ramp takes.'))),
  spacing: v.exactOptional(
    v.pipe(
      v.picklist(['even', 'random']),
      v.description('How arrivals of a ramp or of phases follow each other: evenly (default) or at random.'),
    ),
  ),
  customers: v.exactOptional(v.pipe(wholeNumber(1, 10_000), v.description('How many customers a closed workload has.'))),
  think: v.exactOptional(v.pipe(span, v.description('How long a customer waits before sending (again).'))),
  at: v.exactOptional(
    v.pipe(
      v.array(duration),
      v.minLength(1, 'at least one time'),
      v.maxLength(10_000, 'at most 10000 times'),
      v.description('Times of a schedule, from the start of the run.'),
    ),
  ),
  phases: v.exactOptional(
    v.pipe(
      v.array(phase),
      v.minLength(1, 'at least one phase'),
      v.maxLength(1000, 'at most 1000 phases'),
      v.description('Phases of a schedule, one after the other, each with its rate; 0/s is a pause.'),
    ),
  ),
  count: v.pipe(wholeNumber(0, 1_000_000), v.description('How many arrive at most.')),
  payload: v.exactOptional(v.record(fieldName, value)),
});

/** The keys of a fault entry depend on the fault: `faultEntries.ts` checks them. */
const fault = v.record(fieldName, value);

const invariant = v.strictObject({
  id,
  severity: v.picklist(['critical', 'high', 'medium', 'low']),
  title: v.exactOptional(text),
  each: v.exactOptional(fieldName),
  expect: v.exactOptional(expression),
  finally: v.exactOptional(expression),
});

const driver = v.strictObject({
  id: text,
  attribute: text,
  source: text,
  stimulus: text,
  artifact: text,
  environment: text,
  response: text,
  measure: text,
  importance: v.exactOptional(text),
  difficulty: v.exactOptional(text),
});

/** Message types that travel over a product of their own. */
const channel = v.strictObject({
  title: v.exactOptional(text),
  product: v.picklist(products),
  messages: v.pipe(v.array(messageName), v.minLength(1, 'at least one message')),
  ...productBlocks,
});

export const servicesMax = 60;
export const messagesMax = 200;

export const scenarioSchema = v.strictObject({
  eventflow: v.literal(1),
  info,
  flow: v.exactOptional(flow),
  messages: v.exactOptional(v.pipe(v.record(messageName, message), v.maxEntries(messagesMax, `at most ${messagesMax} messages`))),
  services: v.pipe(
    v.record(id, service),
    v.minEntries(1, 'at least one service'),
    v.maxEntries(servicesMax, `at most ${servicesMax} services`),
  ),
  coordination: v.pipe(coordination, v.minEntries(1, 'at least one option: choreography, orchestration, hybrid or calls')),
  channels: v.exactOptional(v.pipe(v.record(id, channel), v.maxEntries(20, 'at most 20 channels'))),
  readModels: v.exactOptional(v.pipe(v.record(id, readModel), v.maxEntries(50, 'at most 50 read models'))),
  delivery: v.exactOptional(delivery),
  workload,
  faults: v.exactOptional(v.pipe(v.array(fault), v.maxLength(100, 'at most 100 faults'))),
  invariants: v.exactOptional(v.pipe(v.array(invariant), v.maxLength(100, 'at most 100 invariants'))),
  drivers: v.exactOptional(v.pipe(v.array(driver), v.maxLength(100, 'at most 100 drivers'))),
  alerts: v.exactOptional(v.union([v.array(free), free], 'a list or a table of alerts')),
  controls: v.exactOptional(free),
  layout: v.exactOptional(free),
});

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** A scenario as its file says it: plain JSON data, checked for shape but not yet resolved. */
export type Scenario = DeepReadonly<v.InferOutput<typeof scenarioSchema>>;
