import type { ReturnCause } from '../../line';
import { plainQueue, type QueueRules } from '../../queue/rules';
import type { QueueSettings } from './queueArguments';
import type { VersionRules } from './version';

/** What a queue's settings mean in the terms of the queue primitive; runs and the service API stand on the same rules. */
export function queueRules(settings: QueueSettings, version: VersionRules): QueueRules {
  return settings.type === 'quorum' ? quorumRules(settings, version) : classicRules(settings);
}

/** Classic queue: a returned message goes back to where it stood; nobody counts. */
function classicRules(settings: QueueSettings): QueueRules {
  return { ...plainQueue, ...bounds(settings, 'reject'), returns: 'place', priorities: settings.maxPriority };
}

/**
 * Quorum queue: returned messages stand before everything that was never out (RMQ-038). The limit strikes on the return that exceeds
 * it (RMQ-050). Without a limit, what is nacked or rejected goes to the end of the queue, so that the log can be cut off behind it
 * (recordings `nack-requeue-quorum`); what comes back with its consumer goes to the front all the same.
 */
function quorumRules(settings: QueueSettings, { counts }: VersionRules): QueueRules {
  const unlimited = settings.deliveryLimit === null;
  return {
    ...plainQueue,
    ...bounds(settings, 'rejectOnceOver'),
    returns: 'first',
    returnsToTail: unlimited ? backToTheEnd : [],
    ...(settings.delayedRetry === null ? {} : { delayedReturn: settings.delayedRetry }),
    limit: { at: 'return', max: unlimited ? Infinity : settings.deliveryLimit + 1, counts },
  };
}

const backToTheEnd: readonly ReturnCause[] = ['nack', 'reject'];

/** A message expires at its instant, because a dead letter may follow, but only when it has reached the head (RMQ-068). */
function bounds(settings: QueueSettings, rejecting: 'reject' | 'rejectOnceOver'): Partial<QueueRules> {
  const { maxLength, maxLengthBytes, messageTtlUs, overflow } = settings;
  return {
    timeToLiveUs: messageTtlUs,
    expiry: 'head',
    expiresOnTime: true,
    maxLength:
      maxLength === null && maxLengthBytes === null
        ? null
        : {
            copies: maxLength ?? Infinity,
            bytes: maxLengthBytes ?? Infinity,
            overflow: overflow === 'drop-head' ? 'dropHead' : rejecting,
          },
  };
}
