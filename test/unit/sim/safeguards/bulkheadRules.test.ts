import { describe, expect, it } from 'vitest';
import {
  type BulkheadRules,
  type BulkheadState,
  type BulkheadStep,
  emptyBulkhead,
  enterBulkhead,
  expireWaiting,
  leaveBulkhead,
  resilience4jBulkhead,
} from '../../../../src/sim/safeguards/bulkheadRules';

function enterAll(rules: BulkheadRules, calls: readonly (readonly [call: number, atUs: number])[], from: BulkheadState = emptyBulkhead) {
  const steps: BulkheadStep[] = [];
  let state = from;
  for (const [call, atUs] of calls) {
    const step = enterBulkhead(rules, state, call, atUs);
    steps.push(step);
    state = step.state;
  }
  return { state, started: steps.flatMap(({ started }) => started), refused: steps.flatMap(({ refused }) => refused) };
}

describe('a bulkhead with the defaults of resilience4j', () => {
  const calls = Array.from({ length: 26 }, (_, call) => [call, 0] as const);

  it('lets 25 calls run and refuses the next at once', () => {
    expect(enterAll(resilience4jBulkhead, calls)).toMatchObject({ refused: [25], state: { running: 25, waiting: [] } });
  });

  it('has room again when one has ended', () => {
    const { state } = enterAll(resilience4jBulkhead, calls);
    const left = leaveBulkhead(resilience4jBulkhead, state, 1);
    expect(left).toMatchObject({ started: [], state: { running: 24 } });
    expect(enterBulkhead(resilience4jBulkhead, left.state, 99, 1)).toMatchObject({ started: [99], refused: [] });
  });
});

describe('a bulkhead with a waiting room', () => {
  const rules: BulkheadRules = { concurrentMax: 1, waitMaxUs: 100, waitingMax: 2 };
  const full = enterAll(rules, [
    [1, 0],
    [2, 10],
    [3, 20],
    [4, 30],
  ]);

  it('lets so many wait and refuses the rest', () => {
    expect(full).toMatchObject({ started: [1], refused: [4] });
    expect(full.state.waiting.map(({ call }) => call)).toEqual([2, 3]);
  });

  it('takes the one that has waited longest', () => {
    expect(leaveBulkhead(rules, full.state, 50)).toMatchObject({ started: [2], refused: [], state: { running: 1 } });
  });

  it('refuses those that have waited as long as they may, not sooner', () => {
    expect(expireWaiting(full.state, 109).refused).toEqual([]);
    expect(expireWaiting(full.state, 110).refused).toEqual([2]);
    expect(leaveBulkhead(rules, full.state, 110)).toMatchObject({ started: [3], refused: [2] });
    expect(leaveBulkhead(rules, full.state, 120)).toMatchObject({ started: [], refused: [2, 3], state: { running: 0, waiting: [] } });
  });

  it('smaller than before starts nobody until there is room', () => {
    const many = enterAll({ ...rules, concurrentMax: 3 }, [
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    const left = leaveBulkhead(rules, many.state, 1);
    expect(left).toMatchObject({ started: [], state: { running: 2 } });
    const again = leaveBulkhead(rules, left.state, 2);
    expect(again).toMatchObject({ started: [], state: { running: 1 } });
    expect(leaveBulkhead(rules, again.state, 3)).toMatchObject({ started: [4], state: { running: 1, waiting: [] } });
  });
});
