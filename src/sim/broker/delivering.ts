import { DropStage, FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { available, BrokerEvent, type BrokerState, hopUs, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { CopyState } from './copies';

/** Hands out copies while the subscriber may have more. */
export function pump(state: BrokerState, subscription: Subscription): void {
  const { consumer } = subscription;
  if (!consumer.accepting || subscription.rebalancing || subscription.channel.waiting === 0) return;
  if (!available(state, subscription)) return;
  if (consumer.pollUs > 0) schedulePoll(state, subscription);
  else handOut(state, subscription);
}

function handOut(state: BrokerState, subscription: Subscription): void {
  const limit = subscription.consumer.workers * state.options.behaviour.prefetch;
  while (subscription.outstanding.length - subscription.orphans.size < limit) {
    const copy = subscription.channel.take();
    if (copy < 0) return;
    deliver(state, subscription, copy);
  }
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
  if (subscription.channel.waiting > 0 && consumer.pollUs > 0) schedulePoll(state, subscription);
}

function deliver(state: BrokerState, subscription: Subscription, copy: number): void {
  const { agenda, copies, journal, options } = state;
  const message = messageOf(state, copy);
  const attempt = (copies.attempts[copy] ?? 0) + 1;
  copies.attempts[copy] = attempt;
  copies.state[copy] = CopyState.delivered;
  subscription.outstanding.pushBack(copy);
  const hop = hopUs(state, { stream: subscription.stream, message, ordinal: attempt });
  const arrives = Math.max(journal.now + hop, subscription.lastArrival);
  subscription.lastArrival = arrives;
  journal.fact(FactKind.delivered, subscription.place, message, attempt, arrives - journal.now, 0);
  agenda.schedule(arrives, Phase.delivery, BrokerEvent.deliveryArrives, copy, attempt, 0);
  const { consumerLoss } = options.behaviour;
  if (consumerLoss.kind === 'visibility') {
    copies.visibleAt[copy] = journal.now + consumerLoss.timeoutUs;
    copies.timer[copy] = agenda.schedule(journal.now + consumerLoss.timeoutUs, Phase.timer, BrokerEvent.reappears, copy, attempt, 0);
  }
}

/** True while this attempt is the one that counts. */
export function current(state: BrokerState, copy: number, attempt: number): boolean {
  return state.copies.state[copy] === CopyState.delivered && state.copies.attempts[copy] === attempt;
}

export function deliveryArrives(state: BrokerState, copy: number, attempt: number): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  if (!subscription.consumer.accepting) return;
  state.journal.fact(FactKind.received, subscription.place, messageOf(state, copy), attempt, 0, 0);
  subscription.consumer.receive(copy, messageOf(state, copy), attempt);
}

/** The subscriber is done with a delivery. False when the broker no longer counts on it (a stale or late answer). */
export function acknowledge(state: BrokerState, copy: number, attempt: number): boolean {
  if (!current(state, copy, attempt)) return false;
  const subscription = subscriptionOf(state, copy);
  if (!available(state, subscription)) {
    if (state.options.behaviour.lateAck === 'deferred') state.lateAcks.push({ copy, attempt });
    else subscription.orphans.add(copy);
    return false;
  }
  finish(state, subscription, copy, CopyState.acknowledged);
  state.journal.fact(FactKind.acknowledged, subscription.place, messageOf(state, copy), attempt, 0, 0);
  pump(state, subscription);
  return true;
}

/** The delivery failed: the copy comes back after `delayUs`. In a log its partition waits with it. */
export function retry(state: BrokerState, copy: number, attempt: number, delayUs: number): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  takeBack(state, subscription, copy);
  state.copies.state[copy] = CopyState.held;
  state.agenda.schedule(state.journal.now + delayUs, Phase.timer, BrokerEvent.reappears, copy, attempt, 0);
  pump(state, subscription);
}

/** A hidden or held copy becomes visible again. */
export function reappears(state: BrokerState, copy: number, attempt: number): void {
  const { copies } = state;
  if (copies.attempts[copy] !== attempt) return;
  const was = copies.state[copy];
  if (was !== CopyState.held && was !== CopyState.delivered) return;
  const subscription = subscriptionOf(state, copy);
  giveBack(state, subscription, copy, was === CopyState.held ? 'retry' : 'visibility timeout');
  pump(state, subscription);
}

/** Puts a copy that was out back at the head of its line. */
export function giveBack(state: BrokerState, subscription: Subscription, copy: number, reason: string): void {
  takeBack(state, subscription, copy);
  state.copies.state[copy] = CopyState.queued;
  subscription.channel.giveBack(copy);
  const attempt = state.copies.attempts[copy] ?? 0;
  state.journal.fact(FactKind.returned, subscription.place, messageOf(state, copy), attempt, state.journal.string(reason), 0);
}

/** Ends a copy: its timer, its place among the outstanding, its hold on the line. */
export function finish(state: BrokerState, subscription: Subscription, copy: number, end: CopyState): void {
  takeBack(state, subscription, copy);
  subscription.channel.settle(copy);
  state.copies.state[copy] = end;
}

function takeBack(state: BrokerState, subscription: Subscription, copy: number): void {
  const timer = state.copies.timer[copy] ?? 0;
  if (timer !== 0) {
    state.agenda.cancel(timer);
    state.copies.timer[copy] = 0;
  }
  if (subscription.orphans.size > 0) subscription.orphans.delete(copy);
  const position = subscription.outstanding.indexOf(copy);
  if (position === 0) subscription.outstanding.popFront();
  else if (position > 0) subscription.outstanding.removeAt(position);
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
