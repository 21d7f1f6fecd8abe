import { brokenRule } from '../brokenRule';
import { type ApiError, apiError } from './api';
import { collide, isValidSubject } from './subjects';

/** A stream's settings under their own names; -1 = no bound, as in the server. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly retention: 'limits' | 'interest' | 'workqueue';
  readonly storage: 'file' | 'memory';
  readonly discard: 'old' | 'new';
  readonly discardNewPerSubject: boolean;
  readonly maxMsgs: number;
  readonly maxBytes: number;
  readonly maxMsgsPerSubject: number;
  readonly maxMsgSize: number;
  readonly maxConsumers: number;
  /** 0 = messages do not age. */
  readonly maxAgeUs: number;
  readonly duplicateWindowUs: number;
  readonly replicas: number;
  readonly allowRollup: boolean;
  readonly denyPurge: boolean;
  readonly denyDelete: boolean;
  /** Publishers get no answer. */
  readonly noAck: boolean;
}

export type StreamSettings = Pick<StreamConfig, 'name'> & Partial<StreamConfig>;

/** The default duplicate window, cut to the age of messages (NAT-002). */
export const defaultDuplicateWindowUs = 120_000_000;

export function completeStream(settings: StreamSettings): StreamConfig {
  const maxAgeUs = settings.maxAgeUs ?? 0;
  return {
    subjects: [settings.name],
    retention: 'limits',
    storage: 'file',
    discard: 'old',
    discardNewPerSubject: false,
    maxMsgs: -1,
    maxBytes: -1,
    maxMsgsPerSubject: -1,
    maxMsgSize: -1,
    maxConsumers: -1,
    maxAgeUs,
    duplicateWindowUs: maxAgeUs > 0 ? Math.min(maxAgeUs, defaultDuplicateWindowUs) : defaultDuplicateWindowUs,
    replicas: 1,
    allowRollup: false,
    denyPurge: false,
    denyDelete: false,
    noAck: false,
    ...settings,
  };
}

const leastUs = 100_000;
const replicasMax = 5;

/** What the server finds wrong with a stream's settings by themselves; null = nothing. */
export function streamProblem(config: StreamConfig): ApiError | null {
  const { maxAgeUs, duplicateWindowUs, replicas } = config;
  const problem = brokenRule([
    [/^[^\s.*>]+$/.test(config.name), `stream name is required and can not contain '.', '*', '>'`],
    [replicas <= replicasMax, `maximum replicas is ${replicasMax}`],
    [maxAgeUs === 0 || maxAgeUs >= leastUs, 'max age needs to be >= 100ms'],
    [duplicateWindowUs >= 0, 'duplicates window can not be negative'],
    [maxAgeUs === 0 || duplicateWindowUs <= maxAgeUs, 'duplicates window can not be larger then max age'],
    [duplicateWindowUs === 0 || duplicateWindowUs >= leastUs, 'duplicates window needs to be >= 100ms'],
    [!(config.denyPurge && config.allowRollup), 'roll-ups require the purge permission'],
    [!config.discardNewPerSubject || config.discard === 'new', 'discard new per subject requires discard new policy to be set'],
    [!config.discardNewPerSubject || config.maxMsgsPerSubject > 0, 'discard new per subject requires max msgs per subject > 0'],
    [config.subjects.every(isValidSubject), 'invalid subject'],
    [distinct(config.subjects), 'duplicate subjects detected'],
  ]);
  if (problem !== null) return apiError(500, 10052, problem);
  return replicas < 0 ? apiError(400, 10133, 'replicas count cannot be negative') : null;
}

const distinct = (subjects: readonly string[]): boolean =>
  subjects.every((subject, i) => subjects.slice(i + 1).every((other) => !collide(subject, other)));

/** What can not be changed about a stream that exists. */
export function streamChangeProblem(old: StreamConfig, changed: StreamConfig): ApiError | null {
  const problem = brokenRule([
    [changed.name === old.name, `stream configuration name must match original`],
    [changed.maxConsumers === old.maxConsumers, 'stream configuration update can not change MaxConsumers'],
    [changed.storage === old.storage, 'stream configuration update can not change storage type'],
    [changed.retention === old.retention, 'stream configuration update can not change retention policy'],
    [changed.denyPurge || !old.denyPurge, 'stream configuration update can not cancel deny purge'],
    [changed.denyDelete || !old.denyDelete, 'stream configuration update can not cancel deny message deletes'],
  ]);
  return problem === null ? null : apiError(500, 10052, problem);
}
