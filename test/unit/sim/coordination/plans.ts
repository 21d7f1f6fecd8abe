import * as fc from 'fast-check';
import type { ProcessPlan, ProcessStep } from '../../../../src/sim/coordination/process';

/** Types of a drawn process: step i has command 10i, ok 10i+1, fail 10i+2, undo 10i+3, undone 10i+4. */
export const types = (i: number) => ({ do: 10 * i, ok: 10 * i + 1, fail: 10 * i + 2, undo: 10 * i + 3, undone: 10 * i + 4 });
export const doneCommand = 900;
export const failedCommand = 901;

interface StepDraw {
  readonly canFail: boolean;
  readonly canUndo: boolean;
  readonly answersUndo: boolean;
  readonly timeoutUs: number | null;
  readonly retries: number;
}

const stepDraw: fc.Arbitrary<StepDraw> = fc.record({
  canFail: fc.boolean(),
  canUndo: fc.boolean(),
  answersUndo: fc.boolean(),
  timeoutUs: fc.constantFrom(null, 1_000_000, 3_000_000),
  retries: fc.integer({ min: 0, max: 3 }),
});

export const stepOf = ({ canFail, canUndo, answersUndo, timeoutUs, retries }: StepDraw, index: number): ProcessStep => {
  const own = types(index + 1);
  return {
    do: own.do,
    ok: own.ok,
    fail: canFail ? own.fail : null,
    undo: canUndo ? own.undo : null,
    undone: canUndo && answersUndo ? own.undone : null,
    timeoutUs,
    retries,
  };
};

export const plan: fc.Arbitrary<ProcessPlan> = fc.record({
  id: fc.constant('drawn'),
  steps: fc.array(stepDraw, { minLength: 1, maxLength: 4 }).map((draws) => draws.map(stepOf)),
  done: fc.constant(doneCommand),
  failed: fc.constantFrom(failedCommand, -1),
  waitsAfterPivot: fc.boolean(),
  undoTries: fc.integer({ min: 1, max: 4 }),
});

/** An answer by its type, or the timer of whatever state the process is in. */
export type Happening = number | 'timer';

export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant('timer' as const) },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 1, 2, 4)).map(([step, answer]) => 10 * step + answer),
    },
  ),
  { maxLength: 25 },
);
