import { alwaysDurable } from '../fixedSettings';
import { durationText } from '../misfit';
import { ownNumber, ownText } from '../own';
import type { OwnSettings, ProductDefinition, ProductSetting, SettingProblem } from '../product';
import { argumentsOf, maxLength, messageTtl, overflow, prefetch, rabbitBehaviour, rulesOf } from './runSettings';

const release: ProductSetting = {
  name: 'release',
  title: 'RabbitMQ release',
  type: 'choice',
  default: '4.3',
  choices: ['4.3', '4.0'],
  source: 'RMQ-052, RMQ-053: up to 4.2 every return counts towards the delivery limit, from 4.3 a nack does not',
};

const deliveryLimit: ProductSetting = {
  name: 'deliveryLimit',
  title: 'x-delivery-limit (-1 = none)',
  type: 'count',
  default: 20,
  min: -1,
  max: 1_000_000,
  source: 'RMQ-050: 20 since 4.0',
};

const failedAnswer: ProductSetting = {
  name: 'failedAnswer',
  title: 'A failed handling is answered by',
  type: 'choice',
  default: 'basic.nack',
  choices: ['basic.nack', 'basic.reject'],
  source: 'RMQ-052; modelling choice: most client libraries nack',
};

const delayedRetry: ProductSetting = {
  name: 'delayedRetry',
  title: 'x-delayed-retry-type (from 4.3)',
  type: 'choice',
  default: 'disabled',
  choices: ['disabled', 'all', 'failed', 'returned'],
  source: 'RMQ-056: off unless it is set',
};

const delayedRetryMin: ProductSetting = {
  name: 'delayedRetryMin',
  title: 'x-delayed-retry-min',
  type: 'duration',
  defaultUs: 1_000_000,
  minUs: 0,
  maxUs: 86_400_000_000,
  source: 'RMQ-056; modelling choice: it has no default of its own',
};

const delayedRetryMax: ProductSetting = {
  name: 'delayedRetryMax',
  title: 'x-delayed-retry-max',
  type: 'duration',
  defaultUs: 30_000_000,
  minUs: 0,
  maxUs: 86_400_000_000,
  source: 'RMQ-056; modelling choice: it has no default of its own',
};

/** RabbitMQ quorum queues behind a topic exchange, publisher confirms and manual acknowledgement. */
export const rabbitMqQuorum: ProductDefinition = {
  id: 'rabbitmq-quorum',
  title: 'RabbitMQ quorum',
  version: '4.3',
  guarantee: 'at-least-once',
  changes: 'One queue per service; a crashed consumer’s messages return at once; the client keeps nothing while the broker is down.',
  subjects: ['RabbitMQ publish', 'RabbitMQ routing', 'RabbitMQ consume', 'RabbitMQ quorum queue poison handling', 'RabbitMQ DLX'],
  broadcasts: true,
  hasNodes: true,
  settings: [
    prefetch,
    release,
    deliveryLimit,
    failedAnswer,
    messageTtl,
    maxLength,
    overflow,
    delayedRetry,
    delayedRetryMin,
    delayedRetryMax,
  ],
  fixed: [alwaysDurable],
  check: retryProblems,
  impossible: {},
  behaviour: (own) => ({
    ...rabbitBehaviour(own, rulesOf(quorumArguments(own), releaseOf(own))),
    failure: ownText(own, failedAnswer.name) === 'basic.reject' ? 'reject' : 'nack',
    needed: (replicas) => Math.floor(replicas / 2) + 1,
  }),
};

const releaseOf = (own: OwnSettings): '4.0' | '4.3' => (ownText(own, release.name) === '4.0' ? '4.0' : '4.3');

const quorumArguments = (own: OwnSettings): ReturnType<typeof argumentsOf> => ({
  ...argumentsOf(own),
  'x-queue-type': 'quorum',
  'x-delivery-limit': ownNumber(own, deliveryLimit.name),
  'x-delayed-retry-type': ownText(own, delayedRetry.name),
  'x-delayed-retry-min': ownNumber(own, delayedRetryMin.name) / 1000,
  'x-delayed-retry-max': ownNumber(own, delayedRetryMax.name) / 1000,
});

function retryProblems(own: OwnSettings): readonly SettingProblem[] {
  const type = ownText(own, delayedRetry.name);
  if (type === 'disabled') return [];
  const minUs = ownNumber(own, delayedRetryMin.name);
  const maxUs = ownNumber(own, delayedRetryMax.name);
  const unknown = `Delayed retry came with 4.3: release 4.0 ignores x-delayed-retry-type ${type} and returns messages at once. Pick 4.3.`;
  const reversed = `x-delayed-retry-min ${durationText(minUs)} is longer than x-delayed-retry-max ${durationText(maxUs)}: every delay is the shorter one (RMQ-056).`;
  return [
    ...(releaseOf(own) === '4.0' ? [{ setting: delayedRetry.name, severity: 'warning', message: unknown } as const] : []),
    ...(minUs > maxUs ? [{ setting: delayedRetryMin.name, severity: 'warning', message: reversed } as const] : []),
  ];
}
