import type { EndpointAnswer } from '../../src/sim/broker/push/answer';
import type { PushEndpoint } from '../../src/sim/broker/push/endpoint';
import type { PushAttempt } from '../../src/sim/broker/push/pushLine';
import type { QueueEndpoint, QueueMessage } from '../../src/sim/broker/push/queueEndpoint';

/** Answers as told and notes every attempt. */
export class Endpoint<Message> implements PushEndpoint<Message> {
  readonly attempts: PushAttempt<Message>[] = [];
  answer: (attempt: PushAttempt<Message>) => EndpointAnswer;

  constructor(answer: EndpointAnswer | ((attempt: PushAttempt<Message>) => EndpointAnswer) = 'ok') {
    this.answer = typeof answer === 'function' ? answer : () => answer;
  }

  respond(attempt: PushAttempt<Message>): EndpointAnswer {
    this.attempts.push(attempt);
    return this.answer(attempt);
  }

  /** Times of the attempts in seconds. */
  get atS(): readonly number[] {
    return this.attempts.map(({ nowUs }) => nowUs / 1_000_000);
  }
}

/** A queue that answers as told and keeps what it accepts. */
export class ScriptedQueue implements QueueEndpoint {
  readonly fifo: boolean;
  readonly messages: QueueMessage[] = [];
  attempts = 0;
  answer: EndpointAnswer;

  constructor(answer: EndpointAnswer = 'ok', fifo = false) {
    this.answer = answer;
    this.fifo = fifo;
  }

  accept(message: QueueMessage): EndpointAnswer {
    this.attempts++;
    if (this.answer === 'ok') this.messages.push(message);
    return this.answer;
  }

  /** What was published, out of the JSON around it. */
  get bodies(): readonly string[] {
    return this.messages.map(({ body }) => (JSON.parse(body) as { Message: string }).Message);
  }
}

/** The value of an answer that must be good. */
export function good<T extends { readonly kind: string }>(answer: T): Extract<T, { readonly kind: 'ok' }> {
  if (answer.kind !== 'ok') throw new Error(JSON.stringify(answer));
  return answer as Extract<T, { readonly kind: 'ok' }>;
}
