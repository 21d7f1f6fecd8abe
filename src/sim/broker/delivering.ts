import { DropStage, FactKind } from '../journal/facts';
import { type BrokerState, deliveryId, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { available, isCutOff, isThere } from './reach';
import { CopyState } from './copies';
import { current, finish, giveBack, tellReturned } from './copyMoves';
import { pump } from './handingOut';
import { acknowledgementIsLost, losesAcknowledgement } from './lostAcks';
import { endpointSilent, pushFailed, pushTimedOut } from './pushing';
import { delayedReturnUs } from './queue/delayedReturn';

export function deliveryArrives(state: BrokerState, copy: number, attempt: number): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  if (!isThere(state, subscription)) {
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
  if (!hears(state, subscription)) {
    if (subscription.behaviour.lateAck === 'deferred') state.lateAcks.push({ copy, attempt });
    else subscription.orphans.add(copy);
    return false;
  }
  if (acknowledgementIsLost(state, subscription, copy)) {
    losesAcknowledgement(state, subscription, copy);
    return false;
  }
  if (subscription.line.done?.(copy) === false) {
    // A group's record is finished when its offset is committed; until then it takes nobody's room.
    if (current(state, copy, attempt)) subscription.orphans.add(copy);
  } else finishProcessed(state, subscription, copy);
  pump(state, subscription);
  return true;
}

/** Whether an answer of the subscriber reaches its line. */
const hears = (state: BrokerState, subscription: Subscription): boolean =>
  available(state, subscription) && !isCutOff(state, subscription.place);

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
  if (subscription.behaviour.staleAck === 'ignored' || !hears(state, subscription)) return false;
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
  if (failure === 'leave' || (isCutOff(state, subscription.place) && subscription.behaviour.line.kind === 'queue')) {
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
  const wasOrphan = subscription.orphans.delete(copy);
  if (was === 'lease' && subscription.behaviour.push !== null) {
    pushTimedOut(state, subscription, copy);
    return;
  }
  if (was === 'lease' && !wasOrphan && state.copies.arrived[copy] === 1)
    subscription.overdue.add(deliveryId(copy, state.copies.attempts[copy] ?? 0));
  tellReturned(state, subscription, copy, was === 'delay' ? 'retry' : subscription.behaviour.leaseName);
  pump(state, subscription);
}

/** The consumer answers for a delivery, perhaps long after its lease: its worker is free. */
export function answered(state: BrokerState, copy: number, attempt: number): void {
  const subscription = subscriptionOf(state, copy);
  if (subscription.overdue.size > 0 && subscription.overdue.delete(deliveryId(copy, attempt))) pump(state, subscription);
}

/** A timer of a line is due. What it ends (a life, a lease, a delay) may let others of its group go. */
export function lineTimer(state: BrokerState, copy: number, code: number): void {
  const subscription = subscriptionOf(state, copy);
  subscription.line.timerRings(copy, code);
  pump(state, subscription);
}

/** A consumer that did not poll in time has lost its records; it may still be working on one of them. */
export function expelled(state: BrokerState, subscription: Subscription, given: readonly number[]): void {
  for (const copy of given.toReversed())
    giveBack(state, subscription, copy, { cause: 'uncounted', reason: 'max.poll.interval.ms exceeded' });
  pump(state, subscription);
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
