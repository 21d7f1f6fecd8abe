import { FactKind } from '../../sim';
import { causationOf, type Fact, keyOf, typeIndexOf } from '../columns';
import { markOf, rowOf } from './entryList';
import { beginHop } from './hops';
import { type Fold, type FoldStep, FlowStatus, touch } from './fold';
import { statusOfKey, setKey } from './flow';

/** Messages between leaving their sender and the broker, and calls between two places. */
export const publishingSteps: Partial<Record<number, FoldStep>> = {
  [FactKind.sent]: (fold, fact) => {
    beginHop(fold, fact);
    if (typeIndexOf(fold.trace, fact.message) === fold.trace.header.flow.starts) beginFlow(fold, fact);
  },
  [FactKind.outboxStored]: (fold, fact) => {
    const { outbox } = touch(fold, fact.place, fact);
    // A message that comes back because it could not be sent is older than what was stored meanwhile.
    if (outbox.length > 0 && fact.message < outbox.messageAt(0)) outbox.unshift(fact.message, markOf(fact.row, 0));
    else outbox.push(fact.message, markOf(fact.row, 0));
  },
  [FactKind.outboxRelayed]: (fold, fact) => void touch(fold, fact.place, fact).outbox.remove(fact.message),
  [FactKind.buffered]: (fold, fact) => void touch(fold, fact.place, fact).buffered++,
  [FactKind.unbuffered]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    if (place.buffered > 0) place.buffered--;
  },
  [FactKind.called]: (fold, fact) => {
    touch(fold, fact.place, fact).calls.push(fact.message, markOf(fact.row, 0));
    beginHop(fold, fact);
    if (typeIndexOf(fold.trace, fact.message) === fold.trace.header.flow.starts) beginFlow(fold, fact);
  },
  [FactKind.replied]: answer,
  [FactKind.callFailed]: (fold, fact) => void touch(fold, fact.place, fact).calls.remove(fact.message),
  [FactKind.stepTimedOut]: (fold, fact) => giveUpCalls(fold, fact),
  [FactKind.refused]: (fold, fact) => {
    touch(fold, fact.place, fact);
    refuse(fold, fact);
  },
};

/** Answers that may be on their way to one caller and still be told apart. */
const answersMax = 64;

/** The caller waits until the answer has arrived, not only until it left. */
function answer(fold: Fold, fact: Fact): void {
  beginHop(fold, fact);
  const { calls, answers } = touch(fold, fact.b, fact);
  const request = calls.indexOf(causationOf(fold.trace, fact.message));
  const index = request >= 0 ? request : calls.indexOf(fact.message);
  answers.push(index >= 0 ? rowOf(calls.removeAt(index)) : fact.row, markOf(fact.row, 0));
  while (answers.length > answersMax) answers.removeAt(0);
}

/** A step that timed out no longer waits for its call. */
function giveUpCalls(fold: Fold, fact: Fact): void {
  const { calls } = touch(fold, fact.place, fact);
  const key = keyOf(fold.trace, fact.message);
  for (let i = calls.length - 1; i >= 0; i--) if (keyOf(fold.trace, calls.messageAt(i)) === key) calls.removeAt(i);
}

function beginFlow(fold: Fold, fact: Fact): void {
  const key = keyOf(fold.trace, fact.message);
  const status = statusOfKey(fold, key);
  if (status === FlowStatus.open || status === FlowStatus.late) return;
  setKey(fold, key, FlowStatus.open);
  const { flow } = fold;
  flow.stamp = fact.row + 1;
  if (status === FlowStatus.none) flow.started++;
  flow.open++;
}

/** Every refusal counts; the refusal of a starting command also ends its flow before it began. */
function refuse(fold: Fold, fact: Fact): void {
  const { flow } = fold;
  flow.refused++;
  flow.stamp = fact.row + 1;
  if (typeIndexOf(fold.trace, fact.message) !== fold.trace.header.flow.starts) return;
  const key = keyOf(fold.trace, fact.message);
  const status = statusOfKey(fold, key);
  if (status !== FlowStatus.open && status !== FlowStatus.late) return;
  if (status === FlowStatus.late) flow.late--;
  flow.open--;
  setKey(fold, key, FlowStatus.ended);
}
