import { DropStage, EnqueueReason, FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { BrokerEvent, type BrokerState, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { CopyState } from './copies';
import { current, finish } from './copyMoves';
import { pump } from './handingOut';
import { enqueue } from './publishing';

/** The delivery is given up and kept for a person. */
export function deadLetter(state: BrokerState, copy: number, attempt: number, reason: string): void {
  if (!current(state, copy, attempt)) return;
  const subscription = subscriptionOf(state, copy);
  finish(state, subscription, copy, CopyState.deadLettered);
  subscription.deadLetters.pushBack(copy);
  state.journal.fact(FactKind.deadLettered, subscription.place, messageOf(state, copy), attempt, state.journal.string(reason), 0);
  pump(state, subscription);
}

/** Sends dead letters of a subscriber back to its line: one message, or all of them in order (message null), as fast as the product does. */
export function redrive(state: BrokerState, subscription: Subscription, message: number | null): void {
  const { redrivePerS } = subscription.behaviour;
  const spacingUs = redrivePerS === null ? 0 : 1_000_000 / redrivePerS;
  const chosen = chosenDeadLetters(state, subscription, message);
  chosen.forEach((copy, i) => {
    const us = Math.round(i * spacingUs);
    if (us === 0) redrives(state, subscription, copy);
    else state.agenda.schedule(state.journal.now + us, Phase.broker, BrokerEvent.redrives, subscription.index, copy, 0);
  });
}

/** A dead letter goes back now, unless somebody has thrown it away (or sent it back) meanwhile. */
export function redrives(state: BrokerState, subscription: Subscription, copy: number): void {
  const position = subscription.deadLetters.indexOf(copy);
  if (position < 0) return;
  subscription.deadLetters.removeAt(position);
  state.copies.attempts[copy] = 0;
  state.copies.expiresAt[copy] = 0;
  state.journal.fact(FactKind.redriven, subscription.place, messageOf(state, copy), 0, 0, 0);
  enqueue(state, copy, EnqueueReason.redriven);
}

function chosenDeadLetters(state: BrokerState, { deadLetters }: Subscription, message: number | null): readonly number[] {
  return deadLetters.toArray().filter((copy) => message === null || messageOf(state, copy) === message);
}

/** A person mends dead letters: they no longer fail for their old reason. They stay where they are. */
export function repair(state: BrokerState, subscription: Subscription, message: number | null): void {
  for (let i = 0; i < subscription.deadLetters.length; i++) {
    const copy = subscription.deadLetters.at(i);
    if (message !== null && messageOf(state, copy) !== message) continue;
    state.copies.poisoned[copy] = 0;
    state.journal.fact(FactKind.repaired, subscription.place, messageOf(state, copy), 0, 0, 0);
  }
}

/** A person throws dead letters away. */
export function discard(state: BrokerState, subscription: Subscription, message: number | null): void {
  for (const copy of chosenDeadLetters(state, subscription, message)) {
    subscription.deadLetters.removeAt(subscription.deadLetters.indexOf(copy));
    state.copies.state[copy] = CopyState.dropped;
    state.journal.fact(
      FactKind.discarded,
      subscription.place,
      messageOf(state, copy),
      0,
      state.journal.string('by a person'),
      DropStage.queued,
    );
  }
}
