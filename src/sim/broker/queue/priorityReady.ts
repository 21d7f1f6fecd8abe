import type { CopyTable } from '../copies';
import { PlainReady, type Ready } from './ready';

/** One order per priority, the highest first. A copy's priority is its group; a returned one keeps it. */
export class PriorityReady implements Ready {
  readonly #copies: CopyTable;
  /** Index = priority. */
  readonly #levels: readonly PlainReady[];

  constructor(priorities: number, copies: CopyTable) {
    this.#copies = copies;
    this.#levels = Array.from({ length: priorities + 1 }, () => new PlainReady(copies));
  }

  get length(): number {
    return this.#levels.reduce((sum, level) => sum + level.length, 0);
  }

  peek(): number {
    return this.#highest()?.peek() ?? -1;
  }

  pop(): number {
    return this.#highest()?.pop() ?? -1;
  }

  #highest(): PlainReady | undefined {
    return this.#levels.findLast((level) => level.length > 0);
  }

  add(copy: number, where: 'place' | 'first' | 'head' | 'tail'): void {
    this.#levelOf(copy).add(copy, where);
  }

  released(): void {
    // Nobody waits for anybody.
  }

  withhold(copy: number): void {
    this.#levelOf(copy).remove(copy);
  }

  positionOf(copy: number): number {
    return this.all().indexOf(copy);
  }

  remove(copy: number): void {
    this.#levelOf(copy).remove(copy);
  }

  /** Moves within the copies of the same priority. */
  move(copy: number, position: number): number {
    return this.#levelOf(copy).move(copy, position);
  }

  all(): readonly number[] {
    return this.#levels.toReversed().flatMap((level) => level.all());
  }

  #levelOf(copy: number): PlainReady {
    const level = this.#levels[Math.min(this.#copies.group[copy] ?? 0, this.#levels.length - 1)];
    if (level === undefined) throw new Error('a queue has at least one priority');
    return level;
  }
}
