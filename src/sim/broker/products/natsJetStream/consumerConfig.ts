import { type ApiError, apiError } from './api';
import type { StreamConfig } from './streamConfig';
import { collide, covers, isLiteral, isValidSubject } from './subjects';

/** Which server's rules hold where they differ: from 2.10 on a BackOff list may be as long as MaxDeliver, or go without it. */
export type JetStreamVersion = '2.9' | '2.12';

/** Where a consumer begins. */
export type DeliverPolicy =
  | { readonly kind: 'all' | 'last' | 'new' | 'lastPerSubject' }
  | { readonly kind: 'byStartSequence'; readonly seq: number }
  | { readonly kind: 'byStartTime'; readonly timeUs: number };

/** A consumer's settings under their own names; -1 = no bound, as in the server. */
export interface ConsumerConfig {
  /** Empty = an ephemeral consumer, which gets a name. */
  readonly durableName: string;
  readonly ackPolicy: 'explicit' | 'all' | 'none';
  readonly ackWaitUs: number;
  /** Waits for the acknowledgement of the first, second … delivery, instead of AckWait. */
  readonly backoffUs: readonly number[];
  readonly maxDeliver: number;
  readonly maxAckPending: number;
  readonly deliverPolicy: DeliverPolicy;
  readonly replayPolicy: 'instant' | 'original';
  /** Empty = everything in the stream. */
  readonly filterSubjects: readonly string[];
  /** Null = a pull consumer. */
  readonly deliverSubject: string | null;
  /** Queue group of a push consumer's subscribers. */
  readonly deliverGroup: string | null;
  readonly maxWaiting: number;
  /** 0 = no bound, here and below. */
  readonly maxBatch: number;
  readonly maxExpiresUs: number;
  readonly maxBytes: number;
  /** An ephemeral consumer without anybody's interest is removed after it. */
  readonly inactiveThresholdUs: number;
}

export type ConsumerSettings = Partial<ConsumerConfig>;

export const defaultAckWaitUs = 30_000_000;
export const defaultMaxAckPending = 1000;
const defaultMaxWaiting = 512;
const ephemeralThresholdUs = 5_000_000;

export function completeConsumer(settings: ConsumerSettings): ConsumerConfig {
  const acknowledges = settings.ackPolicy !== 'none';
  const complete: ConsumerConfig = {
    durableName: '',
    ackPolicy: 'explicit',
    ackWaitUs: defaultAckWaitUs,
    backoffUs: [],
    maxDeliver: -1,
    maxAckPending: acknowledges ? defaultMaxAckPending : -1,
    deliverPolicy: { kind: 'all' },
    replayPolicy: 'instant',
    filterSubjects: [],
    deliverSubject: null,
    deliverGroup: null,
    maxWaiting: (settings.deliverSubject ?? null) === null ? defaultMaxWaiting : 0,
    maxBatch: 0,
    maxExpiresUs: 0,
    maxBytes: 0,
    inactiveThresholdUs: (settings.durableName ?? '') === '' ? ephemeralThresholdUs : 0,
    ...settings,
  };
  // AckWait is ignored where there is a BackOff (NAT-007).
  return { ...complete, ackWaitUs: complete.backoffUs[0] ?? complete.ackWaitUs };
}

/** Whether a message with this subject is for the consumer. */
export const wants = ({ filterSubjects }: ConsumerConfig, subject: string): boolean =>
  filterSubjects.length === 0 || filterSubjects.some((filter) => covers(filter, subject));

/** What the server finds wrong with a consumer's settings on such a stream; null = nothing. */
export function consumerProblem(config: ConsumerConfig, stream: StreamConfig, version: JetStreamVersion): ApiError | null {
  return (
    backoffProblem(config, version) ??
    (config.deliverSubject === null ? pullProblem(config, stream) : pushProblem(config, config.deliverSubject, stream)) ??
    filterProblem(config, stream) ??
    startProblem(config)
  );
}

function backoffProblem({ backoffUs, maxDeliver }: ConsumerConfig, version: JetStreamVersion): ApiError | null {
  if (backoffUs.length === 0) return null;
  const fits = version === '2.9' ? maxDeliver > backoffUs.length : maxDeliver === -1 || maxDeliver >= backoffUs.length;
  return fits ? null : apiError(400, 10116, 'max deliver is required to be > length of backoff values');
}

