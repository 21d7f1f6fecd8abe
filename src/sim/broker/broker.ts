import { assert, ensure } from '../../base/assert';
import {
  BrokerEvent,
  type BrokerOptions,
  type BrokerState,
  brokerEventMax,
  channelOfMessage,
  connect,
  createBrokerState,
  setLimit,
  subscriptionOf,
  type Subscription,
} from './brokerState';
import { reachable } from './reach';
import { CopyState } from './copies';
import { deadLetter, discard, redrive, redrives, repair } from './deadLetters';
import {
  acknowledge,
  answered,
  comesBack,
  deliveryArrives,
  discardDelivery,
  expelled,
  finishProcessed,
  lineDelayUs,
  lineTimer,
  retry,
} from './delivering';
import type { Gesture } from './gesture';
import { polls, pump } from './handingOut';
import { leavesLine } from './leaving';
import { gesture } from './gestures';
import { brokerStarts, brokerStops, consumerBack, consumerLost, joins, nodeStarts, nodeStops, resume, sessionEnds } from './outage';
import type { Producer, SubscriptionPlan } from './ports';
import { cutsOff, rejoins } from './partitions';
import { pushVerdict } from './pushing';
import { replay } from './replaying';
import { bufferExpires, enqueue, newPublication, producerLost, publish, publishArrives, releaseHeld } from './publishing';

/** Copies by where they are; `made` equals the sum of the others in every run (conservation). */
export interface Conservation {
  readonly made: number;
  readonly waiting: number;
  readonly held: number;
  readonly delivered: number;
  readonly acknowledged: number;
  readonly deadLettered: number;
  readonly dropped: number;
  readonly expired: number;
}

/** The simulated broker: a door over its state. Every method happens at `journal.now`. */
export class Broker {
  readonly #state: BrokerState;

  constructor(options: BrokerOptions, plans: readonly SubscriptionPlan[]) {
    this.#state = createBrokerState(options, plans, { left: leavesLine, back: comesBack, committed: finishProcessed, expelled });
  }

