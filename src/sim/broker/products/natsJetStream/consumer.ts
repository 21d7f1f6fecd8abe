import { assertUnreachable } from '../../../../base/assert';
import type { ConsumerInfo, JsMessage, Puller, PullRequest, PullStatus, StoredMessage } from './api';
import { type ConsumerConfig, wants } from './consumerConfig';
import type { AdvisoryKind, ConsumerHost } from './consumerHost';
import { ConsumerLine } from './consumerLine';
import { startOf } from './consumerStart';
import { type Answers, type Delivery, deliveryBytes, jsMessage, type Origin } from './delivery';
import { IdleWatch } from './idleWatch';
import { Pacer } from './pacer';
import { PendingDeliveries } from './pendingDeliveries';
import { pullRefusal } from './pullRefusal';
import { PullRequests } from './pullRequests';

/** A consumer: a durable view of a stream that hands messages out, by push or on request, and keeps track of their acknowledgement. */
export class Consumer {
  readonly name: string;
  config: ConsumerConfig;
  readonly #host: ConsumerHost;
  readonly #line: ConsumerLine;
  readonly #requests: PullRequests;
  readonly #deliveries: PendingDeliveries;
  readonly #pacer: Pacer;
  /** Messages that were delivered more than once, or should have been, and are not settled. */
  readonly #redelivered = new Set<number>();
  #pumping = false;
  #pumpAgain = false;
  #closed = false;
  readonly #idle: IdleWatch;
  readonly #answers: Answers = {
    ack: (delivery) => this.#ack(delivery),
    nak: (delivery, delayUs) => this.#nak(delivery, delayUs),
    term: (delivery) => this.#term(delivery),
    inProgress: (delivery) => this.#inProgress(delivery),
  };

  constructor(name: string, config: ConsumerConfig, host: ConsumerHost) {
    this.name = name;
    this.config = config;
    this.#host = host;
    this.#requests = new PullRequests(host.clock);
    this.#idle = new IdleWatch(
      host.clock,
      () => this.#interested(),
      () => host.inactive(),
    );
    const start = startOf(config, host.store);
    this.#deliveries = new PendingDeliveries(start.cursor);
    this.#pacer = new Pacer(host.clock, config.replayPolicy === 'original' ? host.store.lastSeq : 0, () => this.pump());
    this.#line = new ConsumerLine(() => this.config, host, {
      gaveUp: (streamSeq, deliveries) => this.#gaveUp(streamSeq, deliveries),
      back: () => this.pump(),
    });
    for (const { seq } of start.messages) this.#line.join(seq);
    this.#idle.start(this.config.inactiveThresholdUs);
  }

  /** The stream has stored a message. False when it is not for this consumer; otherwise `pump` is due. */
  join({ seq, subject }: StoredMessage): boolean {
    if (!wants(this.config, subject)) return false;
    this.#line.join(seq);
    return true;
  }

  update(config: ConsumerConfig): void {
    this.config = config;
    this.#line.changed();
    this.pump();
  }

  /** Takes a pull request; returns how its puller takes it back. */
  pull(request: PullRequest, puller: Puller): () => void {
    const nothing = (): void => undefined;
    const refused = pullRefusal(this.config, request) ?? this.#notNow(request);
    if (refused !== null) {
      puller.status?.(refused);
      return nothing;
    }
    this.#idle.start(this.config.inactiveThresholdUs);
    const cancel = this.#requests.add(request, puller, this.config);
    this.pump();
    return cancel;
  }

  #notNow({ noWait, expiresUs }: PullRequest): PullStatus | null {
    if (noWait !== true) return null;
    const ready = this.#line.waiting;
    if (ready === 0) return expiresUs === undefined ? { code: 404, description: 'No Messages' } : null;
    this.#requests.sweep(false);
    return ready < this.#requests.asked ? { code: 408, description: 'Requests Pending' } : null;
  }

  /** Hands out while there is somebody to hand to. */
  pump(): void {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#pumpAgain) {
      this.#pumpAgain = false;
      while (this.#deliverNext());
      this.#pacer.idle(this.#deliveries.cursor);
    }
    this.#pumping = false;
  }

  #deliverNext(): boolean {
    if (this.#closed || !this.#host.available()) return false;
    const next = this.#host.store.get(this.#line.peek());
    const size = next === undefined ? 0 : deliveryBytes(next, this.#origin());
    const receiver = this.#receiver(size);
    if (receiver === null || this.#pacer.mustWait(next, this.#line.unseen - 1)) return false;
    const message = this.#takeNext();
    if (message === null) {
      this.#reachedEnd();
      return false;
    }
    this.#requests.served(size);
    receiver(message);
    return true;
  }

  #takeNext(): JsMessage | null {
    const taken = this.#line.take();
    const stored = taken === null ? undefined : this.#host.store.get(taken.streamSeq);
    if (taken === null || stored === undefined) return null;
    this.#pacer.delivered(stored);
    return this.#deliver(stored, taken.deliveries);
  }

  /** Who gets the next message; null = nobody now. */
  #receiver(bytes: number): ((message: JsMessage) => void) | null {
    const { deliverSubject, deliverGroup } = this.config;
    if (deliverSubject === null) {
      const puller = this.#requests.front(bytes);
      return puller === null ? null : puller.message;
    }
    if (!this.#host.hasInterest(deliverSubject, deliverGroup)) return null;
    return (message) => this.#host.send(deliverSubject, message);
  }

  /** Nothing is left to hand out, or MaxAckPending holds it up: then a request that does not wait stays all the same. */
  #reachedEnd(): void {
    const atEnd = this.#line.waiting === 0 && !this.#full();
    if (atEnd) this.#deliveries.cursor = Math.max(this.#deliveries.cursor, this.#host.store.lastSeq + 1);
    this.#requests.sweep(atEnd);
  }

  #deliver(message: StoredMessage, deliveries: number): JsMessage {
    if (deliveries > 1) this.#redelivered.add(message.seq);
    const acknowledged = this.config.ackPolicy === 'none';
    const consumerSeq = this.#deliveries.delivered(message.seq, acknowledged);
    if (acknowledged) {
      this.#line.remove(message.seq);
      this.#host.settled(message.seq);
    }
    const origin = { ...this.#origin(), pending: this.#pacer.pendingBehind(message.seq) ?? this.#line.unseen };
    return jsMessage(message, { streamSeq: message.seq, consumerSeq, deliveries }, origin, this.#answers);
  }

  #origin(): Origin {
    return { stream: this.#host.stream, consumer: this.name, pending: this.#line.unseen };
  }

  /** False when the acknowledgement is lost: the consumer is gone, or too few replicas are up. */
  #ack(delivery: Delivery): boolean {
    if (this.#closed || !this.#host.available()) return false;
    this.#idle.start(this.config.inactiveThresholdUs);
    this.#finish(delivery);
    return true;
  }

  #finish(delivery: Delivery): void {
    const heldUp = this.#full();
    for (const streamSeq of this.#settle(delivery)) {
      this.#line.remove(streamSeq);
      this.#redelivered.delete(streamSeq);
      this.#host.settled(streamSeq);
    }
    if (heldUp) this.pump();
  }

  #full(): boolean {
    const { maxAckPending } = this.config;
    return maxAckPending > 0 && this.#deliveries.size >= maxAckPending;
  }

  /** What an acknowledgement settles: one message, or with AckPolicy all everything up to it. */
  #settle({ streamSeq, consumerSeq }: Delivery): readonly number[] {
    switch (this.config.ackPolicy) {
      case 'explicit':
        this.#deliveries.settled(streamSeq, consumerSeq);
        return [streamSeq];
      case 'all':
        return this.#settleUpTo(streamSeq, consumerSeq);
      case 'none':
        return [];
      default:
        return assertUnreachable(this.config.ackPolicy);
    }
  }

  /** With what was given up on the way (recording `ack-all-redelivery`). */
  #settleUpTo(streamSeq: number, consumerSeq: number): readonly number[] {
    const pending = this.#deliveries.settledUpTo(streamSeq, consumerSeq);
    if (pending === null) return [];
    return [...new Set([...pending, ...[...this.#redelivered].filter((other) => other <= streamSeq)])];
  }

  #nak(delivery: Delivery, delayUs: number): void {
    if (!this.#answerable(delivery)) return;
    this.#advise('MSG_NAKED', delivery);
    this.#line.giveBack(delivery.streamSeq, delayUs);
    this.pump();
  }

  #term(delivery: Delivery): void {
    if (this.#ack(delivery)) this.#advise('MSG_TERMINATED', delivery);
  }

  #inProgress(delivery: Delivery): void {
    if (this.#answerable(delivery)) this.#line.extend(delivery.streamSeq);
  }

  /** Still pending, and the server hears the answer. */
  #answerable({ streamSeq }: Delivery): boolean {
    return this.#host.available() && this.#deliveries.has(streamSeq);
  }

  #advise(kind: AdvisoryKind, { streamSeq, consumerSeq, deliveries }: Delivery): void {
    this.#host.advise(kind, { consumer: this.name, consumer_seq: consumerSeq, stream_seq: streamSeq, deliveries });
  }

  /** MaxDeliver is reached: the message stays in the stream, and this consumer is done with it (NAT-005). */
  #gaveUp(streamSeq: number, deliveries: number): void {
    this.#deliveries.givenUp(streamSeq);
    this.#redelivered.add(streamSeq);
    this.#host.advise('MAX_DELIVERIES', { consumer: this.name, stream_seq: streamSeq, deliveries });
  }

  /** The stream has lost a message (a bound, its age, a person); what was in somebody's hands counts as terminated. */
  dropped({ seq }: StoredMessage): void {
    const deliveries = this.#line.deliveriesOf(seq);
    const consumerSeq = this.#deliveries.consumerSeqOf(seq);
    this.#line.remove(seq);
    if (deliveries === null || consumerSeq === null) return;
    const delivery: Delivery = { streamSeq: seq, consumerSeq, deliveries };
    this.#finish(delivery);
    this.#advise('MSG_TERMINATED', delivery);
  }

  /** The stream was purged of a message: nobody is told. */
  forget({ seq }: StoredMessage): void {
    this.#line.remove(seq);
    this.#deliveries.givenUp(seq);
  }

  /** A purge is over; what is left begins with that sequence. */
  purged(firstSeq: number): void {
    this.#deliveries.purged(firstSeq);
  }

  /** Whether the stream has to keep a message for this consumer (interest retention). */
  needs({ seq, subject }: StoredMessage): boolean {
    if (!wants(this.config, subject) || seq <= this.#deliveries.streamFloor) return false;
    return this.config.ackPolicy !== 'explicit' || seq >= this.#deliveries.cursor || this.#deliveries.has(seq);
  }

  /** Somebody subscribed to the deliver subject, or left it. */
  interestChanged(): void {
    this.#idle.start(this.config.inactiveThresholdUs);
    this.pump();
  }

  #interested(): boolean {
    const { deliverSubject, deliverGroup } = this.config;
    return deliverSubject === null ? this.#requests.length > 0 : this.#host.hasInterest(deliverSubject, deliverGroup);
  }

  info(): ConsumerInfo {
    const { lastConsumerSeq, cursor, consumerFloor, streamFloor, size } = this.#deliveries;
    this.#requests.sweep(false);
    return {
      delivered: { consumerSeq: lastConsumerSeq, streamSeq: cursor - 1 },
      ackFloor: { consumerSeq: consumerFloor, streamSeq: streamFloor },
      numAckPending: size,
      numRedelivered: this.#redelivered.size,
      numWaiting: this.#requests.length,
      numPending: this.#line.unseen,
    };
  }

  close(): void {
    this.#closed = true;
    this.#idle.stop();
    this.#line.clear();
    this.#requests.close({ code: 409, description: 'Consumer Deleted' });
  }
}
