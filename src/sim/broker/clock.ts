import { assert } from '../../base/assert';
import { Agenda, Phase } from '../kernel/agenda';

/** Names a timer; 0 is never one. */
export type TimerHandle = number;

/**
 * The virtual time of a product that is driven by itself, without services around it: through its own operations, as its
 * client library would. Time stands still until `advanceTo`; what falls due on the way happens at its own instant, in the kernel's
 * order (time, phase, sequence).
 */
export class ProductClock {
  readonly #agenda = new Agenda();
  readonly #pending = new Map<number, () => void>();
  #next = 1;
  #nowUs = 0;

  get nowUs(): number {
    return this.#nowUs;
  }

  /** `then` happens at that time, or at once (still later than the running step) when it has passed. */
  at(timeUs: number, then: () => void, phase: Phase = Phase.timer): TimerHandle {
    const id = this.#next++;
    this.#pending.set(id, then);
    this.#agenda.schedule(Math.max(timeUs, this.#nowUs), phase, 1, id, 0, 0);
    return id;
  }

  after(us: number, then: () => void, phase: Phase = Phase.timer): TimerHandle {
    return this.at(this.#nowUs + us, then, phase);
  }

  cancel(handle: TimerHandle): void {
    this.#pending.delete(handle);
  }

  /** Everything up to and including that instant happens. At most `maxSteps` steps: a loop without an end stops with a message. */
  advanceTo(timeUs: number, maxSteps = 10_000_000): void {
    assert(timeUs >= this.#nowUs, 'time runs forward');
    for (let step = 0; this.#agenda.peekTime() <= timeUs; step++) {
      assert(step < maxSteps, `at most ${maxSteps} steps until ${timeUs} µs`);
      this.#agenda.next();
      this.#nowUs = Math.max(this.#nowUs, this.#agenda.time);
      const then = this.#pending.get(this.#agenda.a);
      this.#pending.delete(this.#agenda.a);
      then?.();
    }
    this.#nowUs = timeUs;
  }

  advanceBy(us: number): void {
    this.advanceTo(this.#nowUs + us);
  }

  advanceToS(seconds: number): void {
    this.advanceTo(Math.round(seconds * 1_000_000));
  }
}
