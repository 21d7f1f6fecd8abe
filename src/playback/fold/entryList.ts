const none = new Uint32Array(0);

/** What an entry carries besides its row; kept in the upper bits of the mark. */
export const Flag = { duplicate: 1, fromBroker: 2, acknowledged: 4, repaired: 8 } as const;

const rowBits = 27;
const rowMask = (1 << rowBits) - 1;

/** Row (below 134 million) and flags of an entry in one unsigned number. */
export function markOf(row: number, flags: number): number {
  return ((flags << rowBits) | (row & rowMask)) >>> 0;
}

export function rowOf(mark: number): number {
  return mark & rowMask;
}

export function flagsOf(mark: number): number {
  return mark >>> rowBits;
}

/** True when the broker still waits for an acknowledgement of the copy: it will not forget it. */
export function isOwed(flags: number): boolean {
  return (flags & Flag.fromBroker) !== 0 && (flags & Flag.acknowledged) === 0;
}

/**
 * A line of messages: an id and a mark per entry, in typed arrays, so that a line of thousands is copied like memory. Everything
 * else about an entry is read from the trace at its row.
 */
export class EntryList {
  private messages = none;
  private marks = none;
  private head = 0;
  private tail = 0;

  get length(): number {
    return this.tail - this.head;
  }

  messageAt(index: number): number {
    return this.messages[this.head + index] ?? 0;
  }

  markAt(index: number): number {
    return this.marks[this.head + index] ?? 0;
  }

  setMark(index: number, mark: number): void {
    this.marks[this.head + index] = mark;
  }

  push(message: number, mark: number): void {
    if (this.tail === this.messages.length) this.makeRoom(0);
    this.messages[this.tail] = message;
    this.marks[this.tail++] = mark;
  }

  unshift(message: number, mark: number): void {
    if (this.head === 0) this.makeRoom(8 + (this.length >> 2));
    this.messages[--this.head] = message;
    this.marks[this.head] = mark;
  }

  insert(index: number, message: number, mark: number): void {
    const at = Math.min(Math.max(index, 0), this.length);
    this.unshift(message, mark);
    for (let i = this.head; i < this.head + at; i++) {
      this.messages[i] = this.messages[i + 1]!;
      this.marks[i] = this.marks[i + 1]!;
    }
    this.messages[this.head + at] = message;
    this.marks[this.head + at] = mark;
  }

  /** Position of the first entry of a message, -1 = none. */
  indexOf(message: number): number {
    for (let i = this.head; i < this.tail; i++) if (this.messages[i] === message) return i - this.head;
    return -1;
  }

  /** Removes one entry and returns its mark. */
  removeAt(index: number): number {
    const at = this.head + index;
    const mark = this.marks[at]!;
    if (index < this.length >> 1) {
      this.messages.copyWithin(this.head + 1, this.head, at);
      this.marks.copyWithin(this.head + 1, this.head, at);
      this.head++;
    } else {
      this.messages.copyWithin(at, at + 1, this.tail);
      this.marks.copyWithin(at, at + 1, this.tail);
      this.tail--;
    }
    if (this.head === this.tail) this.head = this.tail = 0;
    return mark;
  }

  /** Removes the first entry of a message and returns its mark; -1 when there is none. */
  remove(message: number): number {
    const index = this.indexOf(message);
    return index < 0 ? -1 : this.removeAt(index);
  }

  clear(): void {
    this.head = this.tail = 0;
  }

  /** Empties the line; what the broker still counts on moves to the end of another one. */
  pourOwedInto(other: EntryList): void {
    for (let i = this.head; i < this.tail; i++) {
      if (isOwed(flagsOf(this.marks[i]!))) other.push(this.messages[i]!, this.marks[i]!);
    }
    this.clear();
  }

  copy(): EntryList {
    const twin = new EntryList();
    if (this.length === 0) return twin;
    twin.messages = this.messages.slice(this.head, this.tail);
    twin.marks = this.marks.slice(this.head, this.tail);
    twin.tail = this.length;
    return twin;
  }

  get bytes(): number {
    return this.messages.length * 8;
  }

  /** Makes room behind the tail, and `before` free entries ahead of the head. */
  private makeRoom(before: number): void {
    const { length } = this;
    const capacity = length < this.messages.length >> 1 ? this.messages.length : Math.max(8, this.messages.length * 2);
    const messages = new Uint32Array(capacity + before);
    const marks = new Uint32Array(capacity + before);
    messages.set(this.messages.subarray(this.head, this.tail), before);
    marks.set(this.marks.subarray(this.head, this.tail), before);
    this.messages = messages;
    this.marks = marks;
    this.head = before;
    this.tail = before + length;
  }
}
