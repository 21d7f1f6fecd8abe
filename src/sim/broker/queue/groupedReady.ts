import { ensure } from '../../../base/assert';
import type { CopyTable } from '../copies';
import { Deque } from '../deque';
import { insertByArrival, type Ready, removeFrom } from './ready';

interface Group {
  readonly line: Deque;
  /** Copies of the group that are out or held. */
  away: number;
  /** The receive call that took the last of them; 0 = none in particular. */
  batch: number;
}

/**
 * One order per group. A group with a copy away waits (SQF-001), except for the receive call that took it, which may go on in
 * order (SQF-002). Groups that may go take turns by how long they have been ready.
 */
export class GroupedReady implements Ready {
  readonly #copies: CopyTable;
  readonly #groups = new Map<number, Group>();
  /** Groups with waiting copies and none away, longest ready first. */
  readonly #open = new Set<number>();
  #length = 0;
  #lastTaken = -1;

  constructor(copies: CopyTable) {
    this.#copies = copies;
  }

  get length(): number {
    return this.#length;
  }

  peek(batch: number): number {
    const group = this.#next(batch);
    return group === undefined ? -1 : group.line.at(0);
  }

  pop(batch: number): number {
    const group = this.#next(batch);
    if (group === undefined) return -1;
    const copy = group.line.popFront();
    const id = this.#copies.group[copy] ?? 0;
    this.#open.delete(id);
    group.away++;
    group.batch = batch;
    this.#lastTaken = id;
    this.#length--;
    return copy;
  }

  /** The group that the same receive call is taking from goes on; otherwise the one that has been ready longest. */
  #next(batch: number): Group | undefined {
    const going = this.#groups.get(this.#lastTaken);
    if (batch > 0 && going !== undefined && going.batch === batch && going.line.length > 0) return going;
    for (const id of this.#open) return this.#groups.get(id);
    return undefined;
  }

  add(copy: number, where: 'place' | 'first' | 'head' | 'tail'): void {
    const group = this.#groupOf(copy);
    if (where === 'tail') group.line.pushBack(copy);
    else if (where === 'head') group.line.pushFront(copy);
    else insertByArrival(group.line, copy, this.#copies);
    this.#length++;
    this.#reopen(copy, group);
  }

  released(copy: number): void {
    const group = this.#groupOf(copy);
    group.away--;
    this.#reopen(copy, group);
    if (group.away === 0 && group.line.length === 0) this.#groups.delete(this.#copies.group[copy] ?? 0);
  }

  #reopen(copy: number, group: Group): void {
    if (group.away > 0 || group.line.length === 0) return;
    group.batch = 0;
    this.#open.add(this.#copies.group[copy] ?? 0);
  }

  withhold(copy: number): void {
    const group = this.#groupOf(copy);
    removeFrom(group.line, copy);
    this.#length--;
    this.#open.delete(this.#copies.group[copy] ?? 0);
    group.away++;
  }

  positionOf(copy: number): number {
    return this.#groups.get(this.#copies.group[copy] ?? 0)?.line.indexOf(copy) ?? -1;
  }

  remove(copy: number): void {
    const id = this.#copies.group[copy] ?? 0;
    const group = ensure(this.#groups.get(id), 'group of a waiting copy');
    removeFrom(group.line, copy);
    this.#length--;
    if (group.line.length > 0) return;
    this.#open.delete(id);
    if (group.away === 0) this.#groups.delete(id);
  }

  move(copy: number, position: number): number {
    const { line } = this.#groupOf(copy);
    removeFrom(line, copy);
    const reached = Math.max(0, Math.min(position, line.length));
    line.insertAt(reached, copy);
    return reached;
  }

  all(): readonly number[] {
    return [...this.#groups.values()].flatMap(({ line }) => line.toArray());
  }

  #groupOf(copy: number): Group {
    const id = this.#copies.group[copy] ?? 0;
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const made: Group = { line: new Deque(), away: 0, batch: 0 };
    this.#groups.set(id, made);
    return made;
  }
}
