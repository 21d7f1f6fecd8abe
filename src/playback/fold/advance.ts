import { FactKind } from '../../sim';
import { type Fact, readFact } from '../columns';
import { conditionSteps } from './conditions';
import { copySteps } from './copies';
import { flowSteps } from './flow';
import type { Fold, FoldStep } from './fold';
import { processSteps } from './processes';
import { projectionSteps } from './projections';
import { publishingSteps } from './publishing';

/** Facts that change no picture: they tell, they count, they end the run. */
const withoutStep: readonly number[] = [
  FactKind.deduplicated,
  FactKind.accepted,
  FactKind.publishFailed,
  FactKind.compensating,
  FactKind.compensationFailed,
  FactKind.readAgain,
  FactKind.limitReached,
  FactKind.ended,
];

const families = [copySteps, publishingSteps, processSteps, flowSteps, conditionSteps, projectionSteps];

/** One step per kind; a kind in two families or in none is a mistake in this file (see the test). */
const steps: readonly (FoldStep | undefined)[] = Array.from({ length: 256 }, (_, kind) => families.find((family) => family[kind])?.[kind]);

/** Kinds that no family handles although they are not listed as without step, and kinds handled twice. */
export function kindsOutOfPlace(): readonly number[] {
  return Object.values(FactKind).filter((kind) => {
    const handlers = families.filter((family) => family[kind] !== undefined).length;
    return handlers !== (withoutStep.includes(kind) ? 0 : 1);
  });
}

/** Folds the facts up to row `rows`; the pass must have learned them before. */
export function advance(fold: Fold, rows: number, fact: Fact): void {
  const { trace } = fold;
  for (let row = fold.rows; row < rows; row++) {
    readFact(trace, row, fact);
    steps[fact.kind]?.(fold, fact);
  }
  fold.rows = rows;
}
