import type { Journal } from '../journal/journal';
import type { HostSettings } from './settings';
import type { Work } from './work';

/** Keys of messages whose effect is committed, with the instant at which each was stored. */
export class InboxTable {
  readonly storedAt = new Map<number, number>();
}

interface InboxWorld {
  readonly journal: Journal;
  /** The table of those places that share one. */
  readonly sharedInbox: InboxTable;
}

/** What a place remembers of what it has handled. Durable. */
export class Inbox {
  readonly #own = new InboxTable();
  readonly #settings: HostSettings;
  readonly #world: InboxWorld;

  constructor(settings: HostSettings, world: InboxWorld) {
    this.#settings = settings;
    this.#world = world;
  }

  /** In a shared table, what another place has handled counts as well (INB-006). */
  get #table(): InboxTable {
    return this.#settings.inbox.scope === 'shared' ? this.#world.sharedInbox : this.#own;
  }

  add({ message }: Work): void {
    this.#table.storedAt.set(message, this.#world.journal.now);
  }

  /** It was handled before, and the place looks. */
  knows(work: Work): boolean {
    return this.#settings.dedupe && this.#has(work);
  }

  /** The unique key refuses a second effect. A work that has stored its key at its start would only meet its own (INB-003). */
  refuses(work: Work): boolean {
    return this.#settings.inbox.commit !== 'before' && this.knows(work);
  }

  /** A key that is older than its time to live is forgotten (INB-005). */
  #has({ message }: Work): boolean {
    const at = this.#table.storedAt.get(message);
    const { ttlMs } = this.#settings.inbox;
    return at !== undefined && (ttlMs === 0 || this.#world.journal.now - at < ttlMs * 1000);
  }
}
