import type { EndpointAnswer } from '../../push/answer';
import type { QueueEndpoint, QueueMessage } from '../../push/queueEndpoint';
import type { SqsErrorCode } from '../sqs/sqsError';
import type { SqsService } from '../sqs/sqsService';

/** An SQS queue as SNS and EventBridge reach it: as subscriber, target or dead-letter queue. */
export class SqsEndpoint implements QueueEndpoint {
  readonly fifo: boolean;
  /** The queue's policy lets the sender in. */
  allowed = true;
  readonly #sqs: SqsService;
  readonly #queueUrl: string;

  constructor(sqs: SqsService, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
    this.fifo = queueUrl.endsWith('.fifo');
  }

  accept({ body, attributes, groupId, deduplicationId }: QueueMessage): EndpointAnswer {
    if (!this.allowed) return 'noPermissions';
    const sent = this.#sqs.sendMessage({
      QueueUrl: this.#queueUrl,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
      ...(groupId === null ? {} : { MessageGroupId: groupId }),
      ...(deduplicationId === null ? {} : { MessageDeduplicationId: deduplicationId }),
    });
    return sent.kind === 'ok' ? 'ok' : answerOf(sent.code);
  }
}

function answerOf(code: SqsErrorCode): EndpointAnswer {
  switch (code) {
    case 'QueueDoesNotExist':
      return 'noResource';
    case 'ServiceUnavailable':
      return 'serverError';
    case 'ThrottlingException':
      return 'throttled';
    default:
      return 'clientError';
  }
}
