import { FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription } from './brokerState';
import { returnOutstanding } from './copyMoves';
import { pump } from './handingOut';

/**
 * Whether the acknowledgement of a delivery gets lost on its way. A group's next commit makes good for a lost one, so there nobody is
 * asked.
 */
export function acknowledgementIsLost(state: BrokerState, { place, behaviour }: Subscription, copy: number): boolean {
  if (behaviour.consumerLoss.kind === 'session') return false;
  const verdict = state.options.seams.ask('settle', place, messageOf(state, copy), state.copies.attempts[copy] ?? 0);
  return verdict.kind === 'drop';
}

/** The broker goes on as if the consumer were still at work; where acknowledgements travel on a connection, only this one's end loses them. */
export function losesAcknowledgement(state: BrokerState, subscription: Subscription, copy: number): void {
  if (subscription.behaviour.consumerLoss.kind === 'connection') {
    returnOutstanding(state, subscription, 'connection lost', 'lost');
    subscription.consumer.disconnected();
  } else waitsForItsLease(state, subscription, copy);
  pump(state, subscription);
}

/** Its worker is free; the copy is out of sight until the lease ends. */
function waitsForItsLease({ copies, journal }: BrokerState, subscription: Subscription, copy: number): void {
  subscription.orphans.add(copy);
  const leftUs = Math.min(2 ** 31 - 1, Math.max(0, (copies.visibleAt[copy] ?? 0) - journal.now));
  journal.fact(FactKind.hidden, subscription.place, copies.message[copy] ?? 0, copies.attempts[copy] ?? 0, leftUs, 0);
}
