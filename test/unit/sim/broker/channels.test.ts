import { describe, expect, it } from 'vitest';
import { simulate, type RunSpec } from '../../../../src/sim/index';
import { count, type Fact, factsOfRun, fault, only, scenarioFrom, select, send } from '../../../support/engine';
import { problemsOf } from '../scenario/support';

/** Two workers listen to the same event; what the first makes travels over a channel of its own. */
const text = (channels: string): string => `eventflow: 1
info: { id: yard, title: Yard }
flow: { starts: StartThing, key: thingId, succeeds: ThingPacked, deadline: 300s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  works: { handles: { MakeThing: { time: 100ms, emit: ThingMade } } }
  packers: { handles: { PackThing: { time: 10ms, emit: ThingPacked }, NoteThing: { time: 10ms, emit: ThingNoted } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingStarted, in: packers, do: NoteThing }
      - { when: ThingMade, in: packers, do: PackThing }
delivery: { broker: { product: rabbitmq-quorum, latency: fixed(10ms) }, defaults: { outbox: false } }
workload: { send: StartThing, to: desk, every: 100ms, count: 0 }
${channels}
`;
const run = (channels: string, spec: Partial<RunSpec> = {}): readonly Fact[] => factsOfRun(scenarioFrom(text(channels)), spec);
const made = (product: string, more = ''): string => `channels: { made: { product: ${product}, messages: [ThingMade]${more} } }`;
const redeliveredAfterMs = (facts: readonly Fact[], type: string): number => {
  const [first, second] = select(facts, 'delivered', { place: 'packers', type });
  return (second?.ms ?? NaN) - (first?.ms ?? NaN);
};

describe('a channel', () => {
  const packersDie = { at: 145, for: 1000 };
  const crash: RunSpec['interventions'] = [send(), fault('crash', 'packers', packersDie, { point: 'now' })];

  it('brings its product’s rules to its messages and leaves the others with the broker’s product', () => {
    const crashWhilePacking = [send(), fault('crash', 'packers', { at: 152, for: 1000 })];
    const plain = run('', { interventions: crashWhilePacking });
    expect(redeliveredAfterMs(plain, 'ThingMade')).toBeLessThan(2000);
    const sqs = run(made('sns-sqs', ', sns-sqs: { fanOutFrom: 0ms, fanOutTo: 0ms, visibilityTimeout: 20s }'), {
      interventions: crashWhilePacking,
    });
    expect(redeliveredAfterMs(sqs, 'ThingMade')).toBe(20_000);
    const noting = [send(), fault('crash', 'packers', { at: 35, for: 1000 })];
    expect(redeliveredAfterMs(run(made('sns-sqs'), { interventions: noting }), 'ThingStarted')).toBeLessThan(2000);
  });

  it('takes another product or another setting from the spec', () => {
    const own = 'sns-sqs: { fanOutFrom: 0ms, fanOutTo: 0ms, visibilityTimeout: 20s }';
    const settings = { 'channels.made.product': 'sns-sqs', 'channels.made.visibilityTimeout': 7000 };
    const facts = run(made('kafka', `, ${own}`), { interventions: [send(), fault('crash', 'packers', { at: 152, for: 1000 })], settings });
    expect(redeliveredAfterMs(facts, 'ThingMade')).toBe(7000);
  });

  it('is in the header with its complete settings', () => {
    const scenario = scenarioFrom(text(made('kafka', ', title: What is made')));
    const { header } = simulate({
      scenario,
      coordination: 'choreography',
      product: null,
      seed: 1,
      workload: 'none',
      settings: {},
      interventions: [],
    });
    expect(header.channels).toMatchObject([{ id: 'made', title: 'What is made', product: 'kafka', settings: { sessionTimeout: 45_000 } }]);
  });

  it('lets every flow end and loses nothing, whatever the two products are', () => {
    const facts = run(made('kafka'), { interventions: crash });
    expect(count(facts, 'settled')).toBe(1);
    expect(only(facts, 'ended').a).toBe(0);
  });
});

describe('a channel that does not fit the file', () => {
  it.each([
    ['channels: { made: { product: kafka, messages: [ThingMode] } }', 'ThingMode'],
    ['channels: { a: { product: kafka, messages: [ThingMade] }, b: { product: kafka, messages: [ThingMade] } }', 'ThingMade'],
    ['channels: { made: { product: kafcar, messages: [ThingMade] } }', 'kafcar'],
    ['channels: { made: { product: kafka, messages: [] } }', ''],
    ['channels: { made: { product: kafka, messages: [ThingMade], kafka: { partitions: 0 } } }', '0'],
  ])('%s', (channels, found) => {
    const problems = problemsOf(text(channels)).filter(({ severity }) => severity === 'error');
    expect(problems.length).toBe(1);
    expect(`${problems[0]?.found}`).toContain(found);
    expect(problems[0]?.line).toBeGreaterThan(15);
  });
});
