import type { EndpointAnswer } from './answer';

/** What a push service puts into a queue. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** FIFO queues only. */
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
}

/** A queue as a push service sees it: a subscriber, a target, or where it puts what it gives up. */
export interface QueueEndpoint {
  readonly fifo: boolean;
  accept(message: QueueMessage): EndpointAnswer;
}
