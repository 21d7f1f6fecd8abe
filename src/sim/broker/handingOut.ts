import { FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { BrokerEvent, type BrokerState, hopUs, messageOf, type Subscription } from './brokerState';
import { available, isThere } from './reach';

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
  while (line.out.length - subscription.orphans.size + subscription.overdue.size < limit) {
    const copy = line.take();
    if (copy < 0) return;
    deliver(state, subscription, copy);
  }
}

/** Whether deliveries may go out at all. A product that pushes does so whether the endpoint is up or not. */
function reachesConsumer(state: BrokerState, subscription: Subscription): boolean {
  const open = isThere(state, subscription) || subscription.behaviour.push !== null;
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
  if (!isThere(state, subscription) || subscription.rebalancing || !available(state, subscription)) return;
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
