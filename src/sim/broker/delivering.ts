import { DropStage, FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { available, BrokerEvent, type BrokerState, hopUs, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { CopyState } from './copies';
import type { ReturnCause } from './line';
import { delayedReturnUs } from './queue/delayedReturn';
import { endpointSilent, pushFailed, pushTimedOut } from './pushing';

/** Hands out copies while the subscriber may have more. */
export function pump(state: BrokerState, subscription: Subscription): void {
  const { consumer } = subscription;
  if (subscription.line.waiting === 0 || !reachesConsumer(state, subscription)) return;
  if (consumer.pollUs > 0 && subscription.behaviour.push === null) schedulePoll(state, subscription);
  else handOut(state, subscription);
}

function handOut(state: BrokerState, subscription: Subscription): void {
  const { prefetch, push } = subscription.behaviour;
  const limit = push === null ? subscription.consumer.workers * prefetch : Infinity;
  const { line } = subscription;
  while (line.out.length - subscription.orphans.size < limit) {
    const copy = line.take();
    if (copy < 0) return;
    deliver(state, subscription, copy);
  }
}

/** Whether deliveries may go out at all. A product that pushes does so whether the endpoint is up or not. */
function reachesConsumer(state: BrokerState, subscription: Subscription): boolean {
  const open = subscription.consumer.accepting || subscription.behaviour.push !== null;
  return open && !subscription.rebalancing && available(state, subscription);
}

/** Polls happen on the subscriber's own grid, and only while something waits. */
function schedulePoll(state: BrokerState, subscription: Subscription): void {
  if (subscription.pollTimer !== 0) return;
  const { pollUs } = subscription.consumer;
  const next = Math.floor(state.journal.now / pollUs) * pollUs + pollUs;
  subscription.pollTimer = state.agenda.schedule(next, Phase.broker, BrokerEvent.polls, subscription.index, 0, 0);
}

export function polls(state: BrokerState, subscription: Subscription): void {
  subscription.pollTimer = 0;
  const { consumer } = subscription;
  if (!consumer.accepting || subscription.rebalancing || !available(state, subscription)) return;
  handOut(state, subscription);
  if (subscription.line.waiting > 0 && consumer.pollUs > 0) schedulePoll(state, subscription);
}

function deliver(state: BrokerState, subscription: Subscription, copy: number): void {
  const { agenda, copies, journal } = state;
  const message = messageOf(state, copy);
  const attempt = copies.attempts[copy] ?? 0;
  const hop = hopUs(state, { stream: subscription.stream, message, ordinal: attempt });
  const arrives = Math.max(journal.now + hop, subscription.lastArrival);
  subscription.lastArrival = arrives;
  journal.fact(FactKind.delivered, subscription.place, message, attempt, arrives - journal.now, 0);
  agenda.schedule(arrives, Phase.delivery, BrokerEvent.deliveryArrives, copy, attempt, 0);
}

/** True while this attempt is the one that counts. */
export function current(state: BrokerState, copy: number, attempt: number): boolean {
  return state.copies.state[copy] === CopyState.delivered && state.copies.attempts[copy] === attempt;
}

export function deliveryArrives(state: BrokerState, copy: number, attempt: number): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  if (!subscription.consumer.accepting) {
    if (subscription.behaviour.push !== null) endpointSilent(state, subscription, copy, 'endpoint does not answer');
    return;
  }
  state.copies.arrived[copy] = 1;
  state.journal.fact(FactKind.received, subscription.place, messageOf(state, copy), attempt, 0, 0);
  subscription.consumer.receive(copy, messageOf(state, copy), attempt);
}

/** The subscriber is done with a delivery. False when the broker no longer counts on it (a stale or late answer). */
export function acknowledge(state: BrokerState, copy: number, attempt: number): boolean {
  if (!current(state, copy, attempt)) return acknowledgeLate(state, copy, attempt);
  const subscription = subscriptionOf(state, copy);
  if (!available(state, subscription)) {
    if (subscription.behaviour.lateAck === 'deferred') state.lateAcks.push({ copy, attempt });
    else subscription.orphans.add(copy);
    return false;
  }
  if (subscription.line.done?.(copy) === false) {
    // A group's record is finished when its offset is committed; until then it takes nobody's room.
    if (current(state, copy, attempt)) subscription.orphans.add(copy);
  } else finishProcessed(state, subscription, copy);
  pump(state, subscription);
  return true;
}

/** A processed copy will never come again. */
export function finishProcessed(state: BrokerState, subscription: Subscription, copy: number): void {
  const attempt = state.copies.attempts[copy] ?? 0;
  finish(state, subscription, copy, CopyState.acknowledged);
  state.journal.fact(FactKind.acknowledged, subscription.place, messageOf(state, copy), attempt, 0, 0);
}

/** The lease of that delivery had ended; the copy waits again or is with somebody else. Some products take the answer nevertheless (SQS-010). */
function acknowledgeLate(state: BrokerState, copy: number, attempt: number): boolean {
  const { copies, journal } = state;
  const subscription = subscriptionOf(state, copy);
  if (subscription.behaviour.staleAck === 'ignored' || !available(state, subscription)) return false;
  const where = copies.state[copy];
  if (where === CopyState.queued) {
    subscription.line.remove(copy);
    copies.state[copy] = CopyState.acknowledged;
  } else if (where === CopyState.delivered) finish(state, subscription, copy, CopyState.acknowledged);
  else return false;
  journal.fact(FactKind.acknowledged, subscription.place, messageOf(state, copy), attempt, 0, 0);
  pump(state, subscription);
  return true;
}

/** The delivery failed: the copy comes back after `delayUs`. In a log its partition waits with it. */
export function retry(state: BrokerState, copy: number, attempt: number, delayUs: number): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  subscription.orphans.delete(copy);
  if (subscription.behaviour.push !== null) {
    pushFailed(state, subscription, copy);
    return;
  }
  const { failure } = subscription.behaviour;
  if (failure === 'leave') {
    leave(state, subscription, copy);
    return;
  }
  const returned = subscription.line.giveBack(copy, failure, delayUs);
  if (returned === 'queued') tellReturned(state, subscription, copy, 'retry');
  pump(state, subscription);
}

