import { describe, expect, test } from 'vitest';
import {
  announcements,
  causesOf,
  countSteps,
  createPlayback,
  deliveriesOf,
  effectsOf,
  factsOf,
  isNotable,
  nextRow,
  previousRow,
  readModelRows,
  timelineMarks,
} from '../../../src/playback';
import { factAt, FactKind, messageAt, type Trace } from '../../../src/sim';
import { fault, oneRun, realRun, troubledRun } from './traces';

function timesForward(trace: Trace, by: 'event' | 'notable'): readonly number[] {
  const times: number[] = [];
  for (let row = nextRow(trace, -1, by); row !== null; row = nextRow(trace, factAt(trace, row).time, by))
    times.push(factAt(trace, row).time);
  return times;
}

function timesBackward(trace: Trace, by: 'event' | 'notable'): readonly number[] {
  const times: number[] = [];
  for (let row = previousRow(trace, Number.POSITIVE_INFINITY, by); row !== null; row = previousRow(trace, factAt(trace, row).time, by)) {
    times.push(factAt(trace, row).time);
  }
  return times.toReversed();
}

describe('stepping', () => {
  test.each(['event', 'notable'] as const)('by %s backward visits the same instants as forward', (by) => {
    const trace = troubledRun('retail', 'choreography');
    const forward = timesForward(trace, by);
    expect(forward.length).toBeGreaterThan(20);
    expect(timesBackward(trace, by)).toEqual(forward);
    expect(new Set(forward).size).toBe(forward.length);
  });

  test('an acknowledgement alone is no step', () => {
    const trace = oneRun('retail', 'choreography');
    const steps = new Set(timesForward(trace, 'event'));
    const acknowledged = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).filter(
      ({ kind }) => kind === FactKind.acknowledged,
    );
    expect(acknowledged.some(({ time }) => !steps.has(time))).toBe(true);
    expect(countSteps(trace)).toBe(steps.size);
  });

  test('three steps there and three back end in the same picture', () => {
    const trace = oneRun('retail', 'choreography');
    const playback = createPlayback(trace);
    const start = timesForward(trace, 'event')[5]!;
    const before = structuredClone(playback.frameAt(start).places);
    let time = start;
    for (let i = 0; i < 3; i++) time = factAt(trace, nextRow(trace, time, 'event')!).time;
    expect(time).toBeGreaterThan(start);
    for (let i = 0; i < 3; i++) time = factAt(trace, previousRow(trace, time, 'event')!).time;
    expect(playback.frameAt(time).places).toEqual(before);
  });

  test('notable steps are those with a notable sentence', () => {
    const trace = oneRun('retail', 'choreography');
    expect(timesForward(trace, 'notable')).toHaveLength(6);
    expect(isNotable(trace, 0)).toBe(true);
  });
});

describe('causality', () => {
  test('causes and effects are each other turned round', () => {
    const trace = oneRun('retail', 'choreography');
    const last = trace.messageCount;
    expect(causesOf(trace, last).at(-1)).toBe(1);
    const effects = effectsOf(trace, 1);
    expect(effects).toHaveLength(trace.messageCount - 1);
    for (const { message, depth } of effects) expect(causesOf(trace, message)).toHaveLength(depth);
    expect(effectsOf(trace, 1, 3)).toHaveLength(3);
  });

  test('facts and deliveries of a message, over several chunks', () => {
    const trace = realRun('retail', 'choreography', { workload: 'file', settings: { 'workload.count': 1200 } });
    expect(trace.facts.length).toBeGreaterThan(1);
    for (const message of [2, Math.floor(trace.messageCount / 2), trace.messageCount]) {
      const rows = factsOf(trace, message);
      const slow = Array.from({ length: trace.rows }, (_, row) => row).filter((row) => factAt(trace, row).message === message);
      expect(rows).toEqual(slow);
    }
    const placed = Array.from({ length: 50 }, (_, i) => i + 1).find(
      (id) => trace.header.messageTypes[messageAt(trace, id).type]?.name === 'OrderPlaced',
    )!;
    expect(deliveriesOf(trace, placed).map((row) => factAt(trace, row).kind)).toEqual([4, 4, 4]);
  });
});

