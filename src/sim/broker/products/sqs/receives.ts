import type { ProductClock, TimerHandle } from '../../clock';
import { Phase } from '../../../kernel/agenda';
import { DedupWindow } from '../../dedupWindow';
import type { ReceiveAnswer, ReceiveCall, ReceivedMessage } from './api';
import { done, invalidValue, sqsError } from './sqsError';
import type { SqsQueue } from './sqsQueue';

/** A ReceiveMessage call whose parameters are in order. */
export interface ReceiveOrder {
  readonly max: number;
  readonly visibilityTimeoutS: number;
  readonly waitS: number;
  readonly attemptId: string | null;
}

interface OpenCall {
  answer: ReceiveAnswer | null;
  answeredAtUs: number;
}

interface Waiting {
  readonly order: ReceiveOrder;
  readonly call: OpenCall;
  readonly answered: (answer: ReceiveAnswer) => void;
  readonly timer: TimerHandle;
}

/** A ReceiveRequestAttemptId is good for five minutes (API reference). */
const attemptIntervalUs = 300_000_000;

/** The receive calls of one queue: short polls are answered at once, long polls when something comes or their time is over. */
export class Receives {
  readonly #clock: ProductClock;
  readonly #queue: SqsQueue;
  readonly #waiting: Waiting[] = [];
  readonly #attempts = new DedupWindow<readonly string[]>(attemptIntervalUs);
  #serveDue = false;

  constructor(clock: ProductClock, queue: SqsQueue) {
    this.#clock = clock;
    this.#queue = queue;
  }

  open(order: ReceiveOrder, answered: (answer: ReceiveAnswer) => void): ReceiveCall {
    const call: OpenCall = { answer: null, answeredAtUs: 0 };
    const repeated = this.#repeated(order);
    if (repeated !== null) this.#close(call, repeated, answered);
    else if (order.waitS === 0) this.#close(call, this.#shortPoll(order), answered);
    else this.#longPoll(order, call, answered);
    return call;
  }

  /** What an earlier call with the same attempt id got; null = it is a call of its own. */
  #repeated({ attemptId, visibilityTimeoutS }: ReceiveOrder): ReceiveAnswer | null {
    if (attemptId === null) return null;
    const handles = this.#attempts.find(attemptId, this.#clock.nowUs);
    const again = handles === undefined ? null : this.#queue.receiveAgain(handles, visibilityTimeoutS);
    if (again === null) return null;
    if (again !== 'changed') return { ...done, Messages: again };
    const reason = 'The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.';
    return invalidValue('ReceiveRequestAttemptId', attemptId, reason);
  }

  #shortPoll(order: ReceiveOrder): ReceiveAnswer {
    const messages = this.#take(order);
    const overLimit = messages.length === 0 && this.#queue.full && !this.#queue.attributes.FifoQueue;
    return overLimit ? sqsError('OverLimit', 'The maximum number of in flight messages is reached.') : { ...done, Messages: messages };
  }

  #longPoll(order: ReceiveOrder, call: OpenCall, answered: (answer: ReceiveAnswer) => void): void {
    const messages = this.#waiting.length === 0 ? this.#take(order) : [];
    if (messages.length > 0) {
      this.#close(call, { ...done, Messages: messages }, answered);
      return;
    }
    const timer = this.#clock.after(order.waitS * 1_000_000, () => {
      this.#waiting.splice(
        this.#waiting.findIndex((waiting) => waiting.call === call),
        1,
      );
      this.#close(call, { ...done, Messages: [] }, answered);
    });
    this.#waiting.push({ order, call, answered, timer });
  }

  #take({ attemptId, max, visibilityTimeoutS, waitS }: ReceiveOrder): readonly ReceivedMessage[] {
    const messages = this.#queue.receive(max, visibilityTimeoutS, waitS === 0);
    if (attemptId !== null && messages.length > 0) {
      const handles = messages.map(({ ReceiptHandle }) => ReceiptHandle);
      this.#attempts.remember(attemptId, this.#clock.nowUs, handles);
    }
    return messages;
  }

  #close(call: OpenCall, answer: ReceiveAnswer, answered: (answer: ReceiveAnswer) => void): void {
    call.answer = answer;
    call.answeredAtUs = this.#clock.nowUs;
    answered(answer);
  }

  /** Answers waiting calls, oldest first, as long as there is something for them. */
  serve(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      const messages = this.#take(first.order);
      if (messages.length === 0) return;
      this.#waiting.shift();
      this.#clock.cancel(first.timer);
      this.#close(first.call, { ...done, Messages: messages }, first.answered);
    }
  }

  /** Serves later at this instant, when everything that becomes visible now is visible. */
  serveSoon(): void {
    if (this.#serveDue || this.#waiting.length === 0) return;
    this.#serveDue = true;
    this.#clock.after(
      0,
      () => {
        this.#serveDue = false;
        this.serve();
      },
      Phase.broker,
    );
  }

  /** The queue is gone. */
  abandon(): void {
    for (const { answered, call, timer } of this.#waiting.splice(0)) {
      this.#clock.cancel(timer);
      this.#close(call, sqsError('QueueDoesNotExist', 'The specified queue does not exist.'), answered);
    }
  }
}
