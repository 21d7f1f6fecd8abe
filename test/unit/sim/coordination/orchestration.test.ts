import { describe, expect, it } from 'vitest';
import type { RunSpec } from '../../../../src/sim/index';
import { count, emissions, type Fact, factsOf, fault, only, run, select, send } from '../../../support/engine';
import { workshop, type WorkshopOptions } from '../../../support/workshop';

const orchestrated = (changes: Partial<RunSpec>, options: WorkshopOptions = {}): readonly Fact[] =>
  factsOf(run(workshop(options), { coordination: 'orchestration', ...changes }));
const states = (changes: Partial<RunSpec>, options: WorkshopOptions = {}): readonly string[] => {
  const trace = run(workshop(options), { coordination: 'orchestration', ...changes });
  const names = trace.header.processes[0]?.states.map(({ name }) => name) ?? [];
  return factsOf(trace)
    .filter(({ kind }) => kind === 'processStarted' || kind === 'processMoved')
    .map(({ a }) => names[a] ?? '');
};

describe('a process that goes well', () => {
  const facts = orchestrated({ interventions: [send()] });

  it('walks its chart, and every move names the answer that caused it', () => {
    expect(states({ interventions: [send()] })).toEqual(['step0.try1', 'step1.try1', 'step2.try1', 'done']);
    const causes = select(facts, 'processMoved').map(({ b }) => facts.find(({ message }) => message === b)?.type);
    expect(causes).toEqual(['ThingMade', 'ThingPainted', 'ThingMailed']);
  });

  it('a command goes to the one place that handles it; an event to the coordinator and whoever listens', () => {
    expect(select(facts, 'enqueued', { type: 'MakeThing' }).map(({ place }) => place)).toEqual(['works']);
    expect(select(facts, 'enqueued', { type: 'ThingMade' }).map(({ place }) => place)).toEqual(['coordinator']);
  });

  it('ends once, with success, and no timer rings afterwards', () => {
    expect(only(facts, 'processEnded').a).toBe(1);
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingFinished', a: 1 });
    expect(count(facts, 'stepTimedOut')).toBe(0);
  });
});

describe('a step that is refused', () => {
  const changes = { interventions: [send()] };
  const facts = orchestrated(changes, { colour: 6 });

  it('undoes what was done and ends with the command of a failed process', () => {
    expect(states(changes, { colour: 6 })).toEqual(['step0.try1', 'step1.try1', 'refused1.undo0.try1', 'refused1.failed']);
    expect(only(facts, 'compensating').a).toBe(0);
    expect(only(facts, 'processEnded').a).toBe(0);
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingStopped', a: 0 });
  });

  it('leaves the state as it was', () => {
    const trace = run(workshop({ colour: 6 }), { coordination: 'orchestration', ...changes });
    expect(select(factsOf(trace), 'stateSet').map(({ b }) => trace.values[b])).toEqual([1, 0]);
  });
});

describe('a service that is away', () => {
  const away = (seconds: number): Partial<RunSpec> => ({
    interventions: [send(), fault('crash', 'works', { at: 0, for: seconds * 1000 })],
  });

  it('the command is sent again with the same id; the inbox lets it take effect once', () => {
    const facts = orchestrated(away(3));
    const sent = select(facts, 'sent', { type: 'MakeThing' });
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ message }) => message)).size).toBe(1);
    expect(only(facts, 'stepTimedOut')).toMatchObject({ a: 0, b: 1 });
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
    expect(only(facts, 'ignored', { place: 'works' }).type).toBe('MakeThing');
    expect(count(facts, 'settled')).toBe(1);
  });

  it('without the inbox the second copy takes effect as well', () => {
    const trace = run(workshop(), { coordination: 'orchestration', settings: { 'works.dedupe': false }, ...away(3) });
    expect(emissions(trace)['ThingMade']).toBe(2);
    expect(select(factsOf(trace), 'answerIgnored').map(({ says }) => says)).toEqual(['not waited for']);
  });

  it('away for longer than all tries it is given up; the late answer is compensated', () => {
    const facts = orchestrated(away(10));
    expect(select(facts, 'stepTimedOut').map(({ b }) => b)).toEqual([1, 2, 3]);
    expect(only(facts, 'processEnded').a).toBe(0);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
    expect(only(facts, 'compensating').ms).toBeGreaterThan(10_000);
    expect(count(facts, 'committed', { type: 'ScrapThing' })).toBe(1);
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingStopped', a: 0 });
  });

  it('after the pivot it is waited for, however long it takes', () => {
    const facts = orchestrated({ interventions: [send(), fault('crash', 'mail', { at: 0, for: 60_000 })] });
    expect(count(facts, 'compensating')).toBe(0);
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingFinished', a: 1 });
    expect(only(facts, 'settled').ms).toBeGreaterThan(60_000);
  });
});

