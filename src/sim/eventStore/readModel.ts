import type { Distribution } from '../../base/distribution';
import type { Payload, PlainData } from '../../base/plainData';

/** How a read model follows events. Structurally the scenario model's read model. */
export interface ReadModelPlan {
  readonly id: string;
  readonly from: readonly number[];
  readonly keyField: string | null;
  readonly aggregate: 'count' | 'sum' | 'last';
  readonly field: string | null;
  readonly signs: Readonly<Record<number, number>>;
  readonly lag: Distribution;
}

/** The rows of a read model. Deterministic: the same events in the same order give the same rows, so it can be rebuilt. */
export class ReadModelRows {
  readonly #plan: ReadModelPlan;
  readonly #rows = new Map<string, number>();

  constructor(plan: ReadModelPlan) {
    this.#plan = plan;
  }

  /** Applies one event; returns the row it changed with its value afterwards. */
  apply(type: number, fields: Payload, day: number): { readonly row: string; readonly value: number } {
    const { keyField, aggregate, field, signs } = this.#plan;
    const row = keyField === null ? '' : keyField === 'day' ? `day ${day}` : textOf(fields[keyField]);
    const sign = signs[type] ?? 0;
    const amount = aggregate === 'sum' && field !== null ? Number(fields[field] ?? 0) : 1;
    const before = this.#rows.get(row) ?? 0;
    const value = aggregate === 'last' ? amount : before + sign * amount;
    this.#rows.set(row, value);
    return { row, value };
  }
}

const textOf = (value: PlainData | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? '?'));