  connect(producer: Producer): void {
    connect(this.#state, producer);
  }

  get up(): boolean {
    return this.#state.up;
  }

  /** Whether publishing this message from there now would reach every line it is routed to, as far as the sender's client can tell. */
  canReach(place: number, message: number): boolean {
    const { producer } = channelOfMessage(this.#state, message).behaviour;
    return (producer.kind === 'buffer' && !producer.asksForAnswer) || reachable(this.#state, place, message);
  }

  /** Call before a message is published on purpose; not when the same publication is sent again. */
  newPublication(message: number): void {
    newPublication(this.#state, message);
  }

  publish(place: number, message: number): void {
    publish(this.#state, place, message);
  }

  acknowledge(copy: number, attempt: number): boolean {
    const accepted = acknowledge(this.#state, copy, attempt);
    answered(this.#state, copy, attempt);
    return accepted;
  }

  /** Microseconds until a failed delivery is tried again when its consumer asks for `wantedUs`; -1 = the product gives it up. */
  retryDelayUs(copy: number, wantedUs: number): number {
    const verdict = pushVerdict(this.#state, copy);
    if (verdict === null) return lineDelayUs(this.#state, copy, wantedUs);
    return verdict.kind === 'retry' ? Math.min(2 ** 31 - 1, verdict.atUs - this.#state.journal.now) : -1;
  }

  retry(copy: number, attempt: number, delayUs: number): void {
    retry(this.#state, copy, attempt, delayUs);
    answered(this.#state, copy, attempt);
  }

  deadLetter(copy: number, attempt: number, reason: string): void {
    deadLetter(this.#state, copy, attempt, reason);
    answered(this.#state, copy, attempt);
  }

  discardDelivery(copy: number, attempt: number, reason: string): void {
    discardDelivery(this.#state, copy, attempt, reason);
    answered(this.#state, copy, attempt);
  }

  /** Who gives a delivered copy up in the end (see `BrokerBehaviour.exhausted`). */
  exhausted(copy: number): 'drop' | 'retry' | 'broker' {
    return subscriptionOf(this.#state, copy).behaviour.exhausted;
  }

  isPoisoned(copy: number): boolean {
    return this.#state.copies.poisoned[copy] === 1;
  }

  stop(): void {
    brokerStops(this.#state);
  }

  start(): void {
    brokerStarts(this.#state);
  }

  stopNode(node: number): void {
    nodeStops(this.#state, node);
  }

  startNode(node: number): void {
    nodeStarts(this.#state, node);
  }

  /** The network between a place and the broker is cut, as often as it is mended by `rejoin`. */
  cutOff(place: number): void {
    cutsOff(this.#state, place);
  }

  rejoin(place: number): void {
    rejoins(this.#state, place);
  }

  setReplication(replicas: number): void {
    this.#state.replication = Math.max(1, replicas);
    resume(this.#state);
  }

  consumerLost(place: number): readonly number[] {
    for (const subscription of this.#lines(place)) consumerLost(this.#state, subscription);
    return producerLost(this.#state, place);
  }

  consumerBack(place: number): void {
    for (const subscription of this.#lines(place)) consumerBack(this.#state, subscription);
  }

  /** A subscriber has more room than before (another prefetch, more workers). */
  moreRoom(place: number): void {
    for (const subscription of this.#lines(place)) {
      setLimit(subscription);
      pump(this.#state, subscription);
    }
  }

  gesture(place: number, message: number, what: Gesture): boolean {
    return this.#lines(place).some((subscription) => gesture(this.#state, subscription, message, what));
  }

  /** A person acts on a message that is on its way to the broker. */
  gestureOnPublish(message: number, what: Gesture): void {
    this.#state.publishGestures.set(message, { what, upTo: this.#state.publishes });
  }

  /** What a place has finished with comes to it again. */
  replay(place: number): void {
    for (const subscription of this.#lines(place)) replay(this.#state, subscription);
  }

  redrive(place: number, message: number | null): void {
    for (const subscription of this.#lines(place)) redrive(this.#state, subscription, message);
  }

  repair(place: number, message: number | null): void {
    for (const subscription of this.#lines(place)) repair(this.#state, subscription, message);
  }

  discard(place: number, message: number | null): void {
    for (const subscription of this.#lines(place)) discard(this.#state, subscription, message);
  }

  hasSubscription(place: number): boolean {
    return this.#state.byPlace.has(place);
  }

  /** Number of subscriptions a message type reaches. */
  listeners(type: number): number {
    return this.#state.router.route(type).length;
  }

  /** Handles an agenda event of the broker's range. */
  handle(kind: number, a: number, b: number, c: number): void {
    const state = this.#state;
    switch (kind) {
      case BrokerEvent.publishArrives:
        return publishArrives(state, a, b, c);
      case BrokerEvent.deliveryArrives:
        return deliveryArrives(state, a, b);
      case BrokerEvent.lineTimer:
        return lineTimer(state, a, b);
      case BrokerEvent.enqueues:
        return enqueue(state, a, b);
      case BrokerEvent.bufferExpires:
        return bufferExpires(state, a, b);
      default:
        return this.#handleForSubscription(kind, ensure(state.subscriptions[a], 'subscription'), b);
    }
  }

  #handleForSubscription(kind: number, subscription: Subscription, copy: number): void {
    switch (kind) {
      case BrokerEvent.sessionEnds:
        return sessionEnds(this.#state, subscription);
      case BrokerEvent.joins:
        return joins(this.#state, subscription);
      case BrokerEvent.polls:
        return polls(this.#state, subscription);
      case BrokerEvent.redrives:
        return redrives(this.#state, subscription, copy);
      case BrokerEvent.releasesHeld:
        return releaseHeld(this.#state, subscription, copy);
      default:
        assert(kind <= brokerEventMax, 'an event of the broker');
    }
  }

  /** Copies that wait or are out: what a run that cannot keep up piles up. */
  get copiesAtHand(): number {
    return this.#state.subscriptions.reduce((sum, { line }) => sum + line.waiting + line.out.length, 0);
  }

  /** Counts every copy; throws when they do not add up or a line disagrees with its copies. */
  conservation(): Conservation {
    const { copies, subscriptions } = this.#state;
    const byState = new Int32Array(8);
    for (let copy = 1; copy <= copies.count; copy++) {
      const where = copies.state[copy] ?? 0;
      byState[where] = (byState[where] ?? 0) + 1;
    }
    const of = (where: number): number => byState[where] ?? 0;
    assert(of(0) === 0, 'every copy is somewhere');
    const waiting = subscriptions.reduce((sum, { line }) => sum + line.waiting, 0);
    assert(waiting === of(CopyState.queued), 'lines hold exactly the queued copies');
    const out = subscriptions.reduce((sum, { line }) => sum + line.out.length, 0);
    assert(out === of(CopyState.delivered), 'outstanding deliveries are exactly the delivered copies');
    return {
      made: copies.count,
      waiting,
      held: of(CopyState.held),
      delivered: of(CopyState.delivered),
      acknowledged: of(CopyState.acknowledged),
      deadLettered: of(CopyState.deadLettered),
      dropped: of(CopyState.dropped),
      expired: of(CopyState.expired),
    };
  }

  /** The lines of a place, one per channel that it listens to. */
  #lines(place: number): readonly Subscription[] {
    return this.#state.byPlace.get(place) ?? [];
  }
}