function pushProblem(config: ConsumerConfig, deliverSubject: string, stream: StreamConfig): ApiError | null {
  if (/[*>]/.test(deliverSubject)) return apiError(400, 10079, 'consumer deliver subject has wildcards');
  if (!isLiteral(deliverSubject)) return apiError(400, 10112, 'invalid push consumer deliver subject');
  if (stream.subjects.some((subject) => covers(subject, deliverSubject))) {
    return apiError(400, 10081, 'consumer deliver subject forms a cycle');
  }
  if (config.maxWaiting !== 0) return apiError(400, 10080, 'consumer in push mode can not set max waiting');
  if (config.maxAckPending > 0 && config.ackPolicy === 'none') {
    return apiError(400, 10082, 'consumer requires ack policy for max ack pending');
  }
  return null;
}

function pullProblem(config: ConsumerConfig, stream: StreamConfig): ApiError | null {
  if (config.ackPolicy === 'none' && stream.retention === 'workqueue') {
    return apiError(400, 10084, 'consumer in pull mode requires ack policy');
  }
  if (config.maxWaiting < 0) return apiError(400, 10087, 'consumer max waiting needs to be positive');
  if (config.maxBatch < 0) return apiError(400, 10114, 'consumer max request batch needs to be > 0');
  if (config.maxExpiresUs !== 0 && config.maxExpiresUs < 1000) {
    return apiError(400, 10115, 'consumer max request expires needs to be >= 1ms');
  }
  return null;
}

function filterProblem({ filterSubjects }: ConsumerConfig, { subjects }: StreamConfig): ApiError | null {
  const fits = filterSubjects.every((filter) => isValidSubject(filter) && subjects.some((subject) => collide(subject, filter)));
  if (!fits) return apiError(400, 10093, 'consumer filter subject is not a valid subset of the interest subjects');
  const collision = filterSubjects.some((one, i) => filterSubjects.slice(i + 1).some((other) => collide(one, other)));
  return collision ? apiError(400, 10138, 'consumer subject filters cannot overlap') : null;
}

function startProblem({ deliverPolicy, filterSubjects }: ConsumerConfig): ApiError | null {
  const invalid = (which: string, what: string): ApiError =>
    apiError(400, 10094, `consumer delivery policy is deliver ${which}, but optional ${what} is not set`);
  if (deliverPolicy.kind === 'lastPerSubject' && filterSubjects.length === 0) return invalid('last per subject', 'filter subject');
  return deliverPolicy.kind === 'byStartSequence' && deliverPolicy.seq < 1 ? invalid('by start sequence', 'start sequence') : null;
}

/** A work queue has one consumer per subject, and every message is delivered and acknowledged (NAT-010). */
export function workQueueProblem(config: ConsumerConfig, others: readonly ConsumerConfig[]): ApiError | null {
  if (config.ackPolicy !== 'explicit') return apiError(400, 10098, 'workqueue stream requires explicit ack');
  if (others.length > 0 && config.filterSubjects.length === 0) {
    return apiError(400, 10099, 'multiple non-filtered consumers not allowed on workqueue stream');
  }
  if (others.some((other) => share(config, other))) {
    return apiError(400, 10100, 'filtered consumer not unique on workqueue stream');
  }
  return config.deliverPolicy.kind === 'all' ? null : apiError(400, 10101, 'consumer must be deliver all on workqueue stream');
}

function share(one: ConsumerConfig, other: ConsumerConfig): boolean {
  if (one.filterSubjects.length === 0 || other.filterSubjects.length === 0) return true;
  return one.filterSubjects.some((a) => other.filterSubjects.some((b) => collide(a, b)));
}

/** What can not be changed about a consumer that exists. */
export function consumerChangeProblem(old: ConsumerConfig, changed: ConsumerConfig, version: JetStreamVersion): ApiError | null {
  const fixed: readonly (readonly [same: boolean, what: string])[] = [
    [sameStart(old.deliverPolicy, changed.deliverPolicy), 'deliver policy'],
    [old.ackPolicy === changed.ackPolicy, 'ack policy'],
    [old.replayPolicy === changed.replayPolicy, 'replay policy'],
    [old.maxWaiting === changed.maxWaiting, 'max waiting'],
  ];
  const problem = fixed.find(([same]) => !same);
  if (problem !== undefined) return apiError(500, 10012, `${problem[1]} can not be updated`);
  if (old.deliverSubject === null && changed.deliverSubject !== null) {
    return apiError(500, 10012, 'can not update pull consumer to push based');
  }
  if (old.deliverSubject !== null && changed.deliverSubject === null) {
    return apiError(500, 10012, 'can not update push consumer to pull based');
  }
  return backoffProblem(changed, version);
}

const sameStart = (one: DeliverPolicy, other: DeliverPolicy): boolean => JSON.stringify(one) === JSON.stringify(other);
