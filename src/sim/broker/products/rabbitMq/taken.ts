import type { Message } from './message';

/** A message that a queue hands out. */
export interface Taken {
  readonly copy: number;
  readonly message: Message;
  readonly redelivered: boolean;
  /** Earlier deliveries that came back and count (`x-delivery-count`); null = a classic queue does not count. */
  readonly deliveryCount: number | null;
  /** Every earlier delivery (`x-acquired-count`, from 4.3); null = not told. */
  readonly acquiredCount: number | null;
}
