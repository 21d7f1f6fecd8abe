import { describe, expect, it } from 'vitest';
import {
  parseDistribution,
  parseDurationMs,
  parseDurationUs,
  parseGenerator,
  parseRateEveryUs,
} from '../../../../src/sim/scenario/notation';

describe('durations', () => {
  it.each([
    ['250ms', 250_000],
    ['5s', 5_000_000],
    ['1.5s', 1_500_000],
    ['0.25ms', 250],
    ['2m', 120_000_000],
    ['1h', 3_600_000_000],
    ['7d', 604_800_000_000],
    ['0s', 0],
  ])('%s is %i µs', (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
    expect(parseDurationMs(text)).toBe(us / 1000);
  });

  it.each(['', '5', '5 s', 's', '-5s', '1.2.3s', '5sec', '1e3s', '5S', '400d', '.5s'])('%j is none', (text) => {
    expect(parseDurationUs(text)).toBeNull();
  });
});

describe('distributions', () => {
  it.each([
    ['250ms', { kind: 'fixed', us: 250_000 }],
    ['fixed(70s)', { kind: 'fixed', us: 70_000_000 }],
    ['20..60ms', { kind: 'uniform', fromUs: 20_000, toUs: 60_000 }],
    ['500ms..2s', { kind: 'uniform', fromUs: 500_000, toUs: 2_000_000 }],
    ['0.5..1.5s', { kind: 'uniform', fromUs: 500_000, toUs: 1_500_000 }],
    ['exp(50ms)', { kind: 'exponential', meanUs: 50_000 }],
    ['normal(50ms, 10ms)', { kind: 'normal', meanUs: 50_000, sdUs: 10_000 }],
    ['normal(50ms, sd=10ms)', { kind: 'normal', meanUs: 50_000, sdUs: 10_000 }],
    ['lognormal(50ms, p99=200ms)', { kind: 'lognormal', medianUs: 50_000, p99Us: 200_000 }],
    ['erlang(10ms, k=4)', { kind: 'erlang', meanUs: 10_000, k: 4 }],
    ['erlang(10ms, 3)', { kind: 'erlang', meanUs: 10_000, k: 3 }],
    ['hyper(10ms, cv2=4)', { kind: 'hyperexponential', meanUs: 10_000, cv2: 4 }],
    ['hyper(10ms, 1.5)', { kind: 'hyperexponential', meanUs: 10_000, cv2: 1.5 }],
  ])('%s', (text, distribution) => {
    expect(parseDistribution(text)).toEqual(distribution);
  });

  it.each([
    '60..20ms',
    '20..60',
    'exp()',
    'exp(5)',
    'exp(5ms, 6ms)',
    'normal(50ms)',
    'lognormal(50ms, p99=40ms)',
    'gamma(5ms)',
    'erlang(5ms)',
    'erlang(5ms, k=0)',
    'erlang(5ms, k=2.5)',
    'erlang(5ms, cv2=2)',
    'erlang(5ms, k=101)',
    'hyper(5ms, cv2=0.5)',
    'hyper(5ms, k=2)',
    'hyper(5ms, cv2=2, 3)',
    'hyper(5, cv2=2)',
    'fixed(1s, 2s)',
    'x',
  ])('%s is none', (text) => {
    expect(parseDistribution(text)).toBeNull();
  });
});

describe('payload generators', () => {
  it.each([
    ['c{1..8}', { field: 'f', kind: 'integer', from: 1, to: 8, prefix: 'c', suffix: '' }],
    ['{20..200}', { field: 'f', kind: 'integer', from: 20, to: 200, prefix: '', suffix: '' }],
    ['{-5..5} °C', { field: 'f', kind: 'integer', from: -5, to: 5, prefix: '', suffix: ' °C' }],
    ['{pick: red, blue}', { field: 'f', kind: 'pick', from: ['red', 'blue'] }],
    ['plain', { field: 'f', kind: 'constant', value: 'plain' }],
    [7, { field: 'f', kind: 'constant', value: 7 }],
    [true, { field: 'f', kind: 'constant', value: true }],
  ])('%j', (value, generator) => {
    expect(parseGenerator('f', value)).toEqual(generator);
  });

  it.each([
    ['{8..1}', 'a range that grows'],
    ['{1..x}', 'a range such as'],
    ['{pick: }', 'at least one word'],
    ['a{pick: b}', 'nothing around a choice'],
    ['{1..2}{3..4}', 'one pair of braces'],
    ['{1..2', 'one pair of braces'],
  ])('%s says what was expected', (value, expected) => {
    expect(parseGenerator('f', value)).toContain(expected);
  });
});

describe('rates', () => {
  it.each([
    ['5/s', 200_000],
    ['30/m', 2_000_000],
    ['0.5/s', 2_000_000],
  ])('%s', (text, us) => {
    expect(parseRateEveryUs(text)).toBe(us);
  });

  it.each(['0/s', '5', '5/d', '-1/s'])('%s is none', (text) => {
    expect(parseRateEveryUs(text)).toBeNull();
  });
});
