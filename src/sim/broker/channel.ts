/**
 * The waiting copies of one subscriber, in the order in which they will be handed out. A queue hands out its head; a log hands
 * out the head of any partition that has no copy in hand. `hold` keeps the place of a copy that failed: in a log it blocks its
 * partition (head-of-line blocking), in a queue it blocks nobody.
 */
export interface Channel {
  readonly waiting: number;
  /** Appends; returns the partition. */
  enqueue(copy: number, key: number): number;
  /** Takes the next copy in hand; -1 when none may be handed out now. */
  take(): number;
  /** The copy in hand is finished. */
  settle(copy: number): void;
  /** The copy in hand comes back to the head of its line. */
  giveBack(copy: number): void;
  /** Position in the line of copies that wait; -1 = not waiting. */
  positionOf(copy: number): number;
  /** Removes a waiting copy. */
  remove(copy: number): void;
  /** Moves a waiting copy to a position among the waiting ones of its line; returns the position reached. */
  move(copy: number, position: number): number;
}
