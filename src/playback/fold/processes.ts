import { FactKind } from '../../sim';
import type { Fact } from '../columns';
import { type Fold, type FoldStep, kindAt } from './fold';

/** Ended instances that stay visible. */
const endedKept = 200;

/** Process instances: one number each, the row of the last fact about it. */
export const processSteps: Partial<Record<number, FoldStep>> = {
  [FactKind.processStarted]: (fold, fact) => {
    const { processes } = fold;
    processes.last.push(fact.row);
    processes.running++;
    processes.stamp = fact.row + 1;
  },
  [FactKind.processMoved]: note,
  [FactKind.processResumed]: note,
  [FactKind.processEnded]: (fold, fact) => {
    if (!note(fold, fact)) return;
    fold.processes.running--;
    if (fact.a === 1) fold.processes.done++;
    else fold.processes.failed++;
    forgetOld(fold);
  },
  [FactKind.processLost]: (fold, fact) => {
    if (!note(fold, fact)) return;
    fold.processes.running--;
    fold.processes.lost++;
    forgetOld(fold);
  },
};

/** True when the instance was still running. */
function note(fold: Fold, fact: Fact): boolean {
  const { processes, learned } = fold;
  const ordinal = (learned.instances.get(fact.place)?.[fact.message] ?? 0) - 1;
  const index = ordinal - processes.base;
  if (ordinal < 0 || index < 0 || isEndRow(fold, processes.last.at(index))) return false;
  processes.last.set(index, fact.row);
  processes.stamp = fact.row + 1;
  return true;
}

export function isEndRow(fold: Fold, row: number): boolean {
  const kind = kindAt(fold.trace, row);
  return kind === FactKind.processEnded || kind === FactKind.processLost;
}

/** Forgets ended instances from the front, a good number at once, so that it costs nothing per fact. */
function forgetOld(fold: Fold): void {
  const { processes } = fold;
  if (processes.last.length < endedKept * 2) return;
  if (!isEndRow(fold, processes.last.at(0))) return;
  const most = processes.last.length - endedKept;
  let count = 0;
  while (count < most && isEndRow(fold, processes.last.at(count))) count++;
  if (count < 64) return;
  processes.last.dropFirst(count);
  processes.base += count;
}
