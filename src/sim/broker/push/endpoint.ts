import type { EndpointAnswer } from './answer';
import type { PushAttempt } from './pushLine';

/** Something that is pushed to. It answers each attempt at once. */
export interface PushEndpoint<Message> {
  respond(attempt: PushAttempt<Message>): EndpointAnswer;
}
