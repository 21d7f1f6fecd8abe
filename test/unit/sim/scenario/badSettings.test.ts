import { describe, expect, it } from 'vitest';
import { durationText, misfitOf } from '../../../../src/sim/broker/products/misfit';
import { longestHandling } from '../../../../src/sim/scenario/longestHandling';
import { load, problemsOf, small } from './support';

const bad = (line: string) => {
  const [problem, ...others] = problemsOf(`${small}${line}\n`);
  expect(others).toEqual([]);
  return { problem, at: (piece: string) => ({ line: 27, column: line.indexOf(piece) + 1 }) };
};

describe('a product refuses values that it does not know, where they stand in the file', () => {
  it.each([
    ['no partitions', 'kafka: { partitions: 0 }', '0 }', { found: '0', expected: 'a whole number from 1 to 256', suggestion: '1' }],
    ['half a partition', 'kafka: { partitions: 2.5 }', '2.5', { found: '2.5', expected: 'a whole number from 1 to 256', suggestion: '3' }],
    ['too many partitions', 'kafka: { partitions: 1000 }', '1000', { found: '1000', suggestion: '256' }],
    ['a negative time', 'kafka: { linger: -5ms }', '-5ms', { found: '-5ms', expected: 'a duration from 0ms to 1s' }],
    ['a time without unit', 'kafka: { linger: 5 }', '5 }', { found: '5', expected: 'a duration from 0ms to 1s', suggestion: '5ms' }],
    [
      'a time that is too long',
      'sns-sqs: { visibilityTimeout: 13h }',
      '13h',
      { expected: 'a duration from 0ms to 12h', suggestion: '12h' },
    ],
    ['a word for a count', 'sns-sqs: { batch: many }', 'many', { found: 'many', expected: 'a whole number from 1 to 10' }],
  ])('%s', (_, block, piece, expected) => {
    const { problem, at } = bad(`delivery: { broker: { ${block} } }`);
    expect(problem).toMatchObject({ severity: 'error', ...expected, ...at(piece) });
  });

  it('remarks on a setting that has no effect, and keeps the file', () => {
    const { warnings } = load(`${small}delivery: { broker: { kafka: { partitoins: 3 } } }\n`);
    expect(warnings).toContainEqual(
      expect.objectContaining({ severity: 'warning', suggestion: 'partitions', message: expect.stringContaining('no effect') as string }),
    );
  });
});

describe('a combination of settings', () => {
  it('that the product refuses stands where it was written', () => {
    const { problem, at } = bad('delivery: { broker: { kafka: { sessionTimeout: 10s, heartbeatInterval: 12s } } }');
    expect(problem).toMatchObject({ severity: 'error', found: 'heartbeatInterval: 12s', ...at('12s') });
    expect(problem?.message).toMatch(/^Kafka: /);
  });

  it('that is known to go wrong is a remark: the product takes it', () => {
    const slow = small
      .replace('FinishThing: { emit', 'FinishThing: { time: 70s, emit')
      .replace('  works:\n', '  works:\n    title: Works\n');
    const line = 'delivery: { broker: { product: sqs, sqs: { visibilityTimeout: 45s } } }';
    const about = (text: string) => load(text).warnings.filter(({ path }) => path.includes('sqs') || path.at(-1) === 'product');
    expect(about(`${slow}${line}\n`)).toEqual([
      expect.objectContaining({ severity: 'warning', line: 28, column: line.indexOf('45s') + 1, found: 'visibilityTimeout: 45s' }),
    ]);
    expect(about(`${slow}${line}\n`)[0]?.message).toMatch(/45s is shorter than Works’s longest handling of 70s/);
    expect(about(`${slow}${line.replace('45s', '75s')}\n`)).toEqual([]);
    const byDefault = 'delivery: { broker: { product: sqs } }';
    expect(about(`${slow}${byDefault}\n`)).toEqual([
      expect.objectContaining({ severity: 'warning', line: 28, column: byDefault.indexOf('product') + 1 }),
    ]);
  });

  it('of a product that is not in use says nothing about what the file leaves open', () => {
    const slow = small.replace('FinishThing: { emit', 'FinishThing: { time: 70s, emit');
    expect(load(`${slow}delivery: { broker: { sqs: { batch: 2 } } }\n`).warnings.filter(({ path }) => path.includes('sqs'))).toEqual([]);
  });
});

