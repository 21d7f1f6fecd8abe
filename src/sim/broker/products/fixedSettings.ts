import type { FixedSetting } from './product';

const deadLetterQueue = 'deadLetterQueue';

/** SQS takes only a dead-letter queue of the same type, whether its source is filled by senders or by a topic. */
export const fifoDeadLetters: FixedSetting = {
  name: deadLetterQueue,
  title: 'RedrivePolicy.deadLetterTargetArn',
  value: 'fifo',
  source: 'SQF-013',
  refusal: 'InvalidParameterValue: the dead-letter queue of a FIFO queue must also be a FIFO queue.',
};

export const standardDeadLetters: FixedSetting = {
  name: deadLetterQueue,
  title: 'RedrivePolicy.deadLetterTargetArn',
  value: 'standard',
  source: 'SQS developer guide, dead-letter queues (as SQF-013)',
  refusal: 'InvalidParameterValue: the dead-letter queue of a standard queue must also be a standard queue.',
};

/** A pushing product writes its dead letters to a queue of its own; a FIFO queue is not accepted for unordered targets. */
export const standardTargetDeadLetters: FixedSetting = {
  name: deadLetterQueue,
  title: 'Dead-letter queue',
  value: 'standard',
  source: 'EventBridge and SNS user guides, dead-letter queues',
  refusal: 'a FIFO queue is not accepted as the dead-letter queue here: it must be a standard queue.',
};

export const alwaysDurable: FixedSetting = {
  name: 'durable',
  title: 'durable',
  value: true,
  source: 'RabbitMQ guide, quorum queues',
  refusal: "PRECONDITION_FAILED: invalid property 'non-durable' for a quorum queue.",
};
