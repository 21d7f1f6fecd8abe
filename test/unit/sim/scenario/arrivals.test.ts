import { describe, expect, it } from 'vitest';
import { load, problemsOf, smallWith, whereIs } from './support';

const arrivalsOf = (words: string) => load(smallWith('every: 1s', words)).model.workload;
const problem = (words: string) => problemsOf(smallWith('every: 1s', words))[0];

describe('arrivals of a workload', () => {
  it.each([
    ['every: 1s', { kind: 'fixed' }],
    ['every: 1s, arrivals: poisson', { kind: 'poisson' }],
    ['every: 10s, arrivals: burst, size: 20', { kind: 'burst', size: 20 }],
    [
      'arrivals: ramp, rate: 60/m, rateTo: 5/s, over: 60s',
      {
        kind: 'rates',
        spacing: 'even',
        phases: [
          { forUs: 60_000_000, fromPerS: 1, toPerS: 5 },
          { forUs: null, fromPerS: 5, toPerS: 5 },
        ],
      },
    ],
    ['arrivals: closed, customers: 8, think: exp(2s)', { kind: 'closed', customers: 8, think: { kind: 'exponential', meanUs: 2_000_000 } }],
    ['arrivals: closed, customers: 8', { kind: 'closed', customers: 8, think: { kind: 'fixed', us: 0 } }],
    ['arrivals: schedule, at: [0s, 1s, 1s, 2m]', { kind: 'times', atUs: [0, 1_000_000, 1_000_000, 120_000_000] }],
    [
      'arrivals: schedule, spacing: random, phases: [ { for: 1s, rate: 0/s }, { for: 2s, rate: 10/s } ]',
      {
        kind: 'rates',
        spacing: 'random',
        phases: [
          { forUs: 1_000_000, fromPerS: 0, toPerS: 0 },
          { forUs: 2_000_000, fromPerS: 10, toPerS: 10 },
        ],
      },
    ],
  ])('%s', (words, arrivals) => {
    expect(arrivalsOf(words).arrivals).toEqual(arrivals);
  });

  it('a list of times says how many there are at most', () => {
    expect(arrivalsOf('arrivals: schedule, at: [1s, 2s]').count).toBe(2);
  });

  it.each([
    ['every: 1s, arrivals: burst', 'Arrivals "burst" need the key "size".', '{ send'],
    ['arrivals: ramp, rate: 1/s, over: 60s', 'Arrivals "ramp" need the key "rateTo".', '{ send'],
    ['arrivals: schedule', 'Arrivals "schedule" need the key "phases".', '{ send'],
    ['arrivals: closed, think: 1s', 'Arrivals "closed" need the key "customers".', '{ send'],
    ['every: 1s, size: 3', '"size" means nothing for arrivals "fixed": it belongs to burst.', 'size'],
    [
      'arrivals: closed, customers: 2, every: 1s',
      '"every" means nothing for arrivals "closed": it belongs to fixed or poisson or burst.',
      'every',
    ],
    ['arrivals: ramp, rate: 1/s, rateTo: 2/s, over: 0s', 'A ramp takes some time.', '0s'],
    ['arrivals: ramp, rate: 0/s, rateTo: 0/s, over: 5s', 'Nothing ever arrives: every rate is 0.', '0/s, over'],
    ['arrivals: schedule, at: [2s, 1s]', 'The times of a schedule follow each other: 1s comes after 2s.', '1s]'],
    ['arrivals: schedule, at: [2s], phases: [ { for: 1s, rate: 1/s } ]', 'A schedule says either "at" or "phases", not both.', 'phases'],
    ['arrivals: schedule, phases: [ { for: 1s, rate: 0/s } ]', 'Nothing ever arrives: every rate is 0.', '[ {'],
    ['arrivals: closed, customers: 2, think: soon', 'found "soon", expected a time', 'soon'],
    ['arrivals: sometimes', 'expected fixed, poisson, burst, ramp, closed, schedule', 'sometimes'],
    ['arrivals: burst, size: 0, every: 1s', 'expected a whole number from 1 to 100000', '0, every'],
  ])('%s is refused', (words, message, at) => {
    const text = smallWith('every: 1s', words);
    expect(problem(words)?.message).toContain(message);
    const { line } = whereIs(text, 'workload');
    expect(problem(words)).toMatchObject({ line });
    expect(problem(words)?.column).toBe(whereIs(text.split('\n')[line - 1] ?? '', at).column);
  });
});
