import { describe, expect, test } from 'vitest';
import { FactKind, type Trace } from '../../../../src/sim';
import { createSlowRunner, openRetail } from '../fixture';

const s = 1_000_000;

/** All facts before `time`, as plain rows. */
function factsBefore(trace: Trace | null, time: number): readonly string[] {
  return (trace?.facts ?? []).flatMap((chunk) =>
    Array.from({ length: chunk.rows }, (_, i) => i)
      .filter((i) => (chunk.time[i] ?? 0) < time)
      .map((i) => [chunk.time[i], chunk.kind[i], chunk.place[i], chunk.message[i], chunk.a[i], chunk.b[i]].join(' ')),
  );
}

describe('an act at the playhead', () => {
  test('is an intervention: the past stays bit for bit, the playhead stays, the old future is the ghost', () => {
    const { state, actions } = openRetail();
    actions.send();
    const first = state().run.trace;
    actions.seek(100_000);
    actions.addFault('crash', 'payment', {}, 2 * s);
    expect(state().playhead).toBe(100_000);
    expect(state().spec?.interventions.at(-1)).toEqual({
      kind: 'fault',
      at: 100_000,
      for: 2 * s,
      fault: { kind: 'crash', target: 'payment', params: {} },
    });
    expect(factsBefore(state().run.trace, 100_000)).toEqual(factsBefore(first, 100_000));
    expect(factsBefore(state().run.trace, 9 * s)).not.toEqual(factsBefore(first, 9 * s));
    expect(state().run.ghost).toBe(first);
    expect(state().run.ghostFrom).toBe(100_000);
  });

  test('a parameter at its default changes nothing: the same run code with and without it', () => {
    const one = openRetail();
    one.actions.addFault('crash', 'payment', { point: 'now' }, 2 * s);
    const other = openRetail();
    other.actions.addFault('crash', 'payment', {}, 2 * s);
    expect(one.code()).toBe(other.code());
  });

  test('sending plays', () => {
    const { state, actions } = openRetail();
    expect(state().playing).toBe(false);
    actions.send();
    expect(state().playing).toBe(true);
    expect(state().run.trace?.rows).toBeGreaterThan(20);
  });
});

describe('undo and redo', () => {
  test('give back the run code and leave the playhead where it is', () => {
    const { state, actions, code } = openRetail();
    actions.send();
    const before = code();
    actions.seek(50_000);
    actions.addFault('crash', 'payment');
    const after = code();
    expect(after).not.toBe(before);
    actions.undo();
    expect(code()).toBe(before);
    expect(state().playhead).toBe(50_000);
    actions.redo();
    expect(code()).toBe(after);
    expect(state().future).toEqual([]);
  });

  test('a new act after undo forgets the undone one', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.undo();
    actions.send();
    actions.redo();
    expect(state().spec?.interventions).toHaveLength(1);
  });
});

describe('a fault bar', () => {
  test('moved: the playhead goes to the earlier of both beginnings first', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.seek(400_000);
    actions.addFault('crash', 'payment', {}, s);
    actions.runToEnd();
    actions.editIntervention(1, { at: 200_000 });
    expect(state().playhead).toBe(200_000);
    expect(state().spec?.interventions[1]).toMatchObject({ at: 200_000, for: s });
    actions.editIntervention(1, { at: 300_000 });
    expect(state().playhead).toBe(200_000);
    expect(state().playing).toBe(false);
  });

  test('keeps its selection when it changes its place in the list', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.addFault('crash', 'payment', {}, s);
    actions.addFault('slow', 'shipping', {}, s);
    actions.select({ kind: 'fault', intervention: 1 });
    actions.editIntervention(1, { at: 5 * s });
    expect(state().selection).toEqual({ kind: 'fault', intervention: 2 });
    actions.removeIntervention(2);
    expect(state().selection).toBeNull();
    expect(state().spec?.interventions.map((one) => one.kind)).toEqual(['send', 'fault']);
  });

  test('never becomes too short to be grasped, never begins before the run', () => {
    const { state, actions } = openRetail();
    actions.addFault('crash', 'payment', {}, s);
    actions.editIntervention(0, { at: -5, for: 1 });
    expect(state().spec?.interventions[0]).toMatchObject({ at: 0, for: 100_000 });
  });
});

