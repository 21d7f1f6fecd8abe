import type { CopyTable } from '../copies';
import type { Ready } from './ready';
import type { MaxLength } from './rules';

/** Waiting copies whose number and bytes are bounded; those that are out do not count (RMQ-008). */
export class BoundedReady implements Ready {
  /** Places that the owner uses otherwise: dead letters kept until they are confirmed. */
  reserved = 0;
  readonly #ready: Ready;
  readonly #copies: CopyTable;
  readonly #most: number;
  readonly #mostBytes: number;
  readonly #overflow: MaxLength['overflow'];
  #bytes = 0;
  /** `rejectOnceOver`: publishers have been told to stop. */
  #closed = false;

  constructor(ready: Ready, rule: MaxLength, copies: CopyTable) {
    this.#ready = ready;
    this.#copies = copies;
    this.#most = rule.copies;
    this.#mostBytes = rule.bytes ?? Infinity;
    this.#overflow = rule.overflow;
  }

  get length(): number {
    return this.#ready.length;
  }

  /** Whether one more copy is turned away. */
  refuses(copy: number): boolean {
    switch (this.#overflow) {
      case 'dropHead':
        return false;
      case 'reject':
        return this.#exceeds(1, this.#bytesOf(copy));
      default:
        return this.#staysClosed();
    }
  }

  /** Closes when the bound is exceeded, opens when no more than 80 % of it waits (quorum queue: RabbitMQ's soft limit). */
  #staysClosed(): boolean {
    if (this.#exceeds(0, 0)) this.#closed = true;
    else if (this.length + this.reserved <= this.#most * 0.8 && this.#bytes <= this.#mostBytes * 0.8) this.#closed = false;
    return this.#closed;
  }

  /** Whether the head has to make room. */
  get tooMuch(): boolean {
    return this.#overflow === 'dropHead' && this.#exceeds(0, 0);
  }

  #exceeds(more: number, moreBytes: number): boolean {
    return this.length + this.reserved + more > this.#most || this.#bytes + moreBytes > this.#mostBytes;
  }

  peek(batch: number): number {
    return this.#ready.peek(batch);
  }

  pop(batch: number): number {
    const copy = this.#ready.pop(batch);
    if (copy >= 0) this.#bytes -= this.#bytesOf(copy);
    return copy;
  }

  add(copy: number, where: 'place' | 'first' | 'head' | 'tail'): void {
    this.#ready.add(copy, where);
    this.#bytes += this.#bytesOf(copy);
  }

  released(copy: number): void {
    this.#ready.released(copy);
  }

  withhold(copy: number): void {
    this.#ready.withhold(copy);
    this.#bytes -= this.#bytesOf(copy);
  }

  positionOf(copy: number): number {
    return this.#ready.positionOf(copy);
  }

  remove(copy: number): void {
    this.#ready.remove(copy);
    this.#bytes -= this.#bytesOf(copy);
  }

  move(copy: number, position: number): number {
    return this.#ready.move(copy, position);
  }

  all(): readonly number[] {
    return this.#ready.all();
  }

  #bytesOf(copy: number): number {
    return this.#copies.bytes[copy] ?? 0;
  }
}
