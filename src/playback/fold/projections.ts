import { FactKind } from '../../sim';
import { type FoldStep, touch } from './fold';

/** State fields and read models. */
export const projectionSteps: Partial<Record<number, FoldStep>> = {
  [FactKind.stateSet]: (fold, fact) => {
    touch(fold, fact.place, fact);
    const slot = fold.learned.stateSlots[fact.place]?.get(fact.a) ?? -1;
    if (slot < 0) return;
    if (slot >= fold.stateRows.length) fold.stateRows.resize(slot + 1);
    fold.stateRows.set(slot, fact.row + 1);
  },
  [FactKind.projected]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    const ordinal = fold.projected++;
    place.pending.remove(fact.message);
    place.rowCount += fold.learned.projectedNew[ordinal] ?? 0;
    place.total += fold.learned.projectedDelta[ordinal] ?? 0;
  },
};
