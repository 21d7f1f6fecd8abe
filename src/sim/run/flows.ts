import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';

/** Agenda events of flows: a = key. */
export const FlowEvent = { deadline: 50 } as const;

export interface FlowPlan {
  readonly succeeds: readonly number[];
  readonly fails: readonly number[];
  readonly deadlineUs: number;
}

interface Flow {
  readonly start: number;
  readonly startedAt: number;
  deadline: number;
  settled: boolean;
  /** Its sender saw an error and nothing is under way. */
  refused: boolean;
  /** Something of it is durable: an error no longer means that nothing happened. */
  accepted: boolean;
}

/** Follows each business key from its start command to the first event that ends it. */
export class Flows {
  readonly #flows: Flow[] = [];
  readonly #ends: ReadonlyMap<number, 0 | 1>;
  readonly #plan: FlowPlan;
  readonly #agenda: Agenda;
  readonly #journal: Journal;

  /** Told once per key when its flow has ended, was refused or is late. */
  over: (key: number) => void = () => undefined;

  constructor(plan: FlowPlan, agenda: Agenda, journal: Journal) {
    this.#plan = plan;
    this.#agenda = agenda;
    this.#journal = journal;
    this.#ends = new Map([...plan.fails.map((type) => [type, 0] as const), ...plan.succeeds.map((type) => [type, 1] as const)]);
  }

  /** Number of keys so far; the next key is one more. */
  get count(): number {
    return this.#flows.length;
  }

  startedAt(key: number): number {
    return this.#flows[key - 1]?.startedAt ?? 0;
  }

  start(key: number, message: number): void {
    const { now } = this.#journal;
    const deadline = this.#agenda.schedule(now + this.#plan.deadlineUs, Phase.timer, FlowEvent.deadline, key, 0, 0);
    this.#flows[key - 1] = { start: message, startedAt: now, deadline, settled: false, refused: false, accepted: false };
  }

  committed(place: number, message: number, type: number): void {
    const flow = this.#flows[this.#journal.keyOf(message) - 1];
    if (flow === undefined) return;
    flow.accepted = true;
    const end = this.#ends.get(type);
    if (end === undefined || flow.settled) return;
    flow.settled = true;
    this.#agenda.cancel(flow.deadline);
    const tookMs = Math.min(2 ** 31 - 1, Math.round((this.#journal.now - flow.startedAt) / 1000));
    this.#journal.fact(FactKind.settled, place, message, 0, end, tookMs);
    this.over(this.#journal.keyOf(message));
  }

  /** The start command was refused: nothing is under way, so nothing can be late. */
  refused(key: number): void {
    const flow = this.#flows[key - 1];
    if (flow === undefined || flow.settled || flow.accepted) return;
    flow.refused = true;
    this.#agenda.cancel(flow.deadline);
    this.over(key);
  }

  /** Keys of which anything can be expected: all but the refused ones. */
  get expected(): readonly number[] {
    return this.#flows.flatMap(({ refused }, index) => (refused ? [] : [index + 1]));
  }

  deadline(key: number, place: number): void {
    const flow = this.#flows[key - 1];
    if (flow === undefined || flow.settled) return;
    this.#journal.fact(FactKind.deadlinePassed, place, flow.start, 0, 0, 0);
    this.over(key);
  }

  startOf(key: number): number {
    return this.#flows[key - 1]?.start ?? 0;
  }
}
