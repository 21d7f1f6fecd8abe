import { createMachine, initialTransition, transition } from 'xstate';
import { assert, ensure } from '../../base/assert';
import { answerEvent, drawChart } from './chart';
import type { ProcessEffect, ProcessPlan, StateInfo } from './process';

/**
 * The chart as a table. XState decides every transition once, when the model is assembled; a run only looks it up (a pure
 * transition costs 10 µs, a look-up nanoseconds). A test walks chart and table side by side.
 */
export interface CompiledProcess {
  readonly plan: ProcessPlan;
  readonly states: readonly StateInfo[];
  readonly initial: number;
  readonly initialEffects: readonly ProcessEffect[];
  /** Next state and effects when an answer of a type arrives; null = the chart ignores it in this state. */
  readonly answer: (state: number, type: number) => Move | null;
  /** What the timer of this state does; null = the state has no timer. */
  readonly timeout: (state: number) => Move | null;
}

export interface Move {
  readonly state: number;
  readonly effects: readonly ProcessEffect[];
}

/** The XState machine of a process. */
export function processMachine(plan: ProcessPlan) {
  return createMachine({ id: 'process', ...(drawChart(plan).root as object) });
}

type Machine = ReturnType<typeof processMachine>;
type Snapshot = ReturnType<typeof initialTransition<Machine>>[0];
type Actions = ReturnType<typeof initialTransition<Machine>>[1];

/** Bound on explored states: a chart has at most a few dozen leaves per step. */
const statesMax = 20_000;

export function compileProcess(plan: ProcessPlan): CompiledProcess {
  const machine = processMachine(plan);
  const { leaves } = drawChart(plan);
  const types = answerTypes(plan);
  const explorer: Explorer = { machine, leaves, states: [], snapshots: [], timerEvents: [], indexes: new Map() };
  const [first, firstActions] = initialTransition(machine);
  const initial = visit(explorer, first, firstActions);
  const answers: Map<number, Move>[] = [];
  const timeouts: (Move | null)[] = [];
  for (let state = 0; state < explorer.states.length; state++) {
    assert(state < statesMax, 'a chart has a bounded number of states');
    answers.push(new Map(types.flatMap((type) => toEntry(type, step(explorer, state, answerEvent(type))))));
    const timer = explorer.timerEvents[state];
    timeouts.push(timer === undefined || timer === null ? null : step(explorer, state, timer));
  }
  return {
    plan,
    states: explorer.states,
    initial,
    initialEffects: effectsOf(firstActions),
    answer: (state, type) => answers[state]?.get(type) ?? null,
    timeout: (state) => timeouts[state] ?? null,
  };
}

interface Explorer {
  readonly machine: Machine;
  readonly leaves: ReadonlyMap<string, StateInfo>;
  readonly states: StateInfo[];
  readonly snapshots: Snapshot[];
  /** Name of the event that the state's delayed transition raises. */
  readonly timerEvents: (string | null)[];
  readonly indexes: Map<string, number>;
}

function toEntry(type: number, move: Move | null): [number, Move][] {
  return move === null ? [] : [[type, move]];
}

function step(explorer: Explorer, state: number, event: string): Move | null {
  const from = ensure(explorer.snapshots[state], 'snapshot of a visited state');
  const [next, actions] = transition(explorer.machine, from, { type: event });
  const moved = pathOf(next.value) !== pathOf(from.value);
  if (!moved && actions.length === 0) return null;
  return { state: moved ? visit(explorer, next, actions) : state, effects: effectsOf(actions) };
}

function visit(explorer: Explorer, snapshot: Snapshot, actions: Actions): number {
  const path = pathOf(snapshot.value);
  const known = explorer.indexes.get(path);
  if (known !== undefined) return known;
  const index = explorer.states.length;
  explorer.indexes.set(path, index);
  explorer.states.push(ensure(explorer.leaves.get(path), `leaf ${path}`));
  explorer.snapshots.push(snapshot);
  explorer.timerEvents.push(timerEventOf(actions));
  return index;
}

/** What XState returns as an action, as far as we read it. */
interface ReturnedAction {
  readonly type: string;
  readonly params?: {
    readonly delay?: number;
    readonly event?: { readonly type: string };
    readonly command?: number;
    readonly step?: number;
    readonly undo?: boolean;
    readonly done?: boolean;
  };
}

function timerEventOf(actions: Actions): string | null {
  for (const { type, params } of actions as unknown as readonly ReturnedAction[]) {
    if (type === 'xstate.raise' && params?.delay !== undefined) return params.event?.type ?? null;
  }
  return null;
}

function effectsOf(actions: Actions): readonly ProcessEffect[] {
  return (actions as unknown as readonly ReturnedAction[]).flatMap(({ type, params }): ProcessEffect[] => {
    if (params === undefined) return [];
    if (type === 'send') return [{ kind: 'send', command: params.command ?? -1, step: params.step ?? -1, undo: params.undo ?? false }];
    if (type === 'end') return [{ kind: 'end', done: params.done ?? false }];
    if (type === 'xstate.raise' && params.delay !== undefined) return [{ kind: 'timer', us: params.delay }];
    return [];
  });
}

function answerTypes(plan: ProcessPlan): readonly number[] {
  const types = new Set<number>();
  for (const { ok, fail, undone } of plan.steps) for (const type of [ok, fail, undone]) if (type !== null) types.add(type);
  return [...types];
}

/** "step0.try1" from an XState value. */
function pathOf(value: Snapshot['value']): string {
  if (typeof value === 'string') return value;
  const [entry] = Object.entries(value);
  if (entry === undefined || entry[1] === undefined) return '';
  return `${entry[0]}.${pathOf(entry[1])}`;
}
