import { Phase } from '../../../kernel/agenda';
import type { ProductClock, TimerHandle } from '../../clock';
import type { ReceiveAnswer, ReceivedMessage } from './api';
import type { SqsService } from './sqsService';

/** What a handler makes of a message: how long it takes, and how it ends. */
export interface Handling {
  readonly takesS: number;
  /** `failed` leaves the message to its visibility timeout, `returned` makes it visible at once, `crash` ends the consumer. */
  readonly ends: 'done' | 'failed' | 'returned' | 'crash';
}

export interface ConsumerOptions {
  readonly clock: ProductClock;
  readonly service: SqsService;
  readonly QueueUrl: string;
  readonly handle: (message: ReceivedMessage) => Handling;
  readonly MaxNumberOfMessages?: number;
  /** 20 s when absent: long polling. With 0 it asks every `pollS`. */
  readonly WaitTimeSeconds?: number;
  readonly VisibilityTimeout?: number;
  readonly pollS?: number;
  /** Extends the visibility timeout of what it handles to so many seconds, each half of them; none when absent. */
  readonly heartbeatS?: number;
}

export interface Handled {
  readonly atUs: number;
  readonly message: ReceivedMessage;
}

/** A consumer process: polls, handles one message after the other, deletes what it has done. */
export class SqsConsumer {
  /** What it received and when. */
  readonly received: Handled[] = [];
  /** What it finished and when, successful or not. */
  readonly finished: Handled[] = [];
  readonly #options: ConsumerOptions;
  /** Counts its lives: answers to an earlier one are nobody's. */
  #life = 0;
  #running = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#poll(++this.#life);
  }

  /** It is gone, with everything in its hands. */
  stop(): void {
    this.#running = false;
    this.#life++;
  }

  #poll(life: number): void {
    const { MaxNumberOfMessages = 1, QueueUrl, service, VisibilityTimeout, WaitTimeSeconds = 20 } = this.#options;
    if (life !== this.#life) return;
    const override = VisibilityTimeout === undefined ? {} : { VisibilityTimeout };
    service.receiveMessage({ QueueUrl, MaxNumberOfMessages, WaitTimeSeconds, ...override }, (answer) => this.#answered(answer, life));
  }

  #answered(answer: ReceiveAnswer, life: number): void {
    const { clock, pollS = 1, WaitTimeSeconds = 20 } = this.#options;
    if (life !== this.#life) return;
    if (answer.kind === 'ok' && answer.Messages.length > 0) {
      for (const message of answer.Messages) this.received.push({ atUs: clock.nowUs, message });
      this.#next(answer.Messages, 0, life);
      return;
    }
    const pauses = answer.kind === 'error' || WaitTimeSeconds === 0;
    clock.after(pauses ? pollS * 1_000_000 : 0, () => this.#poll(life), Phase.send);
  }

  #next(messages: readonly ReceivedMessage[], index: number, life: number): void {
    const { clock, handle } = this.#options;
    const message = messages[index];
    if (message === undefined) {
      clock.after(0, () => this.#poll(life), Phase.send);
      return;
    }
    const { ends, takesS } = handle(message);
    const heartbeat = this.#beat(message);
    clock.after(
      Math.round(takesS * 1_000_000),
      () => {
        clock.cancel(heartbeat.timer);
        if (life !== this.#life) return;
        this.#end(message, ends);
        if (ends !== 'crash') this.#next(messages, index + 1, life);
      },
      Phase.completion,
    );
  }

  #end(message: ReceivedMessage, ends: Handling['ends']): void {
    const { clock, QueueUrl, service } = this.#options;
    const { ReceiptHandle } = message;
    if (ends === 'crash') {
      this.stop();
      return;
    }
    this.finished.push({ atUs: clock.nowUs, message });
    if (ends === 'done') service.deleteMessage({ QueueUrl, ReceiptHandle });
    else if (ends === 'returned') service.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
  }

  /** A chain of extensions as long as the message is handled. */
  #beat({ ReceiptHandle }: ReceivedMessage): { timer: TimerHandle } {
    const { clock, heartbeatS, QueueUrl, service } = this.#options;
    const beat = { timer: 0 };
    if (heartbeatS === undefined) return beat;
    const life = this.#life;
    const again = (): void => {
      if (life !== this.#life) return;
      service.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: heartbeatS });
      beat.timer = clock.after(heartbeatS * 500_000, again);
    };
    beat.timer = clock.after(heartbeatS * 500_000, again);
    return beat;
  }
}
