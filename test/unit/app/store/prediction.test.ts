import { describe, expect, test } from 'vitest';
import { openRetail } from '../fixture';

const s = 1_000_000;
const never = { asked: false, choice: null, outcome: null } as const;

/** One order lived through, then Payment down at the end of it. */
function withPaymentDown(memory: Parameters<typeof openRetail>[0] = { memory: never }) {
  const page = openRetail(memory);
  page.actions.send();
  page.actions.runToEnd();
  page.actions.addFault('crash', 'payment', {}, 4 * s);
  return page;
}

describe('the prediction', () => {
  test('asks when a service is down after the first order', () => {
    const { state } = withPaymentDown();
    expect(state().prediction).toEqual({ status: 'asking', place: 'payment', send: false });
  });

  test('is not asked before anything has run, and never twice', () => {
    const fresh = openRetail({ memory: never });
    fresh.actions.addFault('crash', 'payment', {}, s);
    expect(fresh.state().prediction.status).toBe('none');
    expect(withPaymentDown({}).state().prediction.status).toBe('none');
  });

  test('comes before anything moves: an order placed meanwhile goes out after the answer', () => {
    const { state, actions } = withPaymentDown();
    const before = state().spec;
    actions.send();
    expect(state().spec).toBe(before);
    expect(state().playing).toBe(false);
    actions.predict('A');
    expect(state().spec?.interventions.at(-1)).toMatchObject({ kind: 'send' });
    expect(state().playing).toBe(true);
  });

  test('is compared with what the facts say: accepted, not refused', () => {
    const { state, actions } = withPaymentDown();
    actions.predict('A');
    expect(state().prediction).toMatchObject({ status: 'waiting', choice: 'A', message: null });
    actions.send();
    expect(state().prediction.status).toBe('waiting');
    actions.runToEnd();
    expect(state().prediction).toEqual({ status: 'revealed', choice: 'A', outcome: 'B', place: 'payment' });
    expect(state().memory).toEqual({ asked: true, choice: 'A', outcome: 'B' });
  });

  test('with calls the sender sees the error', () => {
    const page = openRetail({ memory: never });
    page.actions.setCoordination('calls');
    page.actions.send();
    page.actions.runToEnd();
    page.actions.addFault('crash', 'payment', {}, 60 * s);
    page.actions.predict('A');
    page.actions.send();
    page.actions.runToEnd();
    expect(page.state().prediction).toMatchObject({ status: 'revealed', outcome: 'A' });
  });

  test('can be skipped: the run works and is marked as not predicted', () => {
    const { state, actions } = withPaymentDown();
    actions.skipPrediction();
    actions.send();
    actions.runToEnd();
    expect(state().prediction).toMatchObject({ status: 'revealed', choice: null, outcome: 'B' });
  });
});
