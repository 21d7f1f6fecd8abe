import type { Distribution } from '../../base/distribution';
import type { ServiceModel } from './model';

/** The handling that takes longest among all services: what a lease on a message has to cover. */
export interface LongestHandling {
  readonly us: number;
  /** Title of the service; empty when nothing is handled. */
  readonly title: string;
}

/** Compares the services by the time that 99 of 100 handlings stay below: a random time has no upper end. */
export function longestHandling(services: readonly ServiceModel[]): LongestHandling {
  return services
    .flatMap(({ title, handlers }) => handlers.map(({ time }): LongestHandling => ({ us: Math.round(usualEnd(time)), title })))
    .reduce((longest, one) => (one.us > longest.us ? one : longest), { us: 0, title: '' });
}

/** ln 100: 99 % of an exponential time are below this many means. */
const exponentialP99 = 4.605;
const normalP99 = 2.326;

function usualEnd(time: Distribution): number {
  switch (time.kind) {
    case 'fixed':
      return time.us;
    case 'uniform':
      return time.toUs;
    case 'normal':
      return time.meanUs + normalP99 * time.sdUs;
    case 'lognormal':
      return time.p99Us;
    default:
      return time.meanUs * exponentialP99;
  }
}
