import type { ProductClock, TimerHandle } from '../../clock';
import type { ConsumerConfig } from './consumerConfig';
import type { Puller, PullRequest, PullStatus } from './api';

interface Waiting {
  readonly puller: Puller;
  readonly noWait: boolean;
  /** Null = waits until it is served. */
  readonly expiresAtUs: number | null;
  timer: TimerHandle;
  remaining: number;
  /** Null = no bound in bytes. */
  bytesLeft: number | null;
  served: number;
  cancelled: boolean;
}

const timeout: PullStatus = { code: 408, description: 'Request Timeout' };

/** The pull requests that wait at a consumer. They take turns: each gets one message and goes behind the others. */
export class PullRequests {
  readonly #clock: ProductClock;
  #all: Waiting[] = [];

  constructor(clock: ProductClock) {
    this.#clock = clock;
  }

  get length(): number {
    return this.#all.length;
  }

  /** Messages that the waiting requests ask for. */
  get asked(): number {
    return this.#all.reduce((sum, { remaining }) => sum + remaining, 0);
  }

  /** Takes a request in, or tells its puller why not. Returns how to take it back. */
  add(request: PullRequest, puller: Puller, config: ConsumerConfig): () => void {
    const waiting: Waiting = {
      puller,
      noWait: request.noWait ?? false,
      expiresAtUs: request.expiresUs === undefined ? null : this.#clock.nowUs + request.expiresUs,
      timer: 0,
      remaining: request.batch ?? 1,
      bytesLeft: request.maxBytes ?? null,
      served: 0,
      cancelled: false,
    };
    const cancel = (): void => {
      waiting.cancelled = true;
      this.sweep(false);
    };
    if (this.#all.length >= config.maxWaiting) {
      puller.status?.({ code: 409, description: 'Exceeded MaxWaiting' });
      return cancel;
    }
    this.#all.push(waiting);
    if (waiting.expiresAtUs !== null) waiting.timer = this.#clock.at(waiting.expiresAtUs, () => this.sweep(true));
    return cancel;
  }

  /** The request whose turn it is. One that has too few bytes left for the message ends. */
  front(bytes: number): Puller | null {
    for (;;) {
      const front = this.#all[0];
      if (front === undefined) return null;
      if (front.bytesLeft === null || bytes <= front.bytesLeft) return front.puller;
      this.#end(front, { code: 409, description: 'Message Size Exceeds MaxBytes' });
    }
  }

  /** The request whose turn it was has got a message of that size. */
  served(bytes: number): void {
    const front = this.#all.shift();
    if (front === undefined) return;
    front.served++;
    front.remaining--;
    if (front.bytesLeft !== null) front.bytesLeft -= bytes;
    if (front.bytesLeft === 0) front.remaining = 0;
    if (front.remaining > 0) this.#all.push(front);
    else this.#clock.cancel(front.timer);
  }

  /** Ends what has expired or was taken back, and at the end of the stream what does not wait for more. */
  sweep(endOfStream: boolean): void {
    const { nowUs } = this.#clock;
    for (const waiting of this.#all) {
      const expired = waiting.expiresAtUs !== null && nowUs >= waiting.expiresAtUs;
      if (waiting.cancelled) this.#end(waiting, null);
      else if (expired || (endOfStream && waiting.noWait && waiting.served > 0)) this.#end(waiting, timeout);
    }
  }

  /** Ends them all: the consumer is gone. */
  close(status: PullStatus): void {
    for (const waiting of this.#all) this.#end(waiting, status);
  }

  #end(waiting: Waiting, status: PullStatus | null): void {
    // A puller that was told may ask again at once, and be answered, before the others are told.
    if (!this.#all.includes(waiting)) return;
    this.#all = this.#all.filter((other) => other !== waiting);
    this.#clock.cancel(waiting.timer);
    if (status !== null) waiting.puller.status?.(status);
  }
}
