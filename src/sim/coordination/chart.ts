import type { ProcessPlan, ProcessStep, StateInfo } from './process';

/** The part of an XState configuration that a process needs; durations stand in microseconds. */
export interface ChartNode {
  readonly initial?: string;
  readonly states?: Readonly<Record<string, ChartNode>>;
  readonly entry?: readonly ChartAction[];
  readonly on?: Readonly<Record<string, ChartTransition>>;
  readonly after?: Readonly<Record<number, string>>;
}
export interface ChartAction {
  readonly type: 'send' | 'end';
  readonly params: { readonly command: number; readonly step: number; readonly undo: boolean; readonly done: boolean };
}
export type ChartTransition = { readonly target?: string; readonly actions?: readonly ChartAction[] };

export interface Chart {
  readonly root: ChartNode;
  /** Facts about each leaf by its path ("step0.try1"). */
  readonly leaves: ReadonlyMap<string, StateInfo>;
}

/** Name of the event that an answer of this message type is to the chart. */
export const answerEvent = (type: number): string => `answer ${type}`;

/**
 * Draws the statechart of a process: one compound state per step with one leaf per try, one compound state per way of failing that
 * undoes the finished steps in reverse order, and an end. A step that ran out of tries has an unknown outcome: if its answer
 * still comes, the chart compensates it then.
 */
export function drawChart(plan: ProcessPlan): Chart {
  const leaves = new Map<string, StateInfo>();
  const states: Record<string, ChartNode> = {};
  const pivot = plan.steps.reduce((last, step, i) => (step.fail !== null || step.undo !== null ? i : last), -1);
  plan.steps.forEach((step, i) => {
    const waits = plan.waitsAfterPivot && i > pivot;
    states[`step${i}`] = stepNode({ plan, step, index: i, waits, leaves });
    if (step.fail !== null) states[`refused${i}`] = undoNode({ plan, upTo: i, late: null, path: `refused${i}`, leaves });
    if (!waits) states[`gaveUp${i}`] = undoNode({ plan, upTo: i, late: step, path: `gaveUp${i}`, leaves });
  });
  states['done'] = { entry: [send(plan.done, -1, false), end(true)] };
  leaves.set('done', { name: 'done', kind: 'done', step: -1, attempt: 1 });
  return { root: { initial: 'step0', states }, leaves };
}

interface StepParts {
  readonly plan: ProcessPlan;
  readonly step: ProcessStep;
  readonly index: number;
  readonly waits: boolean;
  readonly leaves: Map<string, StateInfo>;
}

function stepNode({ plan, step, index, waits, leaves }: StepParts): ChartNode {
  const next = index + 1 < plan.steps.length ? `#process.step${index + 1}` : '#process.done';
  const on: Record<string, ChartTransition> = { [answerEvent(step.ok)]: { target: next } };
  if (step.fail !== null) on[answerEvent(step.fail)] = { target: `#process.refused${index}` };
  const giveUp = waits ? `#process.step${index}.waiting` : `#process.gaveUp${index}`;
  const states = tries({
    path: `step${index}`,
    info: { kind: 'step', step: index },
    entry: send(step.do, index, false),
    count: step.retries + 1,
    timeoutUs: step.timeoutUs,
    giveUp,
    leaves,
  });
  if (waits) addWaiting(states, `step${index}`, { kind: 'step', step: index }, leaves);
  return { initial: 'try1', states, on };
}

interface UndoParts {
  readonly plan: ProcessPlan;
  readonly upTo: number;
  /** The step whose outcome is unknown. */
  readonly late: ProcessStep | null;
  readonly path: string;
  readonly leaves: Map<string, StateInfo>;
}

/** Undoes the steps before `upTo` in reverse order, then sends the failure command. */
function undoNode({ plan, upTo, late, path, leaves }: UndoParts): ChartNode {
  const states: Record<string, ChartNode> = {};
  const undoable = plan.steps.map((step, index) => ({ step, index })).filter(({ step, index }) => index < upTo && step.undo !== null);
  undoable.reverse();
  const nameOf = (position: number): string => {
    const item = undoable[position];
    return item === undefined ? `#process.${path}.failed` : `#process.${path}.undo${item.index}`;
  };
  undoable.forEach(({ step, index }, position) => {
    states[`undo${index}`] = oneUndo({ plan, step, index, path: `${path}.undo${index}`, next: nameOf(position + 1), leaves });
  });
  states['failed'] = { entry: [send(plan.failed, -1, false), end(false)] };
  leaves.set(`${path}.failed`, { name: `${path}.failed`, kind: 'failed', step: -1, attempt: 1 });
  const on: Record<string, ChartTransition> = {};
  if (late !== null && late.undo !== null) on[answerEvent(late.ok)] = { actions: [send(late.undo, upTo, true)] };
  const first = undoable[0];
  return { initial: first === undefined ? 'failed' : `undo${first.index}`, states, on };
}

interface OneUndo {
  readonly plan: ProcessPlan;
  readonly step: ProcessStep;
  readonly index: number;
  readonly path: string;
  readonly next: string;
  readonly leaves: Map<string, StateInfo>;
}

function oneUndo({ plan, step, index, path, next, leaves }: OneUndo): ChartNode {
  const info = { kind: 'undo', step: index } as const;
  const states = tries({
    path,
    info,
    entry: send(step.undo ?? -1, index, true),
    count: plan.undoTries,
    timeoutUs: step.timeoutUs,
    giveUp: `#process.${path}.compensationFailed`,
    leaves,
  });
  // What was not undone cannot be left undone: a person brings the command through, and its answer moves the process on (SGO-006).
  states['compensationFailed'] = {};
  leaves.set(`${path}.compensationFailed`, {
    name: `${path}.compensationFailed`,
    kind: 'compensationFailed',
    step: index,
    attempt: plan.undoTries,
  });
  return { initial: 'try1', states, on: step.undone === null ? {} : { [answerEvent(step.undone)]: { target: next } } };
}

interface Tries {
  readonly path: string;
  readonly info: { readonly kind: 'step' | 'undo'; readonly step: number };
  readonly entry: ChartAction;
  readonly count: number;
  readonly timeoutUs: number | null;
  readonly giveUp: string;
  readonly leaves: Map<string, StateInfo>;
}

function tries({ path, info, entry, count, timeoutUs, giveUp, leaves }: Tries): Record<string, ChartNode> {
  const states: Record<string, ChartNode> = {};
  for (let attempt = 1; attempt <= count; attempt++) {
    const name = `${path}.try${attempt}`;
    const target = attempt < count ? `#process.${path}.try${attempt + 1}` : giveUp;
    states[`try${attempt}`] = { entry: [entry], ...(timeoutUs === null ? {} : { after: { [timeoutUs]: target } }) };
    leaves.set(name, { name, ...info, attempt });
  }
  return states;
}

/** A leaf that does nothing but wait for a late answer. */
function addWaiting(
  states: Record<string, ChartNode>,
  path: string,
  info: Pick<StateInfo, 'kind' | 'step'>,
  leaves: Map<string, StateInfo>,
): void {
  const attempt = Object.keys(states).length;
  states['waiting'] = {};
  leaves.set(`${path}.waiting`, { name: `${path}.waiting`, ...info, attempt });
}

const send = (command: number, step: number, undo: boolean): ChartAction => ({
  type: 'send',
  params: { command, step, undo, done: false },
});
const end = (done: boolean): ChartAction => ({ type: 'end', params: { command: -1, step: -1, undo: false, done } });
