import type { ProductClock } from '../../clock';
import type { CopyTable } from '../../copies';
import type { Received } from './api';
import type { MessageStore } from './messageStore';

export type AdvisoryKind = 'MAX_DELIVERIES' | 'MSG_NAKED' | 'MSG_TERMINATED';

/** What a consumer needs from its stream. */
export interface ConsumerHost {
  readonly clock: ProductClock;
  readonly copies: CopyTable;
  readonly stream: string;
  readonly store: MessageStore;
  /** Enough replicas are up. */
  readonly available: () => boolean;
  readonly hasInterest: (subject: string, group: string | null) => boolean;
  readonly send: (subject: string, message: Received) => void;
  /** The consumer needs that message no more. */
  readonly settled: (streamSeq: number) => void;
  readonly advise: (kind: AdvisoryKind, fields: Readonly<Record<string, string | number>>) => void;
  /** Nobody has been interested in the consumer for its inactive threshold. */
  readonly inactive: () => void;
}