/** Nobody answers for the delivery any more: it is over when its lease ends, and takes nobody's room until then. */
function leave(state: BrokerState, subscription: Subscription, copy: number): void {
  const { copies, journal } = state;
  subscription.orphans.add(copy);
  journal.fact(FactKind.hidden, subscription.place, messageOf(state, copy), copies.attempts[copy] ?? 0, leaseLeftUs(state, copy), 0);
  pump(state, subscription);
}

const leaseLeftUs = ({ copies, journal }: BrokerState, copy: number): number =>
  Math.min(2 ** 31 - 1, Math.max(0, (copies.visibleAt[copy] ?? 0) - journal.now));

/** How long a copy that fails now waits when its consumer asks for `wantedUs`: the product may keep it back longer. */
export function lineDelayUs(state: BrokerState, copy: number, wantedUs: number): number {
  const { line, failure } = subscriptionOf(state, copy).behaviour;
  if (failure === 'leave') return leaseLeftUs(state, copy);
  return line.kind === 'queue' ? Math.max(wantedUs, delayedReturnUs(line.rules, state.copies, copy, failure)) : wantedUs;
}

/** A line let a copy come back by itself: its delay or its lease has ended. */
export function comesBack(state: BrokerState, subscription: Subscription, copy: number, was: 'lease' | 'delay'): void {
  subscription.orphans.delete(copy);
  if (was === 'lease' && subscription.behaviour.push !== null) {
    pushTimedOut(state, subscription, copy);
    return;
  }
  tellReturned(state, subscription, copy, was === 'delay' ? 'retry' : subscription.behaviour.leaseName);
  pump(state, subscription);
}

/** A timer of a line is due. What it ends (a life, a lease, a delay) may let others of its group go. */
export function lineTimer(state: BrokerState, copy: number, code: number): void {
  const subscription = subscriptionOf(state, copy);
  subscription.line.timerRings(copy, code);
  pump(state, subscription);
}

/** Puts a copy that was out back in its line. */
export function giveBack(
  state: BrokerState,
  subscription: Subscription,
  copy: number,
  reason: string,
  cause: ReturnCause = 'uncounted',
): void {
  subscription.orphans.delete(copy);
  if (subscription.line.giveBack(copy, cause) === 'queued') tellReturned(state, subscription, copy, reason);
}

/** A consumer that did not poll in time has lost its records; it may still be working on one of them. */
export function expelled(state: BrokerState, subscription: Subscription, given: readonly number[]): void {
  for (const copy of given.toReversed()) giveBack(state, subscription, copy, 'max.poll.interval.ms exceeded');
  pump(state, subscription);
}

export function tellReturned(state: BrokerState, subscription: Subscription, copy: number, reason: string): void {
  const attempt = state.copies.attempts[copy] ?? 0;
  state.journal.fact(
    FactKind.returned,
    subscription.place,
    messageOf(state, copy),
    attempt,
    state.journal.string(reason),
    returnedTo(subscription, copy),
  );
}

/** Position in the whole line; a line of several orders shows the copy at its head. */
function returnedTo({ line, behaviour: { line: kind } }: Subscription, copy: number): number {
  return kind.kind === 'queue' && !kind.rules.groups ? line.positionOf(copy) : 0;
}

/** Ends a copy that is out: its lease, its place among the deliveries, its hold on the line. */
export function finish(state: BrokerState, subscription: Subscription, copy: number, end: CopyState): void {
  subscription.orphans.delete(copy);
  subscription.line.settle(copy);
  state.copies.state[copy] = end;
}

/** A delivery is given up for good without a dead letter. */
export function discardDelivery(state: BrokerState, copy: number, attempt: number, reason: string): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  finish(state, subscription, copy, CopyState.dropped);
  state.journal.fact(
    FactKind.dropped,
    subscription.place,
    messageOf(state, copy),
    attempt,
    state.journal.string(reason),
    DropStage.delivered,
  );
  pump(state, subscription);
}
