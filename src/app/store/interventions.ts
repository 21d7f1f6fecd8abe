import type { FaultSpec, Intervention, Params } from '../../sim';

/** Pure changes of a run's interventions. The list stays in time order; equal times keep the order of their making. */

type Interventions = readonly Intervention[];

export interface Placed {
  readonly interventions: Interventions;
  /** Where the intervention stands now. */
  readonly index: number;
}

/** Inserts behind everything of the same time. */
export function place(interventions: Interventions, intervention: Intervention): Placed {
  const later = interventions.findIndex((other) => other.at > intervention.at);
  const index = later < 0 ? interventions.length : later;
  return { interventions: interventions.toSpliced(index, 0, intervention), index };
}

/**
 * `place` for what a person does now. A message that is moved again at the same instant has been moved once, to where it stands at last:
 * step by step or in one go is the same run.
 */
export function placeAct(interventions: Interventions, act: Intervention): Placed {
  const last = interventions.findLastIndex((other) => other.at <= act.at);
  const before = interventions[last];
  const again = before?.at === act.at && isMove(before) && isMove(act) && before.message === act.message && before.place === act.place;
  return again ? { interventions: interventions.with(last, act), index: last } : place(interventions, act);
}

const isMove = (one: Intervention): one is Extract<Intervention, { kind: 'message' }> => one.kind === 'message' && one.act === 'move';

export function without(interventions: Interventions, index: number): Interventions {
  return interventions.toSpliced(index, 1);
}

export interface TimeChange {
  readonly at?: number;
  readonly for?: number | null;
}

/** Shortest bar that can still be grasped. */
export const barUsMin = 100_000;

/** Moves or resizes; undefined when there is nothing at `index` or nothing changes. */
export function retime(interventions: Interventions, index: number, change: TimeChange): Placed | undefined {
  const old = interventions[index];
  if (old === undefined) return undefined;
  const at = Math.max(0, Math.round(change.at ?? old.at));
  const moved: Intervention =
    old.kind === 'fault' ? { ...old, at, for: span(change.for === undefined ? old.for : change.for) } : { ...old, at };
  const same = moved.at === old.at && (old.kind !== 'fault' || moved.kind !== 'fault' || moved.for === old.for);
  return same ? undefined : place(without(interventions, index), moved);
}

const span = (us: number | null): number | null => (us === null ? null : Math.max(barUsMin, Math.round(us)));

/** A fault as the shortest data that means it: parameters at their defaults are left out, so that equal faults give equal run codes. */
export function shortest(fault: FaultSpec, defaults: Params): FaultSpec {
  const params = Object.fromEntries(Object.entries(fault.params).filter(([name, value]) => defaults[name] !== value));
  return { ...fault, params };
}

export function sameIntervention(a: Intervention, b: Intervention): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, sorted(inner)]),
      );