describe('the timeline', () => {
  const crash = fault('crash', 'payment', [50_000, 2_000_000]);

  test('has a bar per fault, from where it began to where it ended, and says how often it struck', () => {
    const trace = oneRun('retail', 'choreography', [crash]);
    expect(timelineMarks(trace, 800).faults).toEqual([
      { fault: 0, label: 'Payment down', intervention: 1, from: 50_000, until: 2_050_000, struck: 1 },
    ]);
  });

  test('marks what people did besides faults', () => {
    const trace = oneRun('retail', 'choreography', [crash]);
    expect(timelineMarks(trace, 800, [{ kind: 'send', at: 0 }, crash]).interventions).toEqual([{ intervention: 0, kind: 'send', at: 0 }]);
  });

  test('never has more ticks than pixels, and loses none', () => {
    const trace = troubledRun('retail', 'choreography');
    const { ticks } = timelineMarks(trace, 300);
    expect(ticks.length).toBeLessThanOrEqual(300);
    expect(new Set(ticks.map(({ pixel }) => pixel)).size).toBe(ticks.length);
    expect(ticks.every(({ pixel }) => pixel >= 0 && pixel < 300)).toBe(true);
    const coarse = timelineMarks(trace, 10).ticks;
    const sum = (marks: typeof ticks): number => marks.reduce((total, { count }) => total + count, 0);
    expect(sum(coarse)).toBe(sum(ticks));
    expect(new Set(ticks.map(({ kind }) => kind))).toContain('success');
  });

  test('marks broken rules with their key', () => {
    const doubled = fault('duplicate', 'payment', [0, null], { p: 1 });
    const trace = realRun('retail', 'choreography', { settings: { '*.dedupe': false }, interventions: [{ kind: 'send', at: 0 }, doubled] });
    expect(timelineMarks(trace, 500).violations[0]).toMatchObject({ key: 1, count: 1 });
    expect(createPlayback(trace).frameAt(trace.endTime).broken.length).toBeGreaterThan(0);
  });
});

describe('announcements', () => {
  test('a burst becomes a count, problems go to the alert, off says nothing', () => {
    const trace = troubledRun('retail', 'choreography');
    const all = announcements(trace, 0, 2_500_000, 'milestones');
    expect(all.polite).toMatch(/^\d+ more messages, \d+ failures?\. .*\./);
    expect(all.urgent).toMatch(/crashed|down|failed/);
    expect(announcements(trace, 0, 2_500_000, 'problems').polite).toBeNull();
    expect(announcements(trace, 0, 2_500_000, 'off')).toEqual({ polite: null, urgent: null });
  });

  test('a quiet stretch says nothing, a single event its sentence', () => {
    const trace = oneRun('retail', 'choreography');
    expect(announcements(trace, 100, 200, 'all')).toEqual({ polite: null, urgent: null });
    expect(announcements(trace, -1, 0, 'milestones')).toEqual({
      polite: 'Customer asks Order Management to place order #1.',
      urgent: null,
    });
  });
});

test('read model tables are folded up to the playhead', () => {
  const trace = realRun('retail', 'choreography', { workload: 'file' });
  const place = trace.header.places.findIndex((info) => info.id === 'orders-by-customer');
  const rows = readModelRows(trace, place, trace.endTime);
  const { readModel } = createPlayback(trace).frameAt(trace.endTime).places[place]!;
  expect(rows).toHaveLength(readModel!.rowCount);
  expect(rows.reduce((sum, { value }) => sum + value, 0)).toBe(readModel!.total);
  expect(readModelRows(trace, place, 0)).toEqual([]);
});
