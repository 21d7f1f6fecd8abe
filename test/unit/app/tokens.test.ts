import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ensure } from '../../../src/base/assert';
import { contrast, deltaE2000, seenAs, visions } from './colour';

const css = readFileSync('src/app/theme/tokens.css', 'utf8');

function block(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(selector);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return new Map([...body.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)].map((match) => [ensure(match[1], 'name'), ensure(match[2], 'value')]));
}

const light = block(':root {');
const dark = block(":root[data-theme='dark']");
const darkBySystem = block(":root:not([data-theme='light'])");
const themes = { light, dark } as const;
const roles = ['event', 'command', 'query', 'read-model', 'policy', 'service', 'external', 'fault'] as const;
const fill = (theme: ReadonlyMap<string, string>, role: string): string => ensure(theme.get(`--role-${role}-fill`), role);

describe.each(['light', 'dark'] as const)('%s theme', (name) => {
  const theme = themes[name];
  const colour = (token: string): string => ensure(theme.get(token), token);

  test.each(roles)('%s: ink on fill is at least 4.5:1', (role) => {
    expect(contrast(fill(theme, role), colour(`--role-${role}-ink`))).toBeGreaterThanOrEqual(4.5);
  });

  test('text, links and states are readable on canvas, panel and bus', () => {
    for (const token of ['--text', '--text-muted', '--focus', '--ok', '--warn', '--fault', '--edge-event', '--edge-command']) {
      for (const ground of ['--canvas', '--panel', '--bus']) {
        expect(contrast(colour(token), colour(ground)), `${token} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colour('--caption-text'), colour('--caption-bg'))).toBeGreaterThanOrEqual(15);
    expect(contrast(colour('--on-focus'), colour('--focus'))).toBeGreaterThanOrEqual(4.5);
  });

  test('every shape stands out from the canvas by its outline or its fill', () => {
    for (const role of roles) {
      const best = Math.max(contrast(colour('--outline'), colour('--canvas')), contrast(fill(theme, role), colour('--canvas')));
      expect(best, role).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(colour('--rule'), colour('--panel'))).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(visions) as (keyof typeof visions)[])('all 28 pairs of roles differ for %s vision', (vision) => {
    const labs = roles.map((role) => seenAs(fill(theme, role), visions[vision]));
    const distances = labs.flatMap((one, index) => labs.slice(index + 1).map((other) => deltaE2000(one, other)));
    expect(distances).toHaveLength(28);
    expect(Math.min(...distances)).toBeGreaterThanOrEqual(name === 'light' ? 13.75 : 11.55);
  });
});

test('the dark theme of the system and the chosen one are the same', () => {
  expect([...darkBySystem]).toEqual([...dark]);
});

test('both themes define the same colours', () => {
  const names = [...light.keys()].filter((name) => /^#|rgb/.test(light.get(name) ?? ''));
  expect(names.length).toBeGreaterThan(30);
  expect([...dark.keys()]).toEqual(names);
});

test('the colour distance agrees with the published figures (Sharma 2005, pairs 1, 9 and 17)', () => {
  expect(deltaE2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(deltaE2000([50, 2.49, -0.001], [50, -2.49, 0.0009])).toBeCloseTo(7.1792, 4);
  expect(deltaE2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
});
