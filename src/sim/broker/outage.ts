import { FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { drawUnit } from '../kernel/random';
import { BrokerEvent, type BrokerState, messageOf, type Subscription } from './brokerState';
import { available, isCutOff, isThere } from './reach';
import { returnOutstanding } from './copyMoves';
import { acknowledge } from './delivering';
import { pump } from './handingOut';
import { endpointLost } from './pushing';
import type { ConsumerLoss } from './products/product';
import { flushProducers } from './publishing';

/** The whole broker goes away. */
export function brokerStops(state: BrokerState): void {
  if (!state.up) return;
  state.up = false;
  state.journal.fact(FactKind.brokerDown, state.options.place, 0, 0, 0, 0);
  for (const subscription of state.subscriptions) disconnect(state, subscription);
}

export function brokerStarts(state: BrokerState): void {
  if (state.up) return;
  state.up = true;
  state.journal.fact(FactKind.brokerUp, state.options.place, 0, 0, 0, 0);
  resume(state);
}

/** One node of n goes away: lines whose replicas no longer suffice stand still. */
export function nodeStops(state: BrokerState, node: number): void {
  if (state.nodesDown.has(node) || node < 1 || node > state.options.nodes) return;
  const before = state.subscriptions.filter((subscription) => available(state, subscription));
  state.nodesDown.add(node);
  const { nodes, place } = state.options;
  state.journal.fact(FactKind.nodeDown, place, 0, 0, node, nodes - state.nodesDown.size);
  for (const subscription of before) if (!available(state, subscription)) disconnect(state, subscription);
}

export function nodeStarts(state: BrokerState, node: number): void {
  if (!state.nodesDown.delete(node)) return;
  const { nodes, place } = state.options;
  state.journal.fact(FactKind.nodeUp, place, 0, 0, node, nodes - state.nodesDown.size);
  resume(state);
}

/** Where deliveries are tied to the connection, all that is unsettled goes back and the client forgets what it has not begun. */
export function disconnect(state: BrokerState, subscription: Subscription): void {
  if (!subscription.behaviour.outageReturns) return;
  returnOutstanding(state, subscription, 'connection lost', 'lost');
  subscription.consumer.disconnected();
}

/** Lines can be used again, perhaps: late acknowledgements, kept messages, then deliveries. */
export function resume(state: BrokerState): void {
  for (const { copy, attempt } of state.lateAcks.splice(0)) acknowledge(state, copy, attempt);
  flushProducers(state);
  for (const { line } of state.subscriptions) line.resumed?.();
  for (const subscription of state.subscriptions) pump(state, subscription);
}

/** A subscriber's process died. */
export function consumerLost(state: BrokerState, subscription: Subscription): void {
  subscription.overdue.clear();
  const loss = subscription.behaviour.consumerLoss;
  switch (loss.kind) {
    case 'connection':
      returnOutstanding(state, subscription, 'consumer lost', 'lost');
      return;
    case 'response':
      endpointLost(state, subscription);
      return;
    case 'lease':
      hideOutstanding(state, subscription, (copy) => state.copies.visibleAt[copy] ?? 0);
      for (let i = 0; i < subscription.line.out.length; i++) subscription.orphans.add(subscription.line.out.at(i));
      return;
    case 'session':
      state.lateAcks = state.lateAcks.filter(({ copy }) => state.copies.subscription[copy] !== subscription.index);
      if (startSession(state, subscription, loss)) hideOutstanding(state, subscription, () => subscription.sessionEnds);
  }
}

/** A group hears no more of a member that lives. */
export function heartbeatsEnd(state: BrokerState, subscription: Subscription): void {
  const loss = subscription.behaviour.consumerLoss;
  if (loss.kind === 'session') startSession(state, subscription, loss);
}

/** Remaining time is a picture for people; the timers themselves were set at delivery. */
function hideOutstanding(state: BrokerState, subscription: Subscription, until: (copy: number) => number): void {
  const { journal, copies } = state;
  const { out } = subscription.line;
  for (let i = 0; i < out.length; i++) {
    const copy = out.at(i);
    const remaining = Math.min(2 ** 31 - 1, Math.max(0, until(copy) - journal.now));
    journal.fact(FactKind.hidden, subscription.place, messageOf(state, copy), copies.attempts[copy] ?? 0, remaining, 0);
  }
}

/** The group coordinator notices only after the session timeout; the last heartbeat was up to one interval ago. */
function startSession(state: BrokerState, subscription: Subscription, loss: ConsumerLoss & { readonly kind: 'session' }): boolean {
  if (subscription.sessionTimer !== 0) return false;
  const { agenda, journal } = state;
  const sinceHeartbeat = Math.round(drawUnit(subscription.stream, Math.floor(journal.now / 1000), 3000) * loss.heartbeatUs);
  subscription.sessionEnds = journal.now + Math.max(0, loss.timeoutUs - sinceHeartbeat);
  subscription.sessionTimer = agenda.schedule(subscription.sessionEnds, Phase.timer, BrokerEvent.sessionEnds, subscription.index, 0, 0);
  return true;
}

/** A restarted subscriber joins: at once, or when the group has shared its partitions anew. */
export function consumerBack(state: BrokerState, subscription: Subscription): void {
  const loss = subscription.behaviour.consumerLoss;
  if (loss.kind !== 'session') {
    pump(state, subscription);
    return;
  }
  if (subscription.sessionTimer !== 0) rebalance(state, subscription, subscription.sessionEnds - state.journal.now);
  else if (subscription.emptied && !isCutOff(state, subscription.place)) {
    subscription.emptied = false;
    rebalance(state, subscription, loss.joinUs);
    state.agenda.schedule(state.journal.now + loss.joinUs, Phase.timer, BrokerEvent.joins, subscription.index, 0, 0);
  } else pump(state, subscription);
}

function rebalance(state: BrokerState, subscription: Subscription, us: number): void {
  if (!subscription.rebalancing) state.journal.fact(FactKind.rebalanceStarted, subscription.place, 0, 0, Math.min(us, 2 ** 31 - 1), 0);
  subscription.rebalancing = true;
}

/** The lost member is removed; its partitions go on from the committed offset. */
export function sessionEnds(state: BrokerState, subscription: Subscription): void {
  subscription.sessionTimer = 0;
  returnOutstanding(state, subscription, 'session timeout', 'uncounted');
  if (isThere(state, subscription)) joins(state, subscription);
  else {
    subscription.emptied = true;
    subscription.rebalancing = false;
  }
}

export function joins(state: BrokerState, subscription: Subscription): void {
  if (!isThere(state, subscription) || subscription.sessionTimer !== 0) return;
  subscription.rebalancing = false;
  state.journal.fact(FactKind.rebalanceEnded, subscription.place, 0, 0, 0, 0);
  pump(state, subscription);
}
