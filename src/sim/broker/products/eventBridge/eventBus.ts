import { ownFlag, ownNumber, ownText } from '../own';
import type { OwnSettings, ProductDefinition } from '../product';
import { jitter, jitterOf, pushedBehaviour } from '../pushed';
import { managedService } from '../sqs/runSettings';
import { limitSettings } from './eventBridge';
import { deduplicationUs } from './eventBusService';
import { busLimits, type RetryLimits, targetRules } from './retryPolicy';
import { slowTargetProblems, targetTimeoutUs } from './targetTimeout';

const limitsOf = (own: OwnSettings): RetryLimits => ({
  retriesMax: ownNumber(own, 'maxRetryAttempts'),
  ageMaxSeconds: ownNumber(own, 'maxEventAge') / 1_000_000,
});

/**
 * The EventBridge Custom Event Bus: one subscriber per service, the service as its target over HTTP. The business key is the event group,
 * and the message id the deduplication id where publishers set one.
 */
export const eventBridgeBus: ProductDefinition = {
  id: 'eventbridge-bus',
  title: 'EventBridge Custom Bus',
  version: '2026-10',
  guarantee: 'at-least-once, in order per event group for FIFO subscribers',
  changes: 'Events are pushed, in order per business key where the subscriber is FIFO; a target that fails has 5 retries or 5 minutes.',
  subjects: ['EventBridge Custom Event Bus (2026)'],
  broadcasts: true,
  hasNodes: false,
  settings: [
    ...limitSettings(['MaxRetryAttempts', 'MaxEventAgeInSeconds'], busLimits, 'Custom Event Bus default (EVC-001)'),
    {
      name: 'type',
      title: 'Type of the subscribers',
      type: 'choice',
      default: 'UNORDERED',
      choices: ['UNORDERED', 'FIFO'],
      source: 'Custom Event Bus (EVC-002); UNORDERED as default is a modelling choice',
    },
    {
      name: 'deduplicates',
      title: 'Publishers set DeduplicationId',
      type: 'flag',
      default: false,
      source: 'Custom Event Bus: without an id nothing is deduplicated (EVC-003)',
    },
    jitter,
  ],
  check: (_, context) => slowTargetProblems('maxRetryAttempts', context),
  impossible: managedService,
  behaviour: (own) => ({
    ...pushedBehaviour({
      push: targetRules(limitsOf(own), { retriesClientErrors: true, jitterStream: jitterOf(own) }),
      responseTimeoutUs: targetTimeoutUs,
      groups: ownText(own, 'type') === 'FIFO',
      exhausted: 'MaxRetryAttempts reached',
      expired: 'MaxEventAgeInSeconds reached',
    }),
    dedupWindowUs: ownFlag(own, 'deduplicates') ? deduplicationUs : null,
  }),
};