describe('what a product has always so', () => {
  it.each([
    [
      'a FIFO queue with a standard dead-letter queue',
      'sqs-fifo: { deadLetterQueue: standard }',
      'standard',
      'fifo',
      /SQS FIFO: .*must also be a FIFO queue/,
    ],
    [
      'a standard queue with a FIFO dead-letter queue',
      'sns-sqs: { deadLetterQueue: fifo }',
      'fifo',
      'standard',
      /must also be a standard queue/,
    ],
    ['a FIFO dead-letter queue for a rule', 'eventbridge: { deadLetterQueue: fifo }', 'fifo', 'standard', /not accepted/],
    ['a quorum queue that is not durable', 'rabbitmq-quorum: { durable: false }', 'false', 'true', /PRECONDITION_FAILED/],
  ])('%s is refused', (_, block, found, expected, message) => {
    const { problem, at } = bad(`delivery: { broker: { ${block} } }`);
    expect(problem).toMatchObject({ severity: 'error', found, expected, suggestion: expected, ...at(`${found} }`) });
    expect(problem?.message).toMatch(message);
  });

  it('may be said', () => {
    const { warnings } = load(
      `${small}delivery: { broker: { sqs-fifo: { deadLetterQueue: fifo }, rabbitmq-quorum: { durable: true } } }\n`,
    );
    expect(warnings.filter(({ path }) => path.includes('broker'))).toEqual([]);
  });
});

describe('values and their bounds', () => {
  const shared = { name: 'one', title: 'One', source: 'modelling choice: a test' };
  const choice = { ...shared, type: 'choice', default: 'a', choices: ['a', 'b'] } as const;
  const flag = { ...shared, type: 'flag', default: true } as const;
  const count = { ...shared, type: 'count', default: 2, min: 1, max: 3 } as const;

  it('what fits is no misfit', () => {
    expect([misfitOf(choice, 'b'), misfitOf(flag, false), misfitOf(count, 1), misfitOf(count, 3)]).toEqual([null, null, null, null]);
  });

  it('a choice must be one of the words, a switch true or false, a number a number', () => {
    expect(misfitOf(choice, 'c')?.expected).toBe('one of a, b');
    expect(misfitOf(flag, 'yes')?.expected).toBe('true or false');
    expect(misfitOf(count, 'two')?.expected).toBe('a whole number from 1 to 3');
    expect(misfitOf(count, 4)?.suggestion).toBe('3');
  });

  it.each([
    [0, '0ms'],
    [500, '0.5ms'],
    [5000, '5ms'],
    [90_000_000, '90s'],
    [1_800_000_000, '30m'],
    [43_200_000_000, '12h'],
    [345_600_000_000, '4d'],
  ])('%i microseconds are written %s', (us, text) => {
    expect(durationText(us)).toBe(text);
  });
});

it('the longest handling is that of the slowest service, for random times the one that 99 of 100 stay below', () => {
  const services = (time: string) =>
    load(small.replace('FinishThing: { emit', `FinishThing: { time: "${time}", emit`).replace('  works:\n', '  works:\n    title: Works\n'))
      .model.services;
  expect(longestHandling(services('2s'))).toEqual({ us: 2_000_000, title: 'Works' });
  expect(longestHandling(services('1..3s'))).toEqual({ us: 3_000_000, title: 'Works' });
  expect(longestHandling(services('exp(1s)')).us).toBe(4_605_000);
  expect(longestHandling(services('normal(1s, 100ms)')).us).toBe(1_232_600);
  expect(longestHandling(services('lognormal(1s, p99=9s)')).us).toBe(9_000_000);
});
