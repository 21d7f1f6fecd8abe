import { assert } from '../../base/assert';
import { FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { leavesLine } from './deadLetters';
import { pump, tellReturned } from './delivering';
import { afterFailure, type PushVerdict } from './push/pushRules';

/** What the product decides after a failed push: when it tries again, or that it gives up. Null for products that do not push. */
export function pushVerdict(state: BrokerState, copy: number): PushVerdict | null {
  const { push } = subscriptionOf(state, copy).behaviour;
  if (push === null) return null;
  const { copies, journal } = state;
  const pushed = { id: copy, bornAtUs: copies.bornAt[copy] ?? 0, attempts: copies.attempts[copy] ?? 0 };
  return afterFailure(push, pushed, { retriable: true, nowUs: journal.now });
}

/** The endpoint did not answer: it is down, or died with the request. */
export function endpointSilent(state: BrokerState, subscription: Subscription, copy: number, reason: string): void {
  const { copies, journal } = state;
  const verdict = pushVerdict(state, copy);
  assert(verdict !== null, 'the product pushes');
  const delayUs = verdict.kind === 'retry' ? Math.min(2 ** 31 - 1, verdict.atUs - journal.now) : -1;
  const message = messageOf(state, copy);
  journal.fact(FactKind.failed, subscription.place, message, copies.attempts[copy] ?? 0, journal.string(reason), delayUs);
  pushFailed(state, subscription, copy);
}

/** A push failed (and the fact of it is written): the copy waits for its retry, for the end of its life, or leaves now. */
export function pushFailed(state: BrokerState, subscription: Subscription, copy: number): void {
  const { line } = subscription;
  const verdict = pushVerdict(state, copy);
  assert(verdict !== null, 'the product pushes');
  const delayUs = verdict.atUs - state.journal.now;
  if (verdict.kind === 'giveUp' && delayUs <= 0) {
    line.settle(copy);
    leavesLine(state, subscription, copy, verdict.reason === 'too old' ? 'expired' : 'exhausted');
  } else if (line.giveBack(copy, 'uncounted', delayUs) === 'queued') tellReturned(state, subscription, copy, 'retry');
  pump(state, subscription);
}

/** The endpoint died with requests in hand: each of them failed. */
export function endpointLost(state: BrokerState, subscription: Subscription): void {
  const { out } = subscription.line;
  const failed: number[] = [];
  for (let i = 0; i < out.length; i++) if (state.copies.arrived[out.at(i)] === 1) failed.push(out.at(i));
  for (const copy of failed) endpointSilent(state, subscription, copy, 'connection lost');
}
