import type { BrokerState, Subscription } from './brokerState';

/** Whether a subscriber's line can be used: the broker answers and enough of the line's replicas are up. */
export function available(state: BrokerState, subscription: Subscription): boolean {
  return hasReplicas(state, subscription, subscription.behaviour.needed);
}

/** Whether a subscriber's line can store another copy. */
function storable(state: BrokerState, subscription: Subscription): boolean {
  const { needed, neededToPublish } = subscription.behaviour;
  return hasReplicas(state, subscription, neededToPublish ?? needed);
}

function hasReplicas(state: BrokerState, subscription: Subscription, needed: (replicas: number) => number): boolean {
  if (!state.up) return false;
  if (state.nodesDown.size === 0 && subscription.behaviour.neededToPublish === null) return true;
  const { nodes } = state.options;
  const replicas = Math.min(state.replication, nodes, subscription.behaviour.replicasMax ?? nodes);
  let replicasUp = 0;
  for (let i = 0; i < replicas; i++) if (!state.nodesDown.has(((subscription.index + i) % nodes) + 1)) replicasUp++;
  return replicasUp >= needed(replicas);
}

/** Nothing passes between the place and the broker. */
export const isCutOff = (state: BrokerState, place: number): boolean => (state.cutOff.get(place) ?? 0) > 0;

/** The subscriber's process runs and can be reached. */
export const isThere = (state: BrokerState, { consumer, place }: Subscription): boolean => consumer.accepting && !isCutOff(state, place);

/** Whether a sender can publish a message now: every line it is routed to can take it. */
export function reachable(state: BrokerState, place: number, message: number): boolean {
  if (isCutOff(state, place) || !state.up || state.nodesDown.size >= state.options.nodes) return false;
  for (const index of state.router.route(state.journal.typeOf(message))) {
    const subscription = state.subscriptions[index];
    if (subscription !== undefined && !storable(state, subscription)) return false;
  }
  return true;
}
