import { Phase } from '../../../kernel/agenda';
import type { ProductClock } from '../../clock';
import type { SendMessageRequest, Sent } from './api';
import { type SqsError, sqsError, type SqsErrorCode, type SqsResult } from './sqsError';
import type { SqsService } from './sqsService';

/** What the network does with one try of a call. */
export type Passage = 'ok' | 'requestLost' | 'responseLost';

export interface ProducerOptions {
  readonly clock: ProductClock;
  readonly service: SqsService;
  /** Tries of one send in all; the SDK's standard retry mode makes three. */
  readonly maxAttempts?: number;
  /** What happens to the n-th try of this client, from 1. Everything passes when absent. */
  readonly network?: (attempt: number) => Passage;
  /** How long the client waits for a lost answer (modelling choice: SDKs differ). */
  readonly requestTimeoutMs?: number;
}

export interface SendOutcome {
  readonly answer: SqsResult<Sent>;
  readonly attempts: number;
}

const transient: readonly SqsErrorCode[] = ['ServiceUnavailable', 'ThrottlingException'];

/** First wait between tries, doubled each time up to the cap; without the SDK's jitter. */
const backoffUs = 100_000;
const backoffUsMax = 20_000_000;

/**
 * A producer's client: tries again when no answer or a transient error comes, then reports the error. It keeps nothing (SQS-002),
 * and it cannot know whether a try without an answer was stored (SQS-003).
 */
export class SqsProducer {
  readonly #options: ProducerOptions;
  #tries = 0;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  send(request: SendMessageRequest, answered: (outcome: SendOutcome) => void = () => {}): void {
    this.#attempt(request, 1, answered);
  }

  #attempt(request: SendMessageRequest, attempt: number, answered: (outcome: SendOutcome) => void): void {
    const { clock, maxAttempts = 3, network = () => 'ok', requestTimeoutMs = 3_000, service } = this.#options;
    const passage = network(++this.#tries);
    const answer = passage === 'requestLost' ? noAnswer : service.sendMessage(request);
    const heard = passage === 'ok' ? answer : noAnswer;
    const afterUs = passage === 'ok' ? 0 : requestTimeoutMs * 1_000;
    if (heard.kind === 'ok' || !transient.includes(heard.code) || attempt >= maxAttempts) {
      clock.after(afterUs, () => answered({ answer: heard, attempts: attempt }), Phase.completion);
      return;
    }
    const pause = Math.min(backoffUs * (1 << Math.min(attempt - 1, 10)), backoffUsMax);
    clock.after(afterUs + pause, () => this.#attempt(request, attempt + 1, answered), Phase.send);
  }
}

const noAnswer: SqsError = sqsError('ServiceUnavailable', 'No answer within the timeout of the request.');
