import { describe, expect, it } from 'vitest';
import type { Measures } from '../../../../src/sim/scenario/model';
import { bundled, load, small } from './support';

const measures = (numbers: Readonly<Record<string, number>>): Measures => ({
  count: (name) => numbers[name] ?? 0,
  countOf: (name, argument) => numbers[`${name}.${argument}`] ?? 0,
  statistic: (name, argument) => numbers[`${name}.${argument}`] ?? 0,
});

const withMeasure = (measure: string): string =>
  `${small}drivers: [ { id: D1, attribute: A, source: s, stimulus: s, artifact: a, environment: e, response: r, measure: "${measure}" } ]\n`;

function holds(measure: string, numbers: Readonly<Record<string, number>>): boolean | undefined {
  return load(withMeasure(measure)).model.drivers[0]?.holds?.(measures(numbers));
}

describe('drivers', () => {
  it.each([
    ['unsettled == 0', { unsettled: 0 }, true],
    ['unsettled == 0', { unsettled: 3 }, false],
    ["violations('rule') == 0", { 'violations.rule': 1 }, false],
    ['p95(flow) <= 2s', { 'p95.flow': 1999.5 }, true],
    ['p95(flow) <= 2s', { 'p95.flow': 2001 }, false],
    ["p95('flow') <= 1.5s && max(flow) < 250ms", { 'p95.flow': 1500, 'max.flow': 249 }, true],
    ['max(lag.works) <= 500ms', { 'max.lag.works': 501 }, false],
    ['settled * 100 / orders >= 99', { settled: 98, orders: 100 }, false],
    ["dlq('works') + fired('crash') == 2", { 'dlq.works': 1, 'fired.crash': 1 }, true],
    ['settled / orders == 1', { settled: 0, orders: 0 }, false],
  ])('%s with %j is %j', (measure, numbers, expected) => {
    expect(holds(measure, numbers)).toBe(expected);
  });

  it('the measures of a bundled file are all understood', () => {
    const { model, warnings } = load(bundled('retail'));
    expect(model.drivers.map((driver) => driver.holds !== null)).toEqual([true, true, true]);
    expect(warnings.filter((each) => each.path[0] === 'drivers')).toEqual([]);
  });

  it.each(['fast enough', 'p96(flow) <= 2s', 'unsetled == 0', 'p95(flow)', 'timestamp(1) == 2'])(
    '%s is left to people, with a remark',
    (measure) => {
      const { model, warnings } = load(withMeasure(measure));
      expect(model.drivers[0]).toMatchObject({ measure, holds: null });
      expect(warnings).toEqual([expect.objectContaining({ line: 27, severity: 'warning', path: ['drivers', 0, 'measure'] })]);
    },
  );
});
