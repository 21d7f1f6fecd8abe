import type { Seams } from '../seams';
import type { InboxTable } from './inbox';
import { PublisherEvent, type PublisherWorld } from './publisher';
import type { HostSettings } from './settings';
import type { Work } from './work';

/** What a host needs from the run around it. */
export interface HostWorld extends PublisherWorld {
  readonly seams: Seams;
  /** The table of those places that share one. */
  readonly sharedInbox: InboxTable;
  /** A direct command or a call could not be done. */
  readonly failedFor: (work: Pick<Work, 'kind' | 'message' | 'call'>, reason: string) => void;
  /** How long a failed delivery waits before it is tried again. */
  readonly retryPauseUs: (settings: HostSettings, work: Pick<Work, 'message' | 'attempt'>) => number;
  /** The process died, or starts again. */
  readonly crashed: (place: number) => void;
  readonly restarted: (place: number) => void;
  /** A call was handled; its caller gets the answer. */
  readonly answered: (work: Work, emitted: readonly number[]) => void;
}

/** Agenda events of hosts: a = place, b = work id, c = epoch. */
export const HostEvent = { completes: 20, relays: PublisherEvent.relays } as const;
