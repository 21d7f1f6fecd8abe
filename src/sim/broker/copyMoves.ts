import { FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription } from './brokerState';
import { CopyState } from './copies';
import type { ReturnCause } from './line';

/** True while this attempt is the one that counts. */
export function current(state: BrokerState, copy: number, attempt: number): boolean {
  return state.copies.state[copy] === CopyState.delivered && state.copies.attempts[copy] === attempt;
}

/** Puts a copy that was out back in its line. */
export function giveBack(state: BrokerState, subscription: Subscription, copy: number, why: GivenBack): void {
  subscription.orphans.delete(copy);
  if (subscription.line.giveBack(copy, why.cause) === 'queued') tellReturned(state, subscription, copy, why.reason);
}

interface GivenBack {
  readonly reason: string;
  readonly cause: ReturnCause;
}

/** Everything that is out returns to the head of the line in its old order. */
export function returnOutstanding(state: BrokerState, subscription: Subscription, reason: string, cause: ReturnCause): void {
  const { out } = subscription.line;
  // A queue puts each where it belongs; a log's partitions take them at their heads.
  const last = subscription.behaviour.line.kind === 'log';
  while (out.length > 0) giveBack(state, subscription, out.at(last ? out.length - 1 : 0), { cause, reason });
}

/** A copy waits again. */
export function tellReturned(state: BrokerState, subscription: Subscription, copy: number, reason: string): void {
  const attempt = state.copies.attempts[copy] ?? 0;
  state.journal.fact(
    FactKind.returned,
    subscription.place,
    messageOf(state, copy),
    attempt,
    state.journal.string(reason),
    returnedTo(subscription, copy),
  );
}

/** Position in the whole line; a line of several orders shows the copy at its head. */
function returnedTo({ line, behaviour: { line: kind } }: Subscription, copy: number): number {
  return kind.kind === 'queue' && !kind.rules.groups ? line.positionOf(copy) : 0;
}

/** Ends a copy that is out: its lease, its place among the deliveries, its hold on the line. */
export function finish(state: BrokerState, subscription: Subscription, copy: number, end: CopyState): void {
  subscription.orphans.delete(copy);
  subscription.line.settle(copy);
  state.copies.state[copy] = end;
}
