import { EnqueueReason } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription } from './brokerState';
import { CopyState } from './copies';
import { enqueue } from './publishing';

/** Every message that the subscriber has finished with joins its line again, once each, in the order of old. */
export function replay(state: BrokerState, subscription: Subscription): void {
  const { copies } = state;
  const messages = new Set<number>();
  for (let copy = 1; copy <= copies.count; copy++) {
    if (copies.subscription[copy] === subscription.index && copies.state[copy] === CopyState.acknowledged)
      messages.add(messageOf(state, copy));
  }
  for (const message of messages) enqueue(state, copies.add(message, subscription.index), EnqueueReason.replayed);
}
