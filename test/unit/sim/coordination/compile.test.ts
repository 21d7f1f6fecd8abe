import * as fc from 'fast-check';
import { createActor, SimulatedClock } from 'xstate';
import { describe, expect, it } from 'vitest';
import { answerEvent } from '../../../../src/sim/coordination/chart';
import { compileProcess, processMachine } from '../../../../src/sim/coordination/compile';
import type { ProcessEffect, ProcessPlan } from '../../../../src/sim/coordination/process';
import { doneCommand, failedCommand, type Happening, happenings, plan, stepOf, types } from './plans';

interface Seen {
  readonly state: string;
  /** Commands sent and ends reached by this happening. */
  readonly effects: readonly string[];
}

const say = (effect: ProcessEffect): readonly string[] => {
  if (effect.kind === 'timer') return [];
  return [effect.kind === 'end' ? `end ${effect.done}` : `send ${effect.command}${effect.undo ? ' undo' : ''} of ${effect.step}`];
};

/** The table, walked as a run walks it. */
function walkTable(of: ProcessPlan, sequence: readonly Happening[]): readonly Seen[] {
  const table = compileProcess(of);
  const name = (state: number): string => table.states[state]?.name ?? '';
  let state = table.initial;
  const seen: Seen[] = [{ state: name(state), effects: table.initialEffects.flatMap(say) }];
  for (const happening of sequence) {
    const move = happening === 'timer' ? table.timeout(state) : table.answer(state, happening);
    if (move !== null) state = move.state;
    seen.push({ state: name(state), effects: (move?.effects ?? []).flatMap(say) });
  }
  return seen;
}

const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [entry] = Object.entries(value as Record<string, unknown>);
  return entry === undefined ? '' : `${entry[0]}.${pathOf(entry[1])}`;
};

/** The chart, walked by XState itself: a live actor with a clock of its own. */
function walkActor(of: ProcessPlan, sequence: readonly Happening[]): readonly Seen[] {
  const clock = new SimulatedClock();
  let effects: string[] = [];
  interface Params {
    readonly command: number;
    readonly step: number;
    readonly undo: boolean;
    readonly done: boolean;
  }
  const machine = processMachine(of).provide({
    actions: {
      send: (_: unknown, { command, step, undo }: Params) => effects.push(`send ${command}${undo ? ' undo' : ''} of ${step}`),
      end: (_: unknown, { done }: Params) => effects.push(`end ${done}`),
    },
  } as never);
  const actor = createActor(machine, { clock });
  actor.start();
  const take = (): Seen => {
    const seen = { state: pathOf(actor.getSnapshot().value), effects };
    effects = [];
    return seen;
  };
  const seen = [take()];
  for (const happening of sequence) {
    // Durations of the chart are microseconds written as XState's milliseconds; ten seconds are longer than any of them, one look is one expiry.
    if (happening === 'timer') expire(of, actor, clock);
    else actor.send({ type: answerEvent(happening) });
    seen.push(take());
  }
  return seen;
}

/** Lets exactly the timer of the present state expire: a step of the chart has one duration, its own. */
function expire(of: ProcessPlan, actor: { getSnapshot: () => { readonly value: unknown } }, clock: SimulatedClock): void {
  const before = pathOf(actor.getSnapshot().value);
  const index = Number(/(?:step|undo)(\d+)\.[^.]+$/.exec(before)?.[1] ?? -1);
  const timeoutUs = of.steps[index]?.timeoutUs ?? null;
  if (timeoutUs !== null) clock.increment(timeoutUs);
}

it('the table says what XState says, step by step, whatever happens', () => {
  fc.assert(
    fc.property(plan, happenings, (of, sequence) => {
      expect(walkTable(of, sequence)).toEqual(walkActor(of, sequence));
    }),
    { seed: 20_261_121, numRuns: 100 },
  );
});