describe('options of the whole run', () => {
  test('another coordination keeps the playhead, clamped to the new trace, and shows the old run as ghost', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.seek(3 * s);
    const old = state().run.trace;
    actions.setCoordination('orchestration');
    expect(state().spec?.interventions).toHaveLength(1);
    expect(state().playhead).toBe(Math.min(3 * s, state().run.trace?.endTime ?? 0));
    expect(state().run.ghost).toBe(old);
    actions.setCoordination('hybrid', 'playFromStart');
    expect(state()).toMatchObject({ playhead: 0, playing: true });
  });

  test.each([
    ['seed', (actions: ReturnType<typeof openRetail>['actions']) => actions.setSeed(7)],
    ['product', (actions: ReturnType<typeof openRetail>['actions']) => actions.setProduct('kafka')],
    ['workload', (actions: ReturnType<typeof openRetail>['actions']) => actions.setWorkload('file')],
    ['setting', (actions: ReturnType<typeof openRetail>['actions']) => actions.setSetting('payment.dedupe', false, 'run')],
  ])('another %s starts at 0 and keeps what was done', (_, act) => {
    const { state, actions, code } = openRetail();
    actions.send();
    actions.seek(300_000);
    const before = code();
    act(actions);
    expect(state().playhead).toBe(0);
    expect(state().spec?.interventions).toEqual([{ kind: 'send', at: 0 }]);
    expect(code()).not.toBe(before);
  });

  test('a setting that is put back leaves no trace: the old run code', () => {
    const { state, actions, code } = openRetail();
    actions.send();
    const before = code();
    actions.setSetting('payment.dedupe', false, 'run');
    expect(state().caption).toBe('Run again with Payment dedupe off, same seed.');
    actions.setSetting('payment.dedupe', true, 'run');
    expect(state().spec?.settings).toEqual({});
    expect(code()).toBe(before);
  });

  test('a setting "from now on" is an intervention', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.seek(300_000);
    actions.setSetting('payment.dedupe', false, 'now');
    expect(state().playhead).toBe(300_000);
    expect(state().spec?.interventions.at(-1)).toEqual({ kind: 'set', at: 300_000, path: 'payment.dedupe', value: false });
    expect(state().spec?.settings).toEqual({});
  });

  test('the faults of the file become bars like any other, and go again', () => {
    const { state, actions } = openRetail();
    actions.setFileFaults(true);
    expect(state().spec?.interventions.map((one) => (one.kind === 'fault' ? one.fault.kind : one.kind))).toEqual([
      'duplicate',
      'crash',
      'broker-down',
    ]);
    actions.setFileFaults(true);
    expect(state().spec?.interventions).toHaveLength(3);
    actions.setFileFaults(false);
    expect(state().spec?.interventions).toEqual([]);
  });
});

describe('view acts', () => {
  test('leave the run code alone', () => {
    const { state, actions, code } = openRetail();
    actions.send();
    const before = code();
    actions.seek(123_456);
    actions.setSpeed(4);
    actions.setPace('clock');
    actions.select({ kind: 'place', place: 'payment' });
    actions.step('next', 'event');
    actions.step('previous', 'notable');
    actions.setPreferences({ theme: 'dark', motion: 'none' });
    expect(code()).toBe(before);
    expect(state().past).toHaveLength(1);
  });

  test('the end of the first run brings the next level', () => {
    const { state, actions } = openRetail();
    expect(state().level).toBe(0);
    actions.runToEnd();
    expect(state().level).toBe(0);
    actions.send();
    actions.runToEnd();
    expect(state()).toMatchObject({ level: 1, atEnd: true, playing: false });
    expect(state().caption).toMatch(/^Nothing more happens\. 1 order · 6 commands · 6 events · [\d.]+ s · 1 confirmed$/);
  });

  test('steps forth and back arrive at the same state', () => {
    const { state, actions } = openRetail();
    actions.send();
    actions.seek(100_000);
    actions.step('next', 'event');
    const times = [state().playhead];
    for (let i = 0; i < 3; i++) {
      actions.step('next', 'event');
      times.push(state().playhead);
    }
    for (let i = 2; i >= 0; i--) {
      actions.step('previous', 'event');
      expect(state().playhead).toBe(times[i]);
    }
    expect(new Set(times).size).toBe(4);
  });
});

describe('while a new future is being made', () => {
  test('the old picture stays, and two quick acts both count', () => {
    const runner = createSlowRunner();
    const { state, actions } = openRetail({ runner });
    runner.finish();
    actions.send();
    expect(state().run.status).toBe('simulating');
    expect(state().run.trace?.rows).toBeLessThanOrEqual(1);
    actions.addFault('crash', 'payment', {}, s);
    runner.finish();
    expect(state().run.status).toBe('ready');
    expect(state().spec?.interventions).toHaveLength(2);
    expect(state().playing).toBe(true);
    const trace = state().run.trace;
    const kinds = trace?.facts.flatMap((chunk) => [...chunk.kind.subarray(0, chunk.rows)]) ?? [];
    expect(kinds).toContain(FactKind.crashed);
  });
});

describe('scenarios', () => {
  test('a file that cannot be read keeps the one before it and says where it is wrong', () => {
    const { state, actions, code } = openRetail();
    actions.send();
    const before = code();
    actions.loadScenario('eventflow: 1\nservices:\n  a: { hanldes: {} }\n', 'mine.yaml');
    expect(code()).toBe(before);
    expect(state().dialog).toBe('rejected');
    expect(state().rejected?.problems).toContainEqual(expect.objectContaining({ file: 'mine.yaml', line: 3, suggestion: 'handles' }));
  });

  test('another scenario starts afresh; undo brings the old run back', () => {
    const { state, actions, code } = openRetail();
    actions.send();
    const before = code();
    actions.chooseScenario('transfer');
    expect(state().spec?.interventions).toEqual([]);
    expect(state().source).toEqual({ kind: 'bundled', id: 'transfer' });
    actions.undo();
    expect(code()).toBe(before);
    expect(state().source).toEqual({ kind: 'bundled', id: 'retail' });
  });
});
