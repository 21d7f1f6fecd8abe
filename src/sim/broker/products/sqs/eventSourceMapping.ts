import { Phase } from '../../../kernel/agenda';
import type { ProductClock } from '../../clock';
import type { QueueReport, ReceiveAnswer, ReceivedMessage } from './api';
import { defaultMaxReceiveCount, within } from './queueAttributes';
import { done, type SqsError, sqsError, type SqsResult } from './sqsError';
import type { SqsService } from './sqsService';

/** What one invocation of the function does with its batch. */
export interface Invocation {
  readonly takesS: number;
  /** The function throws: the whole batch has failed. */
  readonly throws?: boolean;
  /** `itemIdentifier`s of the answer; they count only with ReportBatchItemFailures. */
  readonly batchItemFailures?: readonly string[];
}

export interface LambdaFunction {
  /** Seconds after which an invocation is ended; 3 when nobody says, 900 at most (Lambda quotas). */
  readonly Timeout: number;
  readonly invoke: (batch: readonly ReceivedMessage[]) => Invocation;
}

/** Under Lambda's own names. */
export interface MappingRequest {
  readonly EventSource: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly 'ReportBatchItemFailures'[];
  readonly ScalingConfig?: { readonly MaximumConcurrency: number };
}

export interface MappingWorld {
  readonly clock: ProductClock;
  readonly service: SqsService;
  readonly lambda: LambdaFunction;
}

/** The batches that Lambda gave to the function. */
export interface Invoked {
  readonly atUs: number;
  readonly ids: readonly string[];
  readonly bodies: readonly string[];
  readonly failed: boolean;
}

/**
 * Batches under way at a time: five to begin with, 300 more each minute as long as messages wait, 1,250 at most (Lambda developer
 * guide, "Configuring scaling behavior for SQS event source mappings").
 */
const scaling = { first: 5, morePerMinute: 300, most: 1_250 } as const;

/** Lambda polls an SQS queue, invokes the function with batches and deletes what succeeded. */
export class EventSourceMapping {
  readonly invocations: Invoked[] = [];
  /** What Lambda advises against and yet accepts. */
  readonly warnings: readonly string[];
  readonly #world: MappingWorld;
  readonly #request: MappingRequest;
  readonly #fifo: boolean;
  /** Batches that may be gathered or handled at a time, and those that are. */
  #allowed: number;
  #open = 0;
  /** No more polls until a batch is done. */
  #paused = false;
  #enabled = true;

