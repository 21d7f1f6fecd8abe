import { type ApiError, apiError, type CoreMessage, type Headers, type StoredMessage } from './api';
import type { StreamConfig } from './streamConfig';
import { covers } from './subjects';

/** What a message takes in the store beside subject, headers and payload. */
const overheadBytes = { memory: 16, file: 30 } as const;
const headerLengthBytes = 4;

/** Headers as they travel: a version line, one line each, an empty line. */
export function headerBytes(headers: Headers): number {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`.length);
  return lines.length === 0 ? 0 : lines.reduce((sum, length) => sum + length, 'NATS/1.0\r\n\r\n'.length);
}

/** -1 (and 0) = no bound. */
const above = (value: number, bound: number): boolean => bound > 0 && value > bound;

/** The messages of a stream under their sequence numbers, and the bounds on them. Amortised constant time per message. */
export class MessageStore {
  readonly #config: () => StreamConfig;
  readonly #removed: (message: StoredMessage) => void;
  readonly #messages = new Map<number, StoredMessage>();
  readonly #bySubject = new Map<string, Set<number>>();
  #bytes = 0;
  #lastSeq = 0;

  constructor(config: () => StreamConfig, removed: (message: StoredMessage) => void) {
    this.#config = config;
    this.#removed = removed;
  }

  get size(): number {
    return this.#messages.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The sequence of the oldest message; of the next one when there is none. */
  get firstSeq(): number {
    return this.first()?.seq ?? this.#lastSeq + 1;
  }

  first(): StoredMessage | undefined {
    for (const message of this.#messages.values()) return message;
    return undefined;
  }

  get(seq: number): StoredMessage | undefined {
    return this.#messages.get(seq);
  }

  all(): Iterable<StoredMessage> {
    return this.#messages.values();
  }

  /** The newest message of exactly that subject. */
  lastOf(subject: string): StoredMessage | undefined {
    const last = [...(this.#bySubject.get(subject) ?? [])].at(-1);
    return last === undefined ? undefined : this.#messages.get(last);
  }

  sizeOf({ subject, payload, headers }: CoreMessage): number {
    const forHeaders = headerBytes(headers);
    const { storage } = this.#config();
    const extra = storage === 'file' && forHeaders > 0 ? headerLengthBytes : 0;
    return subject.length + forHeaders + payload.length + overheadBytes[storage] + extra;
  }

  /** A full stream that discards new messages (NAT-011). One that replaces a message of its subject needs no more room. */
  refuses(message: CoreMessage): ApiError | null {
    const config = this.#config();
    if (config.discard === 'old') return null;
    const exceeded = (what: string): ApiError => apiError(503, 10077, `maximum ${what} exceeded`);
    if (this.#fullOf(message.subject)) return config.discardNewPerSubject ? exceeded('messages per subject') : null;
    if (above(this.size + 1, config.maxMsgs)) return exceeded('messages');
    return above(this.#bytes + this.sizeOf(message), config.maxBytes) ? exceeded('bytes') : null;
  }

  #fullOf(subject: string): boolean {
    return above((this.#bySubject.get(subject)?.size ?? 0) + 1, this.#config().maxMsgsPerSubject);
  }

  /** `enforce` is due afterwards. */
  append(message: CoreMessage, nowUs: number): StoredMessage {
    const stored: StoredMessage = { ...message, seq: ++this.#lastSeq, storedAtUs: nowUs, bytes: this.sizeOf(message) };
    this.#messages.set(stored.seq, stored);
    const ofSubject = this.#bySubject.get(stored.subject) ?? new Set<number>();
    this.#bySubject.set(stored.subject, ofSubject.add(stored.seq));
    this.#bytes += stored.bytes;
    return stored;
  }

  /** Uses a sequence number for a message that nobody wants. */
  skip(): number {
    return ++this.#lastSeq;
  }

  remove(seq: number): boolean {
    const message = this.#messages.get(seq);
    if (message === undefined) return false;
    this.#messages.delete(seq);
    const ofSubject = this.#bySubject.get(message.subject);
    ofSubject?.delete(seq);
    if (ofSubject?.size === 0) this.#bySubject.delete(message.subject);
    this.#bytes -= message.bytes;
    this.#removed(message);
    return true;
  }

  /** Removes what matches, but keeps the newest `keep`, and everything from `beforeSeq` on. Returns how many went. */
  purge({ filter = '>', keep = 0, beforeSeq = Infinity }: { filter?: string; keep?: number; beforeSeq?: number } = {}): number {
    const matching = [...this.#messages.values()].filter(({ subject, seq }) => seq < beforeSeq && covers(filter, subject));
    const gone = matching.slice(0, Math.max(0, matching.length - keep));
    for (const { seq } of gone) this.remove(seq);
    return gone.length;
  }

  /** The oldest messages make room: after one more of that subject, or after new bounds. */
  enforce(subject?: string): void {
    for (const each of subject === undefined ? this.#bySubject.keys() : [subject]) this.#enforceOn(each);
    this.#enforceOnAll();
  }

  #enforceOn(subject: string): void {
    const { maxMsgsPerSubject } = this.#config();
    if (maxMsgsPerSubject <= 0) return;
    const ofSubject = this.#bySubject.get(subject);
    for (const seq of ofSubject ?? []) {
      if ((ofSubject?.size ?? 0) <= maxMsgsPerSubject) return;
      this.remove(seq);
    }
  }

  #enforceOnAll(): void {
    const { maxMsgs, maxBytes } = this.#config();
    while (above(this.size, maxMsgs) || above(this.#bytes, maxBytes)) this.remove(this.firstSeq);
  }
}
