import { assertUnreachable } from '../../../../base/assert';
import type { ReturnCause } from '../../line';

/** Release series whose rules differ. `4.0` stands for 4.0 to 4.2, `4.3` for 4.3 and later. */
export type RabbitMqVersion = '3.10' | '4.0' | '4.3';

export interface VersionRules {
  /** Quorum queues without `x-delivery-limit`; null = no limit. */
  readonly deliveryLimit: number | null;
  /** Returns that count towards the delivery limit and show in `x-delivery-count` (RMQ-052, RMQ-053). */
  readonly counts: readonly ReturnCause[];
  /** Redeliveries carry `x-acquired-count`: every earlier delivery, counted or not. */
  readonly acquiredCount: boolean;
  readonly deaths: DeathRules;
  /** `max_message_size`. */
  readonly messageBytesMax: number;
  /** What a delivery that is held too long costs: the channel of any consumer, or the consumer of a quorum queue (RMQ-036). */
  readonly consumerTimeout: 'channel' | 'quorumConsumer';
  readonly delayedRetry: boolean;
  /** Features that were withdrawn: global prefetch, queues that are neither durable nor exclusive. */
  readonly withdrawn: boolean;
}

/** How the headers of dead letters are kept. */
export interface DeathRules {
  /** Headers `x-last-death-*` beside `x-first-death-*`. */
  readonly last: boolean;
  /** Up to 3.12 every death turns the older entries of `x-death` round (recording `dead-letter-counts`); since then newest first. */
  readonly turnsRound: boolean;
}

const everyReturn: readonly ReturnCause[] = ['nack', 'reject', 'lost', 'timeout'];

export function versionRules(version: RabbitMqVersion): VersionRules {
  switch (version) {
    case '3.10':
      return { ...upTo42, messageBytesMax: 134_217_728, deliveryLimit: null, deaths: { last: false, turnsRound: true } };
    case '4.0':
      return upTo42;
    case '4.3':
      return {
        deliveryLimit: 20,
        counts: ['reject', 'lost'],
        acquiredCount: true,
        deaths: { last: true, turnsRound: false },
        messageBytesMax: 16_777_216,
        consumerTimeout: 'quorumConsumer',
        delayedRetry: true,
        withdrawn: true,
      };
    default:
      return assertUnreachable(version);
  }
}

const upTo42: VersionRules = {
  deliveryLimit: 20,
  counts: everyReturn,
  acquiredCount: false,
  deaths: { last: true, turnsRound: false },
  messageBytesMax: 16_777_216,
  consumerTimeout: 'channel',
  delayedRetry: false,
  withdrawn: false,
};
