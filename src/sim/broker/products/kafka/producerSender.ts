import { type ProducerStamp, unnumbered } from '../../log/record';
import type { TimerHandle } from '../../clock';
import type { KafkaCluster } from './cluster';
import { isKafkaError, isRetriable, type KafkaError, kafkaError } from './outcome';
import type { ProducerBatch, ProducerBuffer } from './producerBuffer';
import type { ProducerConfig } from './producerConfig';
import { type Produced, type ProduceRequest } from './requests';
import type { ProducerIdentity } from './transactionCoordinator';

/** What the sender needs of its producer. */
export interface SenderWorld {
  readonly cluster: KafkaCluster;
  readonly config: ProducerConfig;
  readonly buffer: ProducerBuffer;
  /** Somebody waits for memory or for a flush: lingering ends. */
  readonly hurry: () => boolean;
  /** A batch left the memory, well or not. */
  readonly finished: (batch: ProducerBatch, outcome: Produced | KafkaError) => void;
}

/**
 * The producer's background thread: sends batches that are full or have lingered, to the leader of their partition, with at most
 * max.in.flight requests per broker, and again until delivery.timeout.ms is over.
 */
export class ProducerSender {
  readonly #world: SenderWorld;
  /** null: not idempotent. */
  identity: ProducerIdentity | null;
  readonly #inFlight = new Map<number, number>();
  readonly #nextSequence = new Map<string, number>();
  #wakeAtUs = Infinity;
  #wakeTimer: TimerHandle = 0;
  /** A numbered batch was given up: the numbering has a hole until the producer takes a new epoch. */
  #needsEpoch = false;
  #stopped = false;

  constructor(world: SenderWorld, identity: ProducerIdentity | null) {
    this.#world = world;
    this.identity = identity;
  }

  stop(): void {
    this.#stopped = true;
    this.#world.cluster.clock.cancel(this.#wakeTimer);
    for (const { expiry } of this.#world.buffer.batches) this.#world.cluster.clock.cancel(expiry);
  }

  restartNumbering(identity: ProducerIdentity): void {
    this.identity = identity;
    this.#nextSequence.clear();
  }

  opened(batch: ProducerBatch): void {
    const { clock } = this.#world.cluster;
    const { config } = this.#world;
    batch.expiry = clock.at(batch.createdUs + config['delivery.timeout.ms'] * 1000, () => {
      this.#finish(
        batch,
        kafkaError(
          'TimeoutException',
          `Expiring ${batch.records.length} record(s) for ${batch.partition}: delivery.timeout.ms has passed since batch creation`,
        ),
      );
      this.pump();
    });
    this.wakeAt(batch.createdUs + config['linger.ms'] * 1000);
  }

  wakeAt(timeUs: number): void {
    if (this.#stopped || timeUs >= this.#wakeAtUs) return;
    const { clock } = this.#world.cluster;
    clock.cancel(this.#wakeTimer);
    this.#wakeAtUs = timeUs;
    this.#wakeTimer = clock.at(timeUs, () => {
      this.#wakeAtUs = Infinity;
      this.pump();
    });
  }

