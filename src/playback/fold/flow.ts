import { FactKind } from '../../sim';
import { type Fact, keyOf } from '../columns';
import { FlowStatus, type Fold, type FoldStep } from './fold';
import { widened } from './learned';

/** What became of each business key: started, ended, late. */
export const flowSteps: Partial<Record<number, FoldStep>> = {
  [FactKind.settled]: settle,
  [FactKind.deadlinePassed]: (fold, fact) => {
    const key = keyOf(fold.trace, fact.message);
    if (statusOfKey(fold, key) !== FlowStatus.open) return;
    setKey(fold, key, FlowStatus.late);
    fold.flow.late++;
    fold.flow.stamp = fact.row + 1;
  },
};

export function statusOfKey(fold: Fold, key: number): number {
  return fold.keys[key] ?? FlowStatus.none;
}

export function setKey(fold: Fold, key: number, status: number): void {
  if (key >= fold.keys.length) fold.keys = widened(fold.keys, key);
  fold.keys[key] = status;
}

function settle(fold: Fold, fact: Fact): void {
  const { flow } = fold;
  const key = keyOf(fold.trace, fact.message);
  const status = statusOfKey(fold, key);
  flow.stamp = fact.row + 1;
  if (fact.a === 1) flow.succeeded++;
  else flow.failed++;
  if (status === FlowStatus.open || status === FlowStatus.late) flow.open--;
  if (status === FlowStatus.late) flow.late--;
  setKey(fold, key, FlowStatus.ended);
}
