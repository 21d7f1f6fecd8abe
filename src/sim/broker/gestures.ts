import { assertUnreachable } from '../../base/assert';
import { DropStage, EnqueueReason, FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription } from './brokerState';
import { CopyState } from './copies';
import { finish, giveBack } from './copyMoves';
import { pump } from './handingOut';
import type { Gesture } from './gesture';
import { enqueue, poison } from './publishing';

/** Returns false when the message neither waits there nor is on its way: the gesture came too late. */
export function gesture(state: BrokerState, subscription: Subscription, message: number, what: Gesture): boolean {
  const copy = findCopy(state, subscription, message);
  if (copy === 0) return false;
  switch (what.act) {
    case 'drop':
      drop(state, subscription, copy);
      return true;
    case 'duplicate':
      enqueue(state, state.copies.add(message, subscription.index), EnqueueReason.duplicated);
      return true;
    case 'poison':
      poison(state, subscription, copy);
      return true;
    case 'delay':
      delay(state, subscription, copy, what.byUs);
      return true;
    case 'move':
      return move(state, subscription, copy, what.position);
    default:
      return assertUnreachable(what);
  }
}

/** The newest copy of the message that waits or is out. Newest first: a person points at what is visible now. */
function findCopy(state: BrokerState, subscription: Subscription, message: number): number {
  for (let copy = state.copies.count; copy > 0; copy--) {
    if (state.copies.message[copy] !== message || state.copies.subscription[copy] !== subscription.index) continue;
    const where = state.copies.state[copy];
    if (where === CopyState.queued || where === CopyState.delivered) return copy;
  }
  return 0;
}

function drop(state: BrokerState, subscription: Subscription, copy: number): void {
  const queued = state.copies.state[copy] === CopyState.queued;
  if (queued) {
    subscription.line.remove(copy);
    state.copies.state[copy] = CopyState.dropped;
  } else finish(state, subscription, copy, CopyState.dropped);
  const attempt = state.copies.attempts[copy] ?? 0;
  const stage = queued ? DropStage.queued : DropStage.delivered;
  state.journal.fact(FactKind.dropped, subscription.place, messageOf(state, copy), attempt, state.journal.string('by a person'), stage);
  pump(state, subscription);
}

/** The copy steps out of its line and comes back to its place later. */
function delay(state: BrokerState, subscription: Subscription, copy: number, byUs: number): void {
  const attempt = state.copies.attempts[copy] ?? 0;
  if (state.copies.state[copy] === CopyState.delivered) giveBack(state, subscription, copy, { cause: 'uncounted', reason: 'delayed' });
  subscription.line.hold(copy, byUs);
  state.journal.fact(FactKind.hidden, subscription.place, messageOf(state, copy), attempt, Math.min(byUs, 2 ** 31 - 1), 0);
  pump(state, subscription);
}

function move(state: BrokerState, subscription: Subscription, copy: number, position: number): boolean {
  if (state.copies.state[copy] !== CopyState.queued) return false;
  const reached = subscription.line.move(copy, position);
  state.journal.fact(FactKind.moved, subscription.place, messageOf(state, copy), state.copies.attempts[copy] ?? 0, reached, 0);
  return true;
}
