import { standardTargetDeadLetters } from '../fixedSettings';
import { ownNumber } from '../own';
import type { OwnSettings, ProductDefinition, ProductSetting } from '../product';
import { jitter, jitterOf, pushedBehaviour } from '../pushed';
import { managedService } from '../sqs/runSettings';
import { slowTargetProblems, targetTimeoutUs } from './targetTimeout';
import { classicLimits, type RetryLimits, targetRules } from './retryPolicy';

const second = 1_000_000;

/** The two limits of a retry policy, under the names of either product. */
export function limitSettings(
  names: readonly [retries: string, age: string],
  limits: RetryLimits,
  source: string,
): readonly ProductSetting[] {
  const [retries, age] = names;
  const nameOf = (title: string): string => `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
  return [
    { name: nameOf(retries), title: retries, type: 'count', default: limits.retriesMax, min: 0, max: 185, source },
    {
      name: nameOf(age).replace('InSeconds', ''),
      title: age,
      type: 'duration',
      defaultUs: limits.ageMaxSeconds * second,
      minUs: 60 * second,
      maxUs: 86_400 * second,
      source,
    },
  ];
}

const limitsOf = (own: OwnSettings): RetryLimits => ({
  retriesMax: ownNumber(own, 'maximumRetryAttempts'),
  ageMaxSeconds: ownNumber(own, 'maximumEventAge') / second,
});

/** Amazon EventBridge with rules (Custom Event Bus - Classic): one rule per service, the service as its target over HTTP. */
export const eventBridge: ProductDefinition = {
  id: 'eventbridge',
  title: 'EventBridge Classic',
  version: '2026-10',
  guarantee: 'at-least-once, any order',
  changes: 'Events are pushed by rules: a target that fails is tried again for a day, 185 times at most, and holds up nobody.',
  subjects: ['EventBridge (classic rules)'],
  broadcasts: true,
  hasNodes: false,
  settings: [
    ...limitSettings(['MaximumRetryAttempts', 'MaximumEventAgeInSeconds'], classicLimits, 'EventBridge default (EVB-005, EVB-007)'),
    jitter,
  ],
  fixed: [standardTargetDeadLetters],
  check: (_, context) => slowTargetProblems('maximumRetryAttempts', context),
  impossible: managedService,
  behaviour: (own) =>
    pushedBehaviour({
      push: targetRules(limitsOf(own), { retriesClientErrors: false, jitterStream: jitterOf(own) }),
      responseTimeoutUs: targetTimeoutUs,
      groups: false,
      exhausted: 'MaximumRetryAttempts reached',
      expired: 'MaximumEventAgeInSeconds reached',
    }),
};
