/** Where every message of a queue ended, and how many there were. */
export interface QueueTotals {
  stored: number;
  deleted: number;
  expired: number;
  /** To the dead-letter queue, or back out of it by a move task. */
  movedOut: number;
  purged: number;
}
