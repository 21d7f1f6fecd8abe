import type { DelayedReturn } from '../../queue/delayedReturn';
import type { AmqpTable, AmqpValue } from '../../router/exchanges';
import { type AmqpError, type Outcome, preconditionFailed, value } from './outcome';
import { type RabbitMqVersion, versionRules } from './version';

/** What a queue's arguments mean, with the server's defaults filled in. Times in microseconds. */
export interface QueueSettings {
  readonly type: 'classic' | 'quorum';
  readonly messageTtlUs: number | null;
  readonly expiresUs: number | null;
  readonly maxLength: number | null;
  readonly maxLengthBytes: number | null;
  readonly overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  readonly deadLetterExchange: string | null;
  readonly deadLetterRoutingKey: string | null;
  /** Dead letters stay until the target has confirmed them (quorum with `reject-publish` only; RMQ-065). */
  readonly atLeastOnce: boolean;
  /** Counted returns that a message survives; null = any number (also classic queues). */
  readonly deliveryLimit: number | null;
  readonly delayedRetry: DelayedReturn | null;
  readonly singleActiveConsumer: boolean;
  /** Priorities 0 to this one (classic queues); 0 = none. */
  readonly maxPriority: number;
  /** Members that a quorum queue wants; limited by the nodes there are. */
  readonly groupSize: number;
  /** null = the server's own `consumer_timeout`. */
  readonly consumerTimeoutUs: number | null;
}

const classicOnly = ['x-max-priority', 'x-queue-mode', 'x-queue-version'];
const quorumOnly = ['x-delivery-limit', 'x-dead-letter-strategy', 'x-quorum-initial-group-size', 'x-delayed-retry-type'];
const counts = ['x-message-ttl', 'x-max-length', 'x-max-length-bytes', 'x-delayed-retry-min', 'x-delayed-retry-max', 'x-max-priority'];
const positive = ['x-expires', 'x-quorum-initial-group-size', 'x-consumer-timeout'];

const texts = ['x-dead-letter-exchange', 'x-dead-letter-routing-key'];
const overflows = ['drop-head', 'reject-publish', 'reject-publish-dlx'];

/** Reads the arguments of `queue.declare`; refuses what the server refuses. */
export function readArguments(args: AmqpTable, version: RabbitMqVersion): Outcome<QueueSettings> {
  const type = args['x-queue-type'] ?? 'classic';
  if (type !== 'classic' && type !== 'quorum') {
    return preconditionFailed(`invalid arg 'x-queue-type': unknown queue type '${textOf(type)}'`);
  }
  const refused = wrongValue(args) ?? wrongCombination(args, type);
  return refused ?? value({ type, ...lengthAndLife(args, type), ...deaths(args, type, version), ...handingOut(args, version) });
}

const ms = (args: AmqpTable, name: string): number | null => scaled(args[name], 1000);

function lengthAndLife(args: AmqpTable, type: QueueSettings['type']) {
  return {
    messageTtlUs: ms(args, 'x-message-ttl'),
    expiresUs: ms(args, 'x-expires'),
    maxLength: scaled(args['x-max-length'], 1),
    maxLengthBytes: scaled(args['x-max-length-bytes'], 1),
    overflow: overflowOf(args, type),
    groupSize: scaled(args['x-quorum-initial-group-size'], 1) ?? 3,
  };
}

function deaths(args: AmqpTable, type: QueueSettings['type'], version: RabbitMqVersion) {
  const deadLetterExchange = text(args['x-dead-letter-exchange']);
  const safely = args['x-dead-letter-strategy'] === 'at-least-once' && overflowOf(args, type) === 'reject-publish';
  return {
    deadLetterExchange,
    deadLetterRoutingKey: text(args['x-dead-letter-routing-key']),
    atLeastOnce: type === 'quorum' && deadLetterExchange !== null && safely,
    deliveryLimit: deliveryLimit(args, type, version),
  };
}

function handingOut(args: AmqpTable, version: RabbitMqVersion) {
  return {
    delayedRetry: versionRules(version).delayedRetry ? delayedRetry(args) : null,
    singleActiveConsumer: args['x-single-active-consumer'] === true,
    maxPriority: scaled(args['x-max-priority'], 1) ?? 0,
    consumerTimeoutUs: ms(args, 'x-consumer-timeout'),
  };
}

function wrongValue(args: AmqpTable): AmqpError | undefined {
  for (const [name, given] of Object.entries(args)) {
    const why = wrong(name, given);
    if (why !== undefined) return invalid(name, why);
  }
  return undefined;
}

function wrong(name: string, given: AmqpValue): string | undefined {
  if (counts.includes(name) || positive.includes(name)) return wrongNumber(given, positive.includes(name) ? 1 : 0);
  if (texts.includes(name)) return typeof given === 'string' ? undefined : 'expected a string';
  if (name === 'x-overflow') return overflows.includes(textOf(given)) ? undefined : `{not_allowed,${textOf(given)}}`;
  return undefined;
}

const textOf = (given: AmqpValue): string => (typeof given === 'string' ? given : JSON.stringify(given));

function wrongNumber(given: AmqpValue, min: number): string | undefined {
  if (typeof given !== 'number' || !Number.isInteger(given)) return `expected an integer, got ${JSON.stringify(given)}`;
  if (given >= min) return undefined;
  return given < 0 ? `{value_negative,${given}}` : '{value_zero,0}';
}

function wrongCombination(args: AmqpTable, type: 'classic' | 'quorum'): AmqpError | undefined {
  if (args['x-dead-letter-routing-key'] !== undefined && args['x-dead-letter-exchange'] === undefined) {
    return invalid('x-dead-letter-routing-key', 'routing_key_but_no_dlx_defined');
  }
  const misplaced = (type === 'classic' ? quorumOnly : classicOnly).find((name) => args[name] !== undefined);
  if (misplaced !== undefined) return preconditionFailed(`invalid arg '${misplaced}' for queue type ${type}`);
  if (type === 'quorum' || Number(args['x-max-priority'] ?? 0) <= 255) return undefined;
  return invalid('x-max-priority', '{max_value_exceeded,255}');
}

const invalid = (name: string, why: string): AmqpError => preconditionFailed(`invalid arg '${name}': ${why}`);

/** A quorum queue does not know `reject-publish-dlx` and falls back to the default. */
function overflowOf(args: AmqpTable, type: 'classic' | 'quorum'): QueueSettings['overflow'] {
  const given = args['x-overflow'];
  if (given === 'reject-publish') return given;
  return given === 'reject-publish-dlx' && type === 'classic' ? given : 'drop-head';
}

/** -1 (any negative number) takes the limit away, as before 4.0. */
function deliveryLimit(args: AmqpTable, type: 'classic' | 'quorum', version: RabbitMqVersion): number | null {
  if (type === 'classic') return null;
  const given = args['x-delivery-limit'];
  if (typeof given !== 'number') return versionRules(version).deliveryLimit;
  return given < 0 ? null : given;
}

function delayedRetry(args: AmqpTable): DelayedReturn | null {
  const type = args['x-delayed-retry-type'];
  if (type !== 'all' && type !== 'failed' && type !== 'returned') return null;
  const minUs = scaled(args['x-delayed-retry-min'], 1000) ?? 0;
  return { returns: type, minUs, maxUs: scaled(args['x-delayed-retry-max'], 1000) ?? Infinity };
}

const scaled = (given: AmqpValue | undefined, unit: number): number | null => (typeof given === 'number' ? given * unit : null);
const text = (given: AmqpValue | undefined): string | null => (typeof given === 'string' ? given : null);
