import type { ProductClock } from '../../clock';
import type { CopyTable } from '../../copies';
import type { DeathReason } from './deaths';
import type { Message } from './message';
import type { QueueSettings } from './queueArguments';
import type { RabbitQueue } from './rabbitQueue';
import type { VersionRules } from './version';

/** What a queue needs from its server. */
export interface QueueHost {
  readonly clock: ProductClock;
  readonly copies: CopyTable;
  readonly version: VersionRules;
  /** Until a persistent message is on the disk; until a majority has it. */
  readonly persistUs: number;
  readonly replicateUs: number;
  readonly reachable: (queue: RabbitQueue) => boolean;
  readonly buries: (queue: RabbitQueue, message: Message, reason: DeathReason) => void;
  readonly unused: (queue: RabbitQueue) => void;
}

export interface QueueDeclaration {
  readonly name: string;
  readonly settings: QueueSettings;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  /** Number of the connection that owns an exclusive queue; 0 = nobody's own. */
  readonly owner: number;
}

/** Whether the queue took the message; for publisher confirms. */
export type Answer = (accepted: boolean) => void;
