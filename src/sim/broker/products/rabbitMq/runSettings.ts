import type { QueueRules } from '../../queue/rules';
import type { AmqpTable } from '../../router/exchanges';
import { ensure } from '../../../../base/assert';
import { ownNumber, ownText } from '../own';
import { type BrokerBehaviour, type OwnSettings, type ProductSetting, usualBehaviour } from '../product';
import { readArguments } from './queueArguments';
import { queueRules } from './queueRules';
import { type RabbitMqVersion, versionRules } from './version';

export const prefetch: ProductSetting = {
  name: 'prefetch',
  title: 'Prefetch per worker',
  type: 'count',
  default: 1,
  min: 1,
  max: 2000,
  source: 'modelling choice: the server default is unlimited (RMQ-031); 1 is the usual fair-dispatch setting',
};

export const messageTtl: ProductSetting = {
  name: 'messageTtl',
  title: 'x-message-ttl (0 = not set)',
  type: 'duration',
  defaultUs: 0,
  minUs: 0,
  maxUs: 2_592_000_000_000,
  source: 'RMQ-069: messages live for ever unless it is set',
};

export const maxLength: ProductSetting = {
  name: 'maxLength',
  title: 'x-max-length (0 = not set)',
  type: 'count',
  default: 0,
  min: 0,
  max: 1_000_000,
  source: 'RMQ-008: queues are as long as it takes unless it is set',
};

export const overflow: ProductSetting = {
  name: 'overflow',
  title: 'x-overflow',
  type: 'choice',
  default: 'drop-head',
  choices: ['drop-head', 'reject-publish'],
  source: 'RMQ-008: the default drops the oldest; RMQ-007 refuses the newest',
};

/** How the services' queues are declared, in the product's own words. */
export function argumentsOf(own: OwnSettings): AmqpTable {
  const ttlMs = ownNumber(own, messageTtl.name) / 1000;
  const length = ownNumber(own, maxLength.name);
  return {
    ...(ttlMs > 0 ? { 'x-message-ttl': ttlMs } : {}),
    ...(length > 0 ? { 'x-max-length': length } : {}),
    'x-overflow': ownText(own, overflow.name),
  };
}

/** The rules of a queue declared with these arguments: the very ones that the service API follows. */
export function rulesOf(given: AmqpTable, version: RabbitMqVersion): QueueRules {
  const read = readArguments(given, version);
  return queueRules(ensure(read.kind === 'ok' ? read.value : null, 'settings within their bounds declare a queue'), versionRules(version));
}

/** What RabbitMQ does in a run, whatever the kind of the queues: deliveries end with their connection, what leaves a queue can be dead-lettered. */
export function rabbitBehaviour(own: OwnSettings, rules: QueueRules): BrokerBehaviour {
  return {
    ...usualBehaviour,
    line: { kind: 'queue', rules },
    prefetch: ownNumber(own, prefetch.name),
    consumerLoss: { kind: 'connection' },
    outageReturns: true,
    deadLetters: ['exhausted', 'expired', 'overflow'],
    leaving: { exhausted: 'delivery_limit', expired: 'expired', overflow: 'maxlen' },
  };
}
