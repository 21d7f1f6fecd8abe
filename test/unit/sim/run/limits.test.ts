import { describe, expect, it } from 'vitest';
import { defaultSpec, RunEnd, simulate, type RunSpec } from '../../../../src/sim/index';
import { defaultBudget, type Budget } from '../../../../src/sim/kernel/budget';
import { type Fact, factsOf, fault, only, select, send } from '../../../support/engine';
import { bundledScenario } from '../../../support/scenarios';
import { workshop } from '../../../support/workshop';

const spec: RunSpec = defaultSpec(bundledScenario('retail'), { workload: 'file' });
const within = (budget: Partial<Budget>, changes: Partial<RunSpec> = {}): readonly Fact[] =>
  factsOf(simulate({ ...spec, ...changes }, { ...defaultBudget, ...budget }));

describe('a bound that is reached ends the run with a fact, never with a hang', () => {
  it.each([
    ['steps', { steps: 100 }, RunEnd.stepLimit],
    ['facts', { facts: 100 }, RunEnd.factLimit],
    ['messages', { messages: 20 }, RunEnd.factLimit],
    ['time', { timeUs: 1_000_000 }, RunEnd.horizon],
  ] as const)('%s', (_, budget, end) => {
    const facts = within(budget);
    expect(only(facts, 'ended').a).toBe(end);
    expect(only(facts, 'limitReached').says).not.toBe('');
    expect(facts.at(-1)?.kind).toBe('ended');
    expect(facts.length).toBeLessThan(1500);
  });

  it('the facts before the bound are those of the whole run', () => {
    const whole = within({});
    const part = within({ steps: 500 }).filter(({ kind }) => !['ended', 'limitReached', 'ruleBroken'].includes(kind));
    expect(whole.slice(0, part.length)).toEqual(part);
  });

  it('a run at rest ends quietly', () => {
    expect(only(within({}), 'ended').a).toBe(RunEnd.quiet);
    expect(select(within({}), 'limitReached')).toEqual([]);
  });
});

it('more waiting copies than a run may hold end it', () => {
  const crash = fault('crash', 'payment', { at: 0, for: null });
  const facts = within({ copiesInFlight: 20 }, { settings: { 'workload.count': 400 }, interventions: [crash] });
  expect(only(facts, 'ended').a).toBe(RunEnd.copyLimit);
});

it('a message that fails for ever ends at the horizon', () => {
  const scenario = workshop({ product: 'kafka', defaults: 'dlq: false, attempts: 2, backoff: 10s' });
  const poison = fault('poison', 'works', { at: 0, for: null });
  const facts = factsOf(simulate(defaultSpec(scenario, { interventions: [send(), poison] })));
  expect(only(facts, 'ended').a).toBe(RunEnd.horizon);
});

it('one that fails for ever without a pause ends as well', () => {
  const scenario = workshop({ product: 'kafka', defaults: 'dlq: false, attempts: 2, backoff: 0', makes: '1ms' });
  const poison = fault('poison', 'works', { at: 0, for: null });
  const facts = factsOf(simulate(defaultSpec(scenario, { interventions: [send(), poison] })));
  const tries = select(facts, 'failed', { place: 'works' });
  expect(only(facts, 'ended').a).toBe(RunEnd.horizon);
  // 30 minutes at about 11 ms a try: it never stops trying.
  expect(tries.at(-1)?.ms).toBeGreaterThan(29 * 60_000);
});

it('an empty run is one fact', () => {
  const facts = factsOf(simulate(defaultSpec(bundledScenario('retail'))));
  expect(facts.map(({ kind, a }) => [kind, a])).toEqual([['ended', RunEnd.quiet]]);
});

it('a person who sends far in the future is waited for', () => {
  const facts = factsOf(simulate(defaultSpec(bundledScenario('retail'), { interventions: [send(20 * 3_600_000)] })));
  expect(select(facts, 'settled')).toHaveLength(1);
});
