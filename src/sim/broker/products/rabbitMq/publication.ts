import type { Confirms } from './confirms';
import type { ChannelEvent, Message } from './message';
import { type AmqpError, preconditionFailed } from './outcome';
import { routeOf, type ServerState } from './serverState';
import type { VersionRules } from './version';

/** A publish that has reached the server. */
export interface Publication {
  readonly message: Message;
  readonly mandatory: boolean;
  /** 0 = the channel does not use confirms. */
  readonly deliveryTag: number;
}

/** What the server refuses to read: an expiration that is no number, a body beyond `max_message_size`. Closes the channel. */
export function refusalOf({ properties, body }: Pick<Message, 'properties' | 'body'>, { messageBytesMax }: VersionRules): AmqpError | null {
  const { expiration } = properties;
  if (expiration !== undefined && !/^\d+$/.test(expiration)) return preconditionFailed(`invalid expiration '${expiration}'`);
  if (body.length <= messageBytesMax) return null;
  return preconditionFailed(`message size ${body.length} is larger than configured max size ${messageBytesMax}`);
}

/**
 * The server takes a message in: one copy for every queue it is routed to. Nobody's message is returned to a publisher who insists
 * (RMQ-006), forgotten otherwise, and confirmed in both cases (RMQ-005).
 */
export function takeIn(
  state: ServerState,
  publication: Publication,
  to: { readonly confirms: Confirms; readonly tell: (event: ChannelEvent) => void },
): void {
  const { message, mandatory, deliveryTag } = publication;
  const queues = routeOf(state, message);
  if (queues.length === 0 && mandatory) to.tell({ kind: 'return', replyCode: 312, replyText: 'NO_ROUTE', ...message });
  if (deliveryTag > 0) to.confirms.expect(deliveryTag, queues.length);
  for (const queue of queues) queue.enqueue(message, (accepted) => to.confirms.answered(deliveryTag, accepted));
}
