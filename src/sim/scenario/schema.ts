import * as v from 'valibot';
import { coordinations } from './coordinations';
import {
  duration,
  expression,
  fieldName,
  free,
  id,
  messageName,
  share,
  span,
  text,
  value,
  valueOrExpression,
  wholeNumber,
} from './schemaParts';
import { workload } from './schemaWorkload';

/**
 * The shape of `eventflow: 1` as a closed valibot schema. Only actions that have a JSON Schema counterpart are used, so that
 * the published schema can be generated from it; rules that span several fields stand in `resolve.ts`.
 */

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
  time: v.exactOptional(
    v.pipe(
      span,
      v.description(
        'How long the work takes: 250ms (always), 20..60ms (anything between), exp(50ms), normal(50ms, 10ms), lognormal(50ms, p99=200ms), ' +
          'erlang(50ms, k=4) (k equal phases: steadier than exp), hyper(50ms, cv2=4) (squared coefficient of variation: wilder than exp). Means first.',
      ),
    ),
  ),
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
