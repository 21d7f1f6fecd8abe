import type { PullRequest, PullStatus } from './api';
import type { ConsumerConfig } from './consumerConfig';

const exceeded = (what: string): PullStatus => ({ code: 409, description: `Exceeded ${what}` });

/** Go prints 1 s as `1s`, 1.5 s as `1.5s`, 250 ms as `250ms`. */
const goDuration = (us: number): string => (us >= 1_000_000 ? `${us / 1_000_000}s` : us >= 1000 ? `${us / 1000}ms` : `${us}µs`);

/** Why a consumer does not take a pull request at all; null = it does. Bounds of 0 are none. */
export function pullRefusal(config: ConsumerConfig, request: PullRequest): PullStatus | null {
  const { maxBatch, maxExpiresUs, maxBytes } = config;
  if (config.deliverSubject !== null) return { code: 409, description: 'Consumer is push based' };
  if (above(request.batch ?? 1, maxBatch)) return exceeded(`MaxRequestBatch of ${maxBatch}`);
  if (above(request.expiresUs ?? 0, maxExpiresUs)) return exceeded(`MaxRequestExpires of ${goDuration(maxExpiresUs)}`);
  return above(request.maxBytes ?? 0, maxBytes) ? exceeded(`MaxRequestMaxBytes of ${maxBytes}`) : null;
}

const above = (value: number, bound: number): boolean => bound > 0 && value > bound;
