/** Hands out 1, 2, 3 …: ids are short, readable and the same in every run of the same spec. */
export class IdCounter {
  private last = 0;

  /** Returns the next id. */
  next(): number {
    this.last++;
    return this.last;
  }

  /** How many ids were handed out. */
  get count(): number {
    return this.last;
  }
}

/** Names a message in texts: `m42`. */
export const messageLabel = (message: number): string => `m${message}`;

/** Names a business key in texts: `#7`. */
export const keyLabel = (key: number): string => `#${key}`;