describe('an order of three steps: two that can be undone, then one that cannot', () => {
  const steps = [
    { canFail: true, canUndo: true, answersUndo: true, timeoutUs: 1_000_000, retries: 1 },
    { canFail: true, canUndo: true, answersUndo: true, timeoutUs: 1_000_000, retries: 0 },
    { canFail: true, canUndo: false, answersUndo: false, timeoutUs: 1_000_000, retries: 0 },
    { canFail: false, canUndo: false, answersUndo: false, timeoutUs: 1_000_000, retries: 1 },
  ].map(stepOf);
  const of: ProcessPlan = { id: 'three', steps, done: doneCommand, failed: failedCommand, waitsAfterPivot: true, undoTries: 2 };
  const [first, second, third, fourth] = [types(1), types(2), types(3), types(4)];
  const last = (...sequence: readonly Happening[]): Seen => walkTable(of, sequence).at(-1) ?? { state: '', effects: [] };

  it('goes from step to step and ends with the last command', () => {
    expect(walkTable(of, [first.ok, second.ok, third.ok, fourth.ok])).toEqual([
      { state: 'step0.try1', effects: [`send ${first.do} of 0`] },
      { state: 'step1.try1', effects: [`send ${second.do} of 1`] },
      { state: 'step2.try1', effects: [`send ${third.do} of 2`] },
      { state: 'step3.try1', effects: [`send ${fourth.do} of 3`] },
      { state: 'done', effects: [`send ${doneCommand} of -1`, 'end true'] },
    ]);
  });

  it('undoes what was done, last first, one after the other, then says that it failed', () => {
    expect(walkTable(of, [first.ok, second.ok, third.fail, second.undone, first.undone]).slice(3)).toEqual([
      { state: 'refused2.undo1.try1', effects: [`send ${second.undo} undo of 1`] },
      { state: 'refused2.undo0.try1', effects: [`send ${first.undo} undo of 0`] },
      { state: 'refused2.failed', effects: [`send ${failedCommand} of -1`, 'end false'] },
    ]);
  });

  it('undoes nothing that was not done', () => {
    expect(last(first.fail)).toEqual({ state: 'refused0.failed', effects: [`send ${failedCommand} of -1`, 'end false'] });
  });

  it('sends the command again when its time is up, as often as it may', () => {
    expect(last('timer')).toEqual({ state: 'step0.try2', effects: [`send ${first.do} of 0`] });
    expect(last('timer', 'timer').state).toBe('gaveUp0.failed');
  });

  it('a step that ran out of tries: what was done before is undone; its own late answer is undone when it comes', () => {
    expect(last(first.ok, 'timer')).toEqual({ state: 'gaveUp1.undo0.try1', effects: [`send ${first.undo} undo of 0`] });
    expect(last(first.ok, 'timer', second.ok)).toEqual({ state: 'gaveUp1.undo0.try1', effects: [`send ${second.undo} undo of 1`] });
    expect(last(first.ok, 'timer', first.undone, second.ok)).toEqual({
      state: 'gaveUp1.failed',
      effects: [`send ${second.undo} undo of 1`],
    });
  });

  it('after the pivot nothing is undone: it is tried again, then it waits for the answer', () => {
    const beyond: readonly Happening[] = [first.ok, second.ok, third.ok, 'timer', 'timer', 'timer'];
    expect(last(...beyond).state).toBe('step3.waiting');
    expect(last(...beyond, fourth.ok).effects).toEqual([`send ${doneCommand} of -1`, 'end true']);
  });

  it('a compensation is tried again, then waits for its answer', () => {
    const failed: readonly Happening[] = [first.ok, second.fail, 'timer', 'timer'];
    expect(last(...failed.slice(0, 3))).toEqual({ state: 'refused1.undo0.try2', effects: [`send ${first.undo} undo of 0`] });
    expect(last(...failed).state).toBe('refused1.undo0.compensationFailed');
    expect(last(...failed, first.undone).state).toBe('refused1.failed');
  });

  it('ignores answers that it does not wait for, and everything after its end', () => {
    expect(last(third.ok)).toEqual({ state: 'step0.try1', effects: [] });
    expect(last(first.ok, first.ok)).toEqual({ state: 'step1.try1', effects: [] });
    expect(last(first.fail, first.ok, 'timer')).toEqual({ state: 'refused0.failed', effects: [] });
  });
});
