import { expect } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import type { ReceivedMessage, ReceiveMessageRequest, SendMessageEntry } from '../../src/sim/broker/products/sqs/api';
import { arnOf } from '../../src/sim/broker/products/sqs/arn';
import type { QueueAttributes } from '../../src/sim/broker/products/sqs/queueAttributes';
import { type ConsumerOptions, type Handling, SqsConsumer } from '../../src/sim/broker/products/sqs/sqsConsumer';
import type { SqsResult } from '../../src/sim/broker/products/sqs/sqsError';
import { type SqsOptions, SqsService } from '../../src/sim/broker/products/sqs/sqsService';

/** An answer that must be a success. */
export function okOf<T>(result: SqsResult<T>): T {
  if (result.kind === 'error') throw new Error(`${result.code}: ${result.message}`);
  return result;
}

/** The code of an answer that must be an error. */
export const codeOf = (result: SqsResult<unknown>): string => (result.kind === 'error' ? result.code : 'ok');

export interface World {
  readonly clock: ProductClock;
  readonly service: SqsService;
  /** The only queue, unless a call names another. */
  readonly queue: string;
  readonly at: (seconds: number) => void;
  readonly create: (name: string, attributes?: Partial<QueueAttributes>) => void;
  readonly send: (entry: string | SendMessageEntry, queue?: string) => string;
  readonly receive: (request?: Partial<ReceiveMessageRequest>) => readonly ReceivedMessage[];
  readonly delete: (message: ReceivedMessage | undefined) => string;
  readonly change: (message: ReceivedMessage | undefined, VisibilityTimeout: number) => string;
  /** Visible, in flight, delayed. */
  readonly counts: (queue?: string) => readonly [number, number, number];
  readonly consumer: (handle: (body: string) => Handling, options?: Partial<ConsumerOptions>) => SqsConsumer;
}

export const dlqOf = (name: string, maxReceiveCount: number): Partial<QueueAttributes> => ({
  RedrivePolicy: { deadLetterTargetArn: arnOf(name), maxReceiveCount },
});

/** A service with one queue `q` (`q.fifo` when the attributes say FIFO) at time 0; `dlq` is another queue that exists before it. */
export function world(
  attributes: Partial<QueueAttributes> = {},
  { dlq, ...options }: Partial<SqsOptions> & { readonly dlq?: Partial<QueueAttributes> } = {},
): World {
  const clock = new ProductClock();
  const service = new SqsService({ clock, ...options });
  const fifo = attributes.FifoQueue === true;
  const queue = fifo ? 'q.fifo' : 'q';
  const create = (QueueName: string, Attributes: Partial<QueueAttributes> = {}): void => {
    okOf(service.createQueue({ QueueName, Attributes }));
  };
  if (dlq !== undefined) create(fifo ? 'dead.fifo' : 'dead', { FifoQueue: fifo, ...dlq });
  create(queue, attributes);
  const send = (entry: string | SendMessageEntry, QueueUrl = queue): string => {
    const given = typeof entry === 'string' ? { MessageBody: entry } : entry;
    const ids = fifo ? { MessageGroupId: 'G', MessageDeduplicationId: given.MessageBody } : {};
    return okOf(service.sendMessage({ QueueUrl, ...ids, ...given })).MessageId;
  };
  const receive = (request: Partial<ReceiveMessageRequest> = {}): readonly ReceivedMessage[] => {
    const { answer } = service.receiveMessage({ QueueUrl: queue, ...request });
    expect(answer).not.toBeNull();
    return answer === null ? [] : okOf(answer).Messages;
  };
  return {
    clock,
    service,
    queue,
    at: (seconds) => clock.advanceToS(seconds),
    create,
    send,
    receive,
    delete: (message) => codeOf(service.deleteMessage({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle ?? '' })),
    change: (message, VisibilityTimeout) =>
      codeOf(service.changeMessageVisibility({ QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle ?? '', VisibilityTimeout })),
    counts: (name = queue) => {
      const report = okOf(service.getQueueAttributes(name)).Attributes;
      return [report.ApproximateNumberOfMessages, report.ApproximateNumberOfMessagesNotVisible, report.ApproximateNumberOfMessagesDelayed];
    },
    consumer: (handle, more = {}) => new SqsConsumer({ clock, service, QueueUrl: queue, handle: ({ Body }) => handle(Body), ...more }),
  };
}

export const bodies = (messages: readonly ReceivedMessage[]): readonly string[] => messages.map(({ Body }) => Body);

/** When a consumer received, in seconds; of one body when one is given. */
export const receivedAt = (consumer: SqsConsumer, body?: string): readonly number[] =>
  consumer.received.filter(({ message }) => body === undefined || message.Body === body).map(({ atUs }) => atUs / 1_000_000);
