import { assert } from '../../base/assert';
import { FactKind } from '../journal/facts';
import { type BrokerState, messageOf, type Subscription, subscriptionOf } from './brokerState';
import { tellReturned } from './copyMoves';
import { pump } from './handingOut';
import { leavesLine } from './leaving';
import type { Leaving } from './line';
import { afterFailure, type GiveUpReason, type PushVerdict } from './push/pushRules';

/** What the product decides after a failed push: when it tries again, or that it gives up. Null for products that do not push. */
export function pushVerdict(state: BrokerState, copy: number): PushVerdict | null {
  const { behaviour, stream } = subscriptionOf(state, copy);
  if (behaviour.push === null) return null;
  const { copies, journal } = state;
  const message = messageOf(state, copy);
  // Drawn by business key and type, so that other switches do not reshuffle it.
  const id = journal.keyOf(message) * 256 + journal.typeOf(message);
  const push = behaviour.push.jitterStream === null ? behaviour.push : { ...behaviour.push, jitterStream: stream };
  const pushed = { id, bornAtUs: copies.bornAt[copy] ?? 0, attempts: copies.attempts[copy] ?? 0 };
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
  const delayUs = Math.max(0, verdict.atUs - state.journal.now);
  if (verdict.kind === 'giveUp' && delayUs === 0) {
    line.settle(copy);
    leavesLine(state, subscription, copy, whyGivenUp(verdict.reason));
  } else {
    waits(state, subscription, copy, verdict);
    if (line.giveBack(copy, 'uncounted', delayUs) === 'queued') tellReturned(state, subscription, copy, 'retry');
  }
  pump(state, subscription);
}

/** The endpoint did not answer in time, whatever it still does: the line has taken the copy back, and the attempt counts as failed. */
export function pushTimedOut(state: BrokerState, subscription: Subscription, copy: number): void {
  const { line, place, behaviour } = subscription;
  const { copies, journal } = state;
  const verdict = pushVerdict(state, copy);
  assert(verdict !== null, 'the product pushes');
  const delayUs = Math.max(0, verdict.atUs - journal.now);
  const retryUs = verdict.kind === 'retry' ? Math.min(2 ** 31 - 1, delayUs) : -1;
  journal.fact(FactKind.failed, place, messageOf(state, copy), copies.attempts[copy] ?? 0, journal.string(behaviour.leaseName), retryUs);
  if (verdict.kind === 'giveUp' && delayUs === 0) {
    line.remove(copy);
    leavesLine(state, subscription, copy, whyGivenUp(verdict.reason));
  } else if (delayUs > 0) {
    waits(state, subscription, copy, verdict);
    line.hold(copy, delayUs);
  } else tellReturned(state, subscription, copy, 'retry');
  pump(state, subscription);
}

const whyGivenUp = (reason: GiveUpReason): Leaving => (reason === 'too old' ? 'expired' : 'exhausted');

/** The copy waits at the broker for its next attempt, or for the end of its life. */
function waits({ copies, journal }: BrokerState, { place }: Subscription, copy: number, verdict: PushVerdict): void {
  if (verdict.kind === 'giveUp') copies.expiresAt[copy] = verdict.atUs;
  const remaining = Math.min(2 ** 31 - 1, Math.max(0, verdict.atUs - journal.now));
  if (remaining > 0) journal.fact(FactKind.hidden, place, copies.message[copy] ?? 0, copies.attempts[copy] ?? 0, remaining, 0);
}

/** The endpoint died with requests in hand: each of them failed. */
export function endpointLost(state: BrokerState, subscription: Subscription): void {
  const { out } = subscription.line;
  const failed: number[] = [];
  for (let i = 0; i < out.length; i++) if (state.copies.arrived[out.at(i)] === 1) failed.push(out.at(i));
  for (const copy of failed) endpointSilent(state, subscription, copy, 'connection lost');
}
