import { type BrokerState, type Subscription } from './brokerState';
import { isCutOff } from './reach';
import { giveBack } from './copyMoves';
import { consumerBack, disconnect, heartbeatsEnd, resume } from './outage';

/** The network between a place and the broker is cut. Each side only notices that it hears nothing. */
export function cutsOff(state: BrokerState, place: number): void {
  const cuts = (state.cutOff.get(place) ?? 0) + 1;
  state.cutOff.set(place, cuts);
  if (cuts > 1) return;
  for (const subscription of state.byPlace.get(place) ?? []) {
    disconnect(state, subscription);
    heartbeatsEnd(state, subscription);
  }
}

/** The last of its cuts is mended: what waited on either side goes on. */
export function rejoins(state: BrokerState, place: number): void {
  const cuts = (state.cutOff.get(place) ?? 0) - 1;
  state.cutOff.set(place, Math.max(0, cuts));
  if (isCutOff(state, place)) return;
  for (const subscription of state.byPlace.get(place) ?? []) reconnects(state, subscription);
  if (state.up) resume(state);
}

function reconnects(state: BrokerState, subscription: Subscription): void {
  if (!subscription.consumer.accepting || subscription.behaviour.consumerLoss.kind !== 'session') return;
  if (subscription.sessionTimer === 0) {
    consumerBack(state, subscription);
    return;
  }
  // A process that was started again meanwhile is another member: the group waits for the old one's session to end.
  if (subscription.rebalancing) return;
  state.agenda.cancel(subscription.sessionTimer);
  subscription.sessionTimer = 0;
  fetchesAgain(state, subscription);
}

/** Still a member: it reads on from its position, so what got lost on the way comes again. */
function fetchesAgain(state: BrokerState, subscription: Subscription): void {
  const { out } = subscription.line;
  for (let i = out.length - 1; i >= 0; i--) {
    const copy = out.at(i);
    if (state.copies.arrived[copy] !== 1) giveBack(state, subscription, copy, { cause: 'uncounted', reason: 'lost on the way' });
  }
}