  private constructor(world: MappingWorld, request: MappingRequest, queue: QueueReport) {
    this.#world = world;
    this.#request = request;
    this.#fifo = queue.FifoQueue;
    this.warnings = warningsOf(world, request, queue);
    this.#allowed = Math.min(this.#most, scaling.first);
    if (this.#fifo) this.#poll([], 0);
    else {
      this.#openAll();
      world.clock.after(60_000_000, () => this.#scale());
    }
  }

  get #most(): number {
    return this.#request.ScalingConfig?.MaximumConcurrency ?? scaling.most;
  }

  /** CreateEventSourceMapping. */
  static create(world: MappingWorld, request: MappingRequest): SqsResult<{ readonly mapping: EventSourceMapping }> {
    const found = world.service.getQueueAttributes(request.EventSource);
    if (found.kind === 'error') return found;
    const { FifoQueue, VisibilityTimeout } = found.Attributes;
    const refused = refusal(request, { fifo: FifoQueue, timeoutS: world.lambda.Timeout, visibilityS: VisibilityTimeout });
    return refused ?? { ...done, mapping: new EventSourceMapping(world, request, found.Attributes) };
  }

  #openAll(): void {
    for (; this.#open < this.#allowed; this.#open++) this.#poll([], 0);
  }

  #scale(): void {
    if (!this.#enabled) return;
    const { clock, service } = this.#world;
    const report = service.getQueueAttributes(this.#request.EventSource);
    if (report.kind === 'ok' && report.Attributes.ApproximateNumberOfMessages > 0) {
      this.#allowed = Math.min(this.#most, this.#allowed + scaling.morePerMinute);
      this.#openAll();
    }
    clock.after(60_000_000, () => this.#scale());
  }

  disable(): void {
    this.#enabled = false;
  }

  /** Gathers a batch: until it is full or its window is over. */
  #poll(gathered: readonly ReceivedMessage[], windowEndsUs: number): void {
    const { BatchSize = 10, EventSource } = this.#request;
    if (!this.#enabled) return;
    const { clock, service } = this.#world;
    const left = gathered.length === 0 ? 20 : Math.max(1, Math.floor((windowEndsUs - clock.nowUs) / 1_000_000));
    const order = {
      QueueUrl: EventSource,
      MaxNumberOfMessages: Math.min(10, BatchSize - gathered.length),
      WaitTimeSeconds: Math.min(20, left),
    };
    service.receiveMessage(order, (answer) => clock.after(0, () => this.#answered(answer, gathered, windowEndsUs), Phase.delivery));
  }

  #answered(answer: ReceiveAnswer, gathered: readonly ReceivedMessage[], windowEndsUs: number): void {
    const { clock } = this.#world;
    if (answer.kind === 'error') {
      clock.after(1_000_000, () => this.#poll(gathered, windowEndsUs), Phase.send);
      return;
    }
    if (this.#fifo) this.#splitByGroup(answer.Messages);
    else this.#gather(answer.Messages, gathered, windowEndsUs);
  }

  #gather(messages: readonly ReceivedMessage[], gathered: readonly ReceivedMessage[], windowEndsUs: number): void {
    const { BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = this.#request;
    const { clock } = this.#world;
    const batch = [...gathered, ...messages];
    const endsUs = gathered.length === 0 ? clock.nowUs + MaximumBatchingWindowInSeconds * 1_000_000 : windowEndsUs;
    if (batch.length > 0 && (batch.length >= BatchSize || clock.nowUs >= endsUs)) this.#invoke(batch);
    else if (batch.length > 0 || this.#stays()) clock.after(0, () => this.#poll(batch, endsUs), Phase.send);
  }

  /** A poll that found nothing for 20 s: what was opened for a backlog closes again. */
  #stays(): boolean {
    if (this.#open <= Math.min(this.#most, scaling.first)) return true;
    this.#open--;
    this.#allowed = this.#open;
    return false;
  }

  /** One batch at a time for each message group: as many at once as groups are active. */
  #splitByGroup(messages: readonly ReceivedMessage[]): void {
    const { clock } = this.#world;
    const batches = new Map<string, ReceivedMessage[]>();
    for (const message of messages) {
      const group = message.Attributes.MessageGroupId ?? '';
      batches.set(group, [...(batches.get(group) ?? []), message]);
    }
    for (const batch of batches.values()) {
      this.#open++;
      this.#invoke(batch);
    }
    this.#paused = this.#open >= this.#most;
    if (!this.#paused) clock.after(0, () => this.#poll([], 0), Phase.send);
  }

  #invoke(batch: readonly ReceivedMessage[]): void {
    const { clock, lambda } = this.#world;
    const invocation = lambda.invoke(batch);
    const takesS = Math.min(invocation.takesS, lambda.Timeout);
    const failed = invocation.throws === true || invocation.takesS > lambda.Timeout;
    const [ids, bodies] = [batch.map(({ MessageId }) => MessageId), batch.map(({ Body }) => Body)];
    this.invocations.push({ atUs: clock.nowUs, ids, bodies, failed });
    clock.after(
      Math.round(takesS * 1_000_000),
      () => this.#finished(batch, failed ? ids : this.#failures(invocation, ids)),
      Phase.completion,
    );
  }

  /** Without ReportBatchItemFailures the answer says nothing; with it, an id that is not of the batch fails the whole batch (SQS-036). */
  #failures({ batchItemFailures = [] }: Invocation, ids: readonly string[]): readonly string[] {
    if (this.#request.FunctionResponseTypes?.includes('ReportBatchItemFailures') !== true) return [];
    return batchItemFailures.every((id) => ids.includes(id)) ? batchItemFailures : ids;
  }

  /** What failed is left to its visibility timeout. */
  #finished(batch: readonly ReceivedMessage[], failures: readonly string[]): void {
    const { EventSource } = this.#request;
    const { clock, service } = this.#world;
    const succeeded = batch.filter(({ MessageId }) => !failures.includes(MessageId));
    for (let from = 0; from < succeeded.length; from += 10) {
      const Entries = succeeded.slice(from, from + 10).map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
      service.deleteMessageBatch({ QueueUrl: EventSource, Entries });
    }
    if (this.#fifo) this.#open--;
    if (this.#fifo && !this.#paused) return;
    this.#paused = false;
    clock.after(0, () => this.#poll([], 0), Phase.send);
  }
}

function warningsOf({ lambda }: MappingWorld, request: MappingRequest, queue: QueueReport): readonly string[] {
  const advisedS = 6 * lambda.Timeout + (request.MaximumBatchingWindowInSeconds ?? 0);
  const { maxReceiveCount = defaultMaxReceiveCount } = queue.RedrivePolicy ?? {};
  const short = `Queue visibility timeout: ${queue.VisibilityTimeout} seconds is less than the recommended ${advisedS} seconds (6 x function timeout + batching window).`;
  const few = `maxReceiveCount ${maxReceiveCount} is less than the recommended 5: throttled invocations count as receives.`;
  return [...(queue.VisibilityTimeout < advisedS ? [short] : []), ...(maxReceiveCount < 5 ? [few] : [])];
}

interface Limits {
  readonly fifo: boolean;
  readonly timeoutS: number;
  readonly visibilityS: number;
}

const invalid = (message: string): SqsError => sqsError('InvalidParameterValueException', message);

function refusal(request: MappingRequest, { fifo, timeoutS, visibilityS }: Limits): SqsError | null {
  if (visibilityS < timeoutS) {
    return invalid(`Queue visibility timeout: ${visibilityS} seconds is less than Function timeout: ${timeoutS} seconds`);
  }
  const concurrency = request.ScalingConfig?.MaximumConcurrency ?? 2;
  if (!within(concurrency, { min: 2, max: 1_000 })) return invalid('MaximumConcurrency must be from 2 to 1000.');
  return batchRefusal(request, fifo);
}

function batchRefusal({ BatchSize = 10, MaximumBatchingWindowInSeconds = 0 }: MappingRequest, fifo: boolean): SqsError | null {
  if (!within(BatchSize, { min: 1, max: fifo ? 10 : 10_000 })) return invalid(`BatchSize must be from 1 to ${fifo ? '10' : '10000'}.`);
  if (!within(MaximumBatchingWindowInSeconds, { min: 0, max: fifo ? 0 : 300 })) {
    return invalid('MaximumBatchingWindowInSeconds must be from 0 to 300; FIFO queues have none.');
  }
  if (BatchSize <= 10 || MaximumBatchingWindowInSeconds >= 1) return null;
  return invalid('A BatchSize above 10 needs a MaximumBatchingWindowInSeconds of at least 1.');
}
