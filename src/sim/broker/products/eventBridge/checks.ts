import { brokenRule } from '../brokenRule';
import type { StartReplayRequest, Target } from './api';
import { problemOfLimits } from './retryPolicy';
import { limitsOf } from './target';

/** What EventBridge has against a target; null = nothing. */
export function problemOfTarget({
  To,
  SqsParameters,
  DeadLetterConfig,
  RetryPolicy,
  InvocationRateLimitPerSecond = 1,
}: Target): string | null {
  const needsGroup = 'queue' in To && To.queue.fifo;
  return (
    brokenRule([
      [!needsGroup || SqsParameters !== undefined, 'Parameter(s) SqsParameters must be specified for a FIFO queue target.'],
      [
        Number.isInteger(InvocationRateLimitPerSecond) && InvocationRateLimitPerSecond >= 1,
        'InvocationRateLimitPerSecond must be 1 or greater.',
      ],
      [DeadLetterConfig?.target.fifo !== true, 'A dead-letter queue must be a standard queue.'],
    ]) ?? problemOfLimits(limitsOf(RetryPolicy))
  );
}

/** What EventBridge has against a replay; null = nothing. */
export function problemOfReplay(request: StartReplayRequest, archiveBus: string): string | null {
  return brokenRule([
    [
      request.Destination.EventBusName === archiveBus,
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    ],
    [
      request.EventStartTimeUs < request.EventEndTimeUs,
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    ],
  ]);
}
