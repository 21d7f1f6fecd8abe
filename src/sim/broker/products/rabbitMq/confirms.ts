/** Publisher confirms of one channel: which messages still wait for which queues. */
export class Confirms {
  readonly #tell: (deliveryTag: number, accepted: boolean) => void;
  readonly #open = new Map<number, { queues: number; refused: boolean }>();
  #last = 0;

  constructor(tell: (deliveryTag: number, accepted: boolean) => void) {
    this.#tell = tell;
  }

  /** The next message: publishes are numbered from 1. */
  next(): number {
    return ++this.#last;
  }

  get unconfirmed(): number {
    return this.#open.size;
  }

  /** The message goes to so many queues; with none it is confirmed all the same (RMQ-005). */
  expect(deliveryTag: number, queues: number): void {
    if (queues === 0) this.#tell(deliveryTag, true);
    else this.#open.set(deliveryTag, { queues, refused: false });
  }

  /** One queue has answered. The publisher hears when all have; one refusal is a nack (RMQ-007). */
  answered(deliveryTag: number, accepted: boolean): void {
    const open = this.#open.get(deliveryTag);
    if (open === undefined) return;
    open.queues--;
    open.refused ||= !accepted;
    if (open.queues > 0) return;
    this.#open.delete(deliveryTag);
    this.#tell(deliveryTag, !open.refused);
  }
}
