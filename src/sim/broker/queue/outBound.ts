import { assert } from '../../../base/assert';
import type { Deque } from '../deque';
import type { QueueRules } from './rules';

/** The bound on copies that are out (`QueueRules.maxOut`). */
export class OutBound {
  readonly #rules: QueueRules;
  /** Copies that were handed out and are not settled, wherever they are; kept only where the bound counts them. */
  readonly #unsettled = new Set<number>();

  constructor(rules: QueueRules) {
    this.#rules = rules;
  }

  /** Whether `next` may be handed out while `out` copies are out. */
  allows(next: number, out: number): boolean {
    const { maxOut, maxOutCounts } = this.#rules;
    if (maxOut === null) return true;
    if (maxOutCounts !== 'unsettled') return out < maxOut;
    return this.#unsettled.size < maxOut || this.#unsettled.has(next);
  }

  taken(copy: number): void {
    if (this.#rules.maxOutCounts === 'unsettled') this.#unsettled.add(copy);
  }

  /** Settled, or gone for another reason. */
  done(copy: number): void {
    this.#unsettled.delete(copy);
  }
}

/** Takes a copy from those that are out; mostly it is the oldest. */
export function removeOut(out: Deque, copy: number): void {
  const position = out.indexOf(copy);
  assert(position >= 0, 'the copy is out');
  if (position === 0) out.popFront();
  else out.removeAt(position);
}
