import { DropStage, FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription } from './brokerState';
import { CopyState } from './copies';
import type { Leaving } from './line';

/** A line has let a copy go: it had its deliveries, it is too old, or there was no room for it. */
export function leavesLine(state: BrokerState, subscription: Subscription, copy: number, why: Leaving): void {
  const { journal, copies } = state;
  const { place, consumer, behaviour } = subscription;
  const message = messageOf(state, copy);
  const attempt = copies.attempts[copy] ?? 0;
  const reason = journal.string(behaviour.leaving[why]);
  const wasOut = why === 'exhausted' && behaviour.limitAt === 'return';
  subscription.orphans.delete(copy);
  if (consumer.deadLetters && behaviour.deadLetters.includes(why)) {
    copies.state[copy] = CopyState.deadLettered;
    subscription.deadLetters.pushBack(copy);
    journal.fact(FactKind.deadLettered, place, message, attempt, reason, wasOut ? 0 : 1);
  } else if (why === 'expired') {
    copies.state[copy] = CopyState.expired;
    journal.fact(FactKind.expired, place, message, attempt, 0, 0);
  } else {
    copies.state[copy] = CopyState.dropped;
    journal.fact(FactKind.dropped, place, message, attempt, reason, wasOut ? DropStage.delivered : DropStage.queued);
  }
}
