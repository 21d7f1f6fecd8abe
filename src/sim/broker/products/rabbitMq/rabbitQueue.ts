import { ensure } from '../../../../base/assert';
import type { ProductClock } from '../../clock';
import { CopyState } from '../../copies';
import type { Leaving, ReturnCause } from '../../line';
import { Queue } from '../../queue/queue';
import { Consumers, type QueueConsumer } from './consumers';
import type { DeathReason } from './deaths';
import { bytesOf, isPersistent, type Message, type StoredMessage } from './message';
import type { QueueSettings } from './queueArguments';
import type { Answer, QueueDeclaration, QueueHost } from './queueHost';
import { StoredAnswers } from './storedAnswers';
import { queueRules } from './queueRules';
import type { Taken } from './taken';
import { UnusedLife } from './unusedLife';

const endOf = { exhausted: 'delivery_limit', expired: 'expired', overflow: 'maxlen' } as const satisfies Record<Leaving, DeathReason>;

/** A classic or quorum queue: the queue primitive with its messages, its consumers and what its server makes of it. */
export class RabbitQueue {
  readonly declared: QueueDeclaration;
  readonly consumers: Consumers;
  readonly #host: QueueHost;
  readonly #line: Queue;
  readonly #messages = new Map<number, StoredMessage>();
  readonly #answers: StoredAnswers;
  /** What waits for a majority: messages of publishers, timers. */
  #waitingMessages: { readonly message: Message; readonly answer: Answer }[] = [];
  #waitingTimers: { readonly copy: number; readonly code: number }[] = [];
  /** Cancelled consumers; a quorum queue counts them while they hold something. */
  readonly #leaving = new Set<QueueConsumer>();
  readonly #life: UnusedLife | null;
  /** It has had a consumer. */
  #consumed = false;

  constructor(declared: QueueDeclaration, host: QueueHost) {
    this.declared = declared;
    this.#host = host;
    this.#answers = new StoredAnswers(host.clock, () => this.reachable);
    this.consumers = new Consumers(declared.settings.singleActiveConsumer);
    const { expiresUs } = declared.settings;
    this.#life = expiresUs === null ? null : new UnusedLife(host.clock, expiresUs, () => this.#unused());
    this.#line = new Queue(queueRules(declared.settings, host.version), host.copies, this.#port(host.clock));
  }

