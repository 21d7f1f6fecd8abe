import * as v from 'valibot';
import { duration, fieldName, formed, id, messageName, share, span, value, wholeNumber } from './schemaParts';

const rate = formed(/^[0-9]+(?:\.[0-9]+)?\/(?:s|m|h)$/, 'a rate such as 5/s');
const phase = v.strictObject({ for: duration, rate });

/** `workload`: which keys mean something depends on `arrivals` (`resolveArrivals.ts`). */
export const workload = v.strictObject({
  send: v.pipe(messageName, v.description('The start command.')),
  to: v.pipe(id, v.description('The service that handles it.')),
  arrivals: v.exactOptional(
    v.pipe(
      v.picklist(['fixed', 'poisson', 'burst', 'ramp', 'closed', 'schedule']),
      v.description(
        'fixed (default): one every `every`. poisson: at random, one every `every` on average. burst: `size` at once every `every`. ' +
          'ramp: from `rate` to `rateTo` `over` a time, then at `rateTo`. closed: `customers` who `think`, send, wait for the end of their flow and think again. ' +
          'schedule: at the times of `at`, or through `phases` of different rates.',
      ),
    ),
  ),
  every: v.exactOptional(v.pipe(duration, v.description('Time between two arrivals or two bursts; or say `rate`.'))),
  rate: v.exactOptional(v.pipe(rate, v.description('Arrivals per s, m or h instead of `every`; for a ramp the rate at its start.'))),
  jitter: v.exactOptional(v.pipe(share, v.description('Share of `every` by which an arrival or a burst may come later.'))),
  size: v.exactOptional(v.pipe(wholeNumber(1, 100_000), v.description('How many arrive at once in a burst.'))),
  rateTo: v.exactOptional(v.pipe(rate, v.description('The rate at the end of a ramp.'))),
  over: v.exactOptional(v.pipe(duration, v.description('How long a ramp takes.'))),
  spacing: v.exactOptional(
    v.pipe(
      v.picklist(['even', 'random']),
      v.description('How arrivals of a ramp or of phases follow each other: evenly (default) or at random.'),
    ),
  ),
  customers: v.exactOptional(v.pipe(wholeNumber(1, 10_000), v.description('How many customers a closed workload has.'))),
  think: v.exactOptional(v.pipe(span, v.description('How long a customer waits before sending (again).'))),
  at: v.exactOptional(
    v.pipe(
      v.array(duration),
      v.minLength(1, 'at least one time'),
      v.maxLength(10_000, 'at most 10000 times'),
      v.description('Times of a schedule, from the start of the run.'),
    ),
  ),
  phases: v.exactOptional(
    v.pipe(
      v.array(phase),
      v.minLength(1, 'at least one phase'),
      v.maxLength(1000, 'at most 1000 phases'),
      v.description('Phases of a schedule, one after the other, each with its rate; 0/s is a pause.'),
    ),
  ),
  count: v.pipe(wholeNumber(0, 1_000_000), v.description('How many arrive at most.')),
  payload: v.exactOptional(v.record(fieldName, value)),
});