  /** Sends what can be sent now. */
  pump(): void {
    if (this.#stopped || !this.#epochIsClear()) return;
    const byNode = new Map<number, ProducerBatch[]>();
    for (let round = 0; round < this.#world.config['max.in.flight.requests.per.connection']; round++) {
      byNode.clear();
      for (const partition of this.#world.buffer.partitions) this.#collect(partition, byNode);
      if (byNode.size === 0) return;
      for (const [node, batches] of byNode) this.#send(node, batches);
    }
  }

  #collect(partition: string, byNode: Map<number, ProducerBatch[]>): void {
    const batch = this.#nextReady(partition);
    if (batch === undefined) return;
    const { cluster, config } = this.#world;
    const node = cluster.leaderFor(partition, config.acks === '0');
    if (node === null) {
      // Waiting for a leader is no attempt.
      this.wakeAt(cluster.clock.nowUs + this.#backoffUs(0));
      return;
    }
    if ((this.#inFlight.get(node) ?? 0) >= config['max.in.flight.requests.per.connection']) return;
    byNode.set(node, [...(byNode.get(node) ?? []), batch]);
  }

  /** The first batch of the line that is not on its way, if it may go now. Nobody overtakes a batch that waits to be sent again. */
  #nextReady(partition: string): ProducerBatch | undefined {
    const { buffer, config, cluster } = this.#world;
    const line = buffer.line(partition);
    const batch = line.find(({ inFlight }) => !inFlight);
    if (batch === undefined) return undefined;
    const behindOthers = line[0] !== batch;
    if (behindOthers && (config['max.in.flight.requests.per.connection'] === 1 || batch.sequence >= 0)) return undefined;
    const readyAt = batch.attempts > 0 ? batch.notBeforeUs : this.#lingersUntil(batch);
    if (readyAt <= cluster.clock.nowUs) return batch;
    this.wakeAt(readyAt);
    return undefined;
  }

  #lingersUntil(batch: ProducerBatch): number {
    const { buffer, config, hurry } = this.#world;
    return buffer.isFull(batch) || hurry() ? 0 : batch.createdUs + config['linger.ms'] * 1000;
  }

  #send(node: number, batches: readonly ProducerBatch[]): void {
    const { cluster, config } = this.#world;
    this.#inFlight.set(node, (this.#inFlight.get(node) ?? 0) + 1);
    let open = batches.length;
    const answered = (): void => {
      if (--open === 0) this.#inFlight.set(node, (this.#inFlight.get(node) ?? 1) - 1);
    };
    for (const batch of batches) {
      batch.inFlight = true;
      const answer = this.#once((outcome) => {
        answered();
        this.#answered(batch, outcome);
      });
      const timeout = kafkaError('TimeoutException', `request timed out after ${config['request.timeout.ms']} ms`);
      const timer = cluster.clock.after(config['request.timeout.ms'] * 1000, () => answer(timeout));
      cluster.requests.produce(node, this.#request(batch), (outcome) => {
        cluster.clock.cancel(timer);
        answer(outcome);
      });
      // Nobody will answer: written to the socket is all that acks=0 wants to know (KAF-003).
      if (config.acks === '0') {
        cluster.clock.cancel(timer);
        answer({ kind: 'produced', baseOffset: -1 });
      }
    }
  }

  #once(then: (outcome: Produced | KafkaError) => void): (outcome: Produced | KafkaError) => void {
    let answered = false;
    return (outcome) => {
      if (answered || this.#stopped) return;
      answered = true;
      then(outcome);
    };
  }

  #request(batch: ProducerBatch): ProduceRequest {
    return {
      partition: batch.partition,
      records: batch.records.map(({ record }) => record),
      stamp: this.#stamp(batch),
      acks: this.#world.config.acks,
    };
  }

  #stamp(batch: ProducerBatch): ProducerStamp {
    if (this.identity === null) return unnumbered;
    if (batch.sequence < 0) {
      batch.sequence = this.#nextSequence.get(batch.partition) ?? 0;
      this.#nextSequence.set(batch.partition, batch.sequence + batch.records.length);
    }
    return { ...this.identity, sequence: batch.sequence, transactional: this.#world.config['transactional.id'] !== null };
  }

  #answered(batch: ProducerBatch, outcome: Produced | KafkaError): void {
    batch.inFlight = false;
    if (!batch.done && isKafkaError(outcome) && isRetriable(outcome) && batch.attempts < this.#world.config.retries) {
      batch.notBeforeUs = this.#world.cluster.clock.nowUs + this.#backoffUs(batch.attempts++);
      this.wakeAt(batch.notBeforeUs);
    } else this.#finish(batch, outcome);
    this.pump();
  }

  /** retry.backoff.ms, doubled with every attempt up to retry.backoff.max.ms; the client's jitter of 20 % is left out. */
  #backoffUs(attempts: number): number {
    const { config } = this.#world;
    return Math.min(config['retry.backoff.ms'] * (1 << Math.min(attempts, 20)), config['retry.backoff.max.ms']) * 1000;
  }

  #finish(batch: ProducerBatch, outcome: Produced | KafkaError): void {
    if (batch.done) return;
    batch.done = true;
    this.#world.cluster.clock.cancel(batch.expiry);
    if (isKafkaError(outcome) && batch.sequence >= 0) this.#needsEpoch = true;
    this.#world.buffer.remove(batch);
    this.#world.finished(batch, outcome);
  }

  /** After a hole in the numbering nothing goes out until the last answer is in; then the producer begins anew with the next epoch. */
  #epochIsClear(): boolean {
    if (!this.#needsEpoch || this.identity === null) return true;
    if (this.#world.buffer.batches.some(({ inFlight }) => inFlight)) return false;
    this.#needsEpoch = false;
    if (this.#world.config['transactional.id'] !== null) return true;
    this.restartNumbering({ ...this.identity, epoch: this.identity.epoch + 1 });
    for (const batch of this.#world.buffer.batches) batch.sequence = -1;
    return true;
  }
}