  /** Nobody has used the queue for `x-expires`; consumers use it all the time. */
  #unused(): void {
    if (this.consumers.size === 0) this.#host.unused(this);
  }

  get name(): string {
    return this.declared.name;
  }

  get settings(): QueueSettings {
    return this.declared.settings;
  }

  get #quorum(): boolean {
    return this.settings.type === 'quorum';
  }

  /** Messages that wait; those that are too old have left when they stood at the head. */
  get ready(): number {
    if (this.reachable) this.#line.sweep();
    return this.#line.waiting;
  }

  /** Messages that are out and unsettled. */
  get unsettled(): number {
    return this.#line.out.length;
  }

  /** A quorum queue with a single active consumer is for consumers only. */
  get refusesFetching(): boolean {
    return this.#quorum && this.settings.singleActiveConsumer;
  }

  get consumerCount(): number {
    for (const consumer of this.#leaving) if (consumer.holds() === 0) this.#leaving.delete(consumer);
    return this.consumers.size + this.#leaving.size;
  }

  /** Waiting messages in the order in which they will be handed out. */
  get contents(): readonly Message[] {
    return this.#line.contents().map((copy) => this.#messageOf(copy));
  }

  get reachable(): boolean {
    return this.#host.reachable(this);
  }

  #port(clock: ProductClock): ConstructorParameters<typeof Queue>[2] {
    return {
      get nowUs() {
        return clock.nowUs;
      },
      set: (atUs, copy, code) => clock.at(atUs, () => this.#ring(copy, code)),
      clear: (timer) => clock.cancel(timer),
      left: (copy, why) => this.#ended(copy, endOf[why]),
      back: () => this.dispatch(),
    };
  }

  #ring(copy: number, code: number): void {
    if (!this.reachable) this.#waitingTimers.push({ copy, code });
    else {
      this.#line.timerRings(copy, code);
      this.dispatch();
    }
  }

  /** A publisher's message. Without a majority it waits in the publisher's channel process, unconfirmed (RMQ-003). */
  enqueue(message: Message, answer: Answer): void {
    if (!this.reachable) this.#waitingMessages.push({ message, answer });
    else if (!this.#store(message, answer)) answer(false);
  }

  #store(message: Message, answer: Answer): boolean {
    const { copies, clock } = this.#host;
    const copy = copies.add(0, 0);
    copies.bytes[copy] = bytesOf(message);
    const { expiration } = message.properties;
    if (expiration !== undefined) copies.expiresAt[copy] = Math.max(1, clock.nowUs + Number(expiration) * 1000);
    this.#messages.set(copy, { message, enteredUs: clock.nowUs });
    if (this.#line.enqueue(copy, Math.min(message.properties.priority ?? 0, this.settings.maxPriority)) < 0) {
      this.#forget(copy, CopyState.dropped);
      if (this.settings.overflow === 'reject-publish-dlx') this.#host.buries(this, message, 'maxlen');
      return false;
    }
    this.#answers.expect(copy, this.#storingUs(message), answer);
    if (expiration === '0' || this.settings.messageTtlUs === 0) this.#handOutOrExpire(copy);
    else this.dispatch();
    return true;
  }

  /** TTL 0: a message that nobody can take at this very moment is too old. */
  #handOutOrExpire(copy: number): void {
    const { copies, clock } = this.#host;
    copies.expiresAt[copy] = clock.nowUs + 1;
    this.dispatch();
    if (copies.state[copy] !== CopyState.queued) return;
    copies.expiresAt[copy] = Math.max(1, clock.nowUs);
    this.#line.sweep();
  }

  /** Confirmed when stored: on the disk (RMQ-002), or by a majority (RMQ-003). What nobody has to keep is confirmed at once. */
  #storingUs(message: Message): number {
    const { persistUs, replicateUs } = this.#host;
    if (this.#quorum) return replicateUs;
    return this.declared.durable && isPersistent(message) ? persistUs : 0;
  }

  /** Hands out while somebody has room. */
  dispatch(): void {
    if (!this.reachable) return;
    while (this.ready > 0) {
      const consumer = this.consumers.next();
      if (consumer === undefined) return;
      const taken = this.take();
      if (taken === null) return;
      consumer.deliver(taken);
    }
  }

  take(): Taken | null {
    const { copies, version } = this.#host;
    const copy = this.#line.take();
    if (copy < 0) return null;
    const before = (copies.attempts[copy] ?? 1) - 1;
    return {
      copy,
      message: this.#messageOf(copy),
      redelivered: before > 0,
      deliveryCount: this.#quorum ? (copies.returns[copy] ?? 0) : null,
      acquiredCount: this.#quorum && version.acquiredCount ? before : null,
    };
  }

  settle(copy: number): void {
    this.#line.settle(copy);
    this.#forget(copy, CopyState.acknowledged);
  }

  /** Comes back to be delivered again. The caller dispatches when everything that comes back together is back. */
  giveBack(copy: number, cause: ReturnCause): void {
    this.#line.giveBack(copy, cause);
  }

  /** Rejected without requeue: dead-lettered, or gone (RMQ-040). */
  reject(copy: number): void {
    this.#line.settle(copy);
    this.#ended(copy, 'rejected');
  }

  #ended(copy: number, reason: DeathReason): void {
    const stored = this.#messages.get(copy);
    const kept = this.settings.deadLetterExchange !== null;
    this.#forget(copy, kept ? CopyState.deadLettered : reason === 'expired' ? CopyState.expired : CopyState.dropped);
    if (stored !== undefined) this.#host.buries(this, stored.message, reason);
  }

  #forget(copy: number, end: CopyState): void {
    this.#host.copies.state[copy] = end;
    this.#messages.delete(copy);
    if (!this.#quorum) this.#answers.stored(copy);
  }

  #messageOf(copy: number): Message {
    const stored = this.#messages.get(copy);
    return ensure(stored, 'message of a copy').message;
  }

  /** Dead letters that the queue keeps until their target has confirmed them count towards its length. */
  reserve(change: 1 | -1): void {
    this.#line.reserve(change);
  }

  consume(consumer: QueueConsumer): void {
    this.consumers.add(consumer);
    this.dispatch();
  }

  /** The consumer gets nothing more; what it holds stays with its channel. */
  release(consumer: QueueConsumer): void {
    this.consumers.remove(consumer);
    if (this.#quorum) this.#leaving.add(consumer);
    this.use();
    this.dispatch();
  }

  /** Throws the waiting messages away; returns how many there were. */
  purge(): number {
    const waiting = this.#line.contents();
    for (const copy of waiting) this.#drop(copy);
    return waiting.length;
  }

  /** The queue is deleted: nothing of it becomes a dead letter (RMQ-060). */
  close(): void {
    this.purge();
    for (const consumer of this.consumers.removeAll()) consumer.cancelled();
  }

  #drop(copy: number): void {
    this.#line.remove(copy);
    this.#forget(copy, CopyState.dropped);
  }

  /** The server comes back with what it had stored: persistent messages, and after a crash only those already written (RMQ-010). */
  loseUnstored(afterCrash: boolean): void {
    const { clock, persistUs, replicateUs } = this.#host;
    const written = clock.nowUs - (this.#quorum ? replicateUs : persistUs);
    for (const copy of this.#line.contents()) {
      const stored = this.#messages.get(copy);
      if (stored === undefined) continue;
      const kept = this.#quorum || isPersistent(stored.message);
      if (!kept || (afterCrash && stored.enteredUs > written)) this.#drop(copy);
    }
    this.#waitingMessages = [];
    this.#answers.forget();
  }

  /** The queue can be reached again: what has waited for it happens now. */
  resume(): void {
    if (!this.reachable) return;
    for (const { copy, code } of this.#waitingTimers.splice(0)) this.#line.timerRings(copy, code);
    for (const { message, answer } of this.#waitingMessages.splice(0)) this.enqueue(message, answer);
    this.#answers.resume();
    this.dispatch();
  }

  /** Somebody uses the queue: `x-expires` starts anew. An auto-delete queue goes with its last consumer. */
  use(): void {
    this.#life?.begin();
    if (this.consumers.size > 0) this.#consumed = true;
    else if (this.#consumed && this.declared.autoDelete) this.#host.unused(this);
  }
}