describe('an answer that was lost', () => {
  it('is given again: an idempotent receiver answers a command that it has handled before', () => {
    const facts = orchestrated({
      interventions: [send(), fault('drop', 'coordinator', { at: 0, for: 2000 }, { p: 1, count: 1, type: 'ThingMade' })],
    });
    expect(only(facts, 'dropped').type).toBe('ThingMade');
    expect(only(facts, 'ignored', { place: 'works' }).type).toBe('MakeThing');
    const answers = select(facts, 'sent', { type: 'ThingMade' });
    expect(answers).toHaveLength(2);
    expect(new Set(answers.map(({ message }) => message)).size).toBe(1);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
    expect(count(facts, 'settled')).toBe(1);
  });
});

describe('the coordinator crashes', () => {
  /** While the works make the thing. */
  const crash = fault('crash', 'coordinator', { at: 100, for: 1000 });
  const volatile = { 'coordinator.durable': false };

  it('a durable process goes on where it was', () => {
    const facts = orchestrated({ interventions: [send(), crash] });
    expect(only(facts, 'processResumed').ms).toBe(1100);
    expect(only(facts, 'settled')).toMatchObject({ a: 1 });
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
  });

  it('a timer that rang while it was down rings when it is back', () => {
    const long = fault('crash', 'coordinator', { at: 100, for: 5000 });
    const facts = orchestrated({ interventions: [send(), long, fault('crash', 'works', { at: 60, for: 8000 })] });
    expect(select(facts, 'stepTimedOut')[0]?.ms).toBe(5100);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('a volatile one is gone: answers find nobody, the flow stays open', () => {
    const facts = orchestrated({ settings: volatile, interventions: [send(), crash] });
    expect(only(facts, 'processLost').ms).toBe(100);
    expect(only(facts, 'deadLettered', { place: 'coordinator' }).says).toBe('no such process');
    expect(count(facts, 'settled')).toBe(0);
    expect(count(facts, 'deadlinePassed')).toBe(1);
  });

  it('a process that has ended is not lost', () => {
    const late = fault('crash', 'coordinator', { at: 2000, for: 1000 });
    const facts = orchestrated({ settings: volatile, interventions: [send(), late] });
    expect([count(facts, 'processLost'), count(facts, 'processResumed')]).toEqual([0, 0]);
  });

  it('durability can be switched during the run', () => {
    const off = { kind: 'set', at: 50_000, path: 'coordinator.durable', value: false } as const;
    expect(count(orchestrated({ interventions: [send(), off, crash] }), 'processLost')).toBe(1);
  });

  it.each(['before-effect', 'before-publish', 'before-ack'])('%s, with outbox and inbox on, nothing is lost or done twice', (point) => {
    const facts = orchestrated({ interventions: [send(), fault('crash', 'coordinator', { at: 0, for: 300 }, { point })] });
    expect(count(facts, 'crashed')).toBe(1);
    for (const type of ['MakeThing', 'PaintThing', 'MailThing', 'FinishThing']) expect(count(facts, 'committed', { type })).toBe(1);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('twice the same start event begins one process', () => {
    const twice = fault('duplicate', 'coordinator', { at: 0, for: null }, { p: 1, type: 'ThingStarted' });
    const facts = orchestrated({ settings: { 'coordinator.dedupe': false }, interventions: [send(), twice] });
    expect(count(facts, 'processStarted')).toBe(1);
    expect(only(facts, 'answerIgnored').says).toBe('not waited for');
  });
});

describe('choreography over the same services', () => {
  it('has no coordinator, and a refusal is undone by policies', () => {
    const trace = run(workshop({ colour: 6 }), { coordination: 'choreography', interventions: [send()] });
    expect(trace.header.places.some(({ id }) => id === 'coordinator')).toBe(false);
    expect(emissions(trace)).toMatchObject({ ThingMade: 1, PaintRefused: 1, ThingScrapped: 1, ThingStopped: 1 });
  });

  it('a policy issues its command within the receiving service: no hop', () => {
    const facts = factsOf(run(workshop(), { coordination: 'choreography', interventions: [send()] }));
    const sent = only(facts, 'sent', { type: 'MakeThing' });
    expect([sent.place, sent.a]).toEqual(['works', 0]);
    expect(count(facts, 'accepted', { type: 'MakeThing' })).toBe(0);
  });
});
