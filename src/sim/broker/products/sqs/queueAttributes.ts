import { done, type SqsError, sqsError, type SqsResult } from './sqsError';

/** Where messages go that were received too often. Names as in the API. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  /** 10 when absent. */
  readonly maxReceiveCount?: number;
}

/** Who may use the queue as a dead-letter queue. */
export type RedriveAllowPolicy =
  | { readonly redrivePermission: 'allowAll' | 'denyAll' }
  | { readonly redrivePermission: 'byQueue'; readonly sourceQueueArns: readonly string[] };

/** The attributes of a queue under the API's own names; durations in seconds, sizes in bytes. */
export interface QueueAttributes {
  readonly VisibilityTimeout: number;
  readonly DelaySeconds: number;
  readonly MessageRetentionPeriod: number;
  readonly ReceiveMessageWaitTimeSeconds: number;
  readonly MaximumMessageSize: number;
  readonly RedrivePolicy: RedrivePolicy | null;
  readonly RedriveAllowPolicy: RedriveAllowPolicy;
  readonly FifoQueue: boolean;
  readonly ContentBasedDeduplication: boolean;
  readonly DeduplicationScope: 'queue' | 'messageGroup';
  readonly FifoThroughputLimit: 'perQueue' | 'perMessageGroupId';
}

/** Defaults of CreateQueue (API reference). */
export const defaultQueueAttributes: QueueAttributes = {
  VisibilityTimeout: 30,
  DelaySeconds: 0,
  MessageRetentionPeriod: 345_600,
  ReceiveMessageWaitTimeSeconds: 0,
  MaximumMessageSize: 1_048_576,
  RedrivePolicy: null,
  RedriveAllowPolicy: { redrivePermission: 'allowAll' },
  FifoQueue: false,
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

/** `RedrivePolicy.maxReceiveCount` when the policy names none (API reference). */
export const defaultMaxReceiveCount = 10;

/** Whole numbers, both ends included (API reference of CreateQueue). */
export const attributeRanges = {
  VisibilityTimeout: { min: 0, max: 43_200 },
  DelaySeconds: { min: 0, max: 900 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20 },
  MaximumMessageSize: { min: 1_024, max: 1_048_576 },
} as const;

export interface Range {
  readonly min: number;
  readonly max: number;
}

export const within = (value: number, { min, max }: Range): boolean => Number.isInteger(value) && value >= min && value <= max;

/** Whether the attributes of a queue of that name are acceptable by themselves (what they refer to is the account's to check). */
export function checkAttributes(name: string, attributes: QueueAttributes): SqsResult<object> {
  for (const [attribute, range] of Object.entries(attributeRanges)) {
    if (!within(attributes[attribute as keyof typeof attributeRanges], range)) return invalidAttribute(attribute);
  }
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(attributes.FifoQueue ? name.replace(/\.fifo$/, '') : name) || name.length > 80) {
    return sqsError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; the name of a FIFO queue ends with .fifo',
    );
  }
  if (attributes.FifoQueue && !name.endsWith('.fifo')) {
    return sqsError('InvalidParameterValue', 'The name of a FIFO queue can only end with the .fifo suffix.');
  }
  return fifoOnly(attributes) ?? redrive(attributes) ?? done;
}

function fifoOnly(attributes: QueueAttributes): SqsError | null {
  const { ContentBasedDeduplication, DeduplicationScope, FifoQueue, FifoThroughputLimit } = attributes;
  if (!FifoQueue && ContentBasedDeduplication) return unknownAttribute('ContentBasedDeduplication');
  if (!FifoQueue && DeduplicationScope !== 'queue') return unknownAttribute('DeduplicationScope');
  if (!FifoQueue && FifoThroughputLimit !== 'perQueue') return unknownAttribute('FifoThroughputLimit');
  if (FifoThroughputLimit === 'perMessageGroupId' && DeduplicationScope !== 'messageGroup') {
    return sqsError(
      'InvalidParameterValue',
      'The perMessageGroupId value for FifoThroughputLimit is allowed only when DeduplicationScope is messageGroup.',
    );
  }
  return null;
}

function redrive({ RedriveAllowPolicy: allow, RedrivePolicy: policy }: QueueAttributes): SqsError | null {
  if (policy !== null && !within(policy.maxReceiveCount ?? defaultMaxReceiveCount, { min: 1, max: 1_000 })) {
    return sqsError('InvalidParameterValue', `Value ${policy.maxReceiveCount} for RedrivePolicy: maxReceiveCount must be from 1 to 1000.`);
  }
  if (allow.redrivePermission === 'byQueue' && !within(allow.sourceQueueArns.length, { min: 1, max: 10 })) {
    return sqsError('InvalidParameterValue', 'RedriveAllowPolicy byQueue names 1 to 10 source queues.');
  }
  return null;
}

/** Attributes that exist for FIFO queues only are unknown to a standard queue. */
const unknownAttribute = (name: string): SqsError => sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

const invalidAttribute = (name: string): SqsError => sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
