const none = new Uint32Array(0);

/** A growing list of row numbers in a typed array. */
export class RowList {
  private rows = none;
  length = 0;

  at(index: number): number {
    return this.rows[index] ?? 0;
  }

  set(index: number, row: number): void {
    this.rows[index] = row;
  }

  push(row: number): void {
    if (this.length === this.rows.length) {
      const wider = new Uint32Array(Math.max(16, this.rows.length * 2));
      wider.set(this.rows);
      this.rows = wider;
    }
    this.rows[this.length++] = row;
  }

  /** Grows or shrinks; new entries are 0. */
  resize(length: number): void {
    while (this.length < length) this.push(0);
    this.length = length;
  }

  /** Forgets the first `count` entries. */
  dropFirst(count: number): void {
    this.rows.copyWithin(0, count, this.length);
    this.length -= count;
  }

  copy(): RowList {
    const twin = new RowList();
    twin.length = this.length;
    twin.rows = this.length === 0 ? none : this.rows.slice(0, this.length);
    return twin;
  }

  get bytes(): number {
    return this.rows.length * 4;
  }
}
