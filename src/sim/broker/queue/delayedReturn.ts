import type { CopyTable } from '../copies';
import type { ReturnCause } from '../line';
import type { QueueRules } from './rules';

/** Returned copies wait before they may be handed out again, longer each time (RMQ-056): `minUs` times the number of returns. */
export interface DelayedReturn {
  /** Which returns wait: those that count towards the limit, those that do not, or all. */
  readonly returns: 'all' | 'failed' | 'returned';
  readonly minUs: number;
  readonly maxUs: number;
}

/** How long a copy that is out would wait if it came back now for that cause; 0 = not at all. */
export function delayedReturnUs({ delayedReturn, limit }: QueueRules, copies: CopyTable, copy: number, cause: ReturnCause): number {
  if (delayedReturn === undefined) return 0;
  const counted = limit !== null && limit.at === 'return' && limit.counts.includes(cause);
  const { returns, minUs, maxUs } = delayedReturn;
  if (returns !== 'all' && (returns === 'failed') !== counted) return 0;
  const times = counted ? (copies.returns[copy] ?? 0) + 1 : (copies.attempts[copy] ?? 0);
  return Math.min(minUs * times, maxUs);
}
