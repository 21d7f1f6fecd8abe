import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTree } from './checkTree';
import { doors, layers } from './layers';

const planted = join(import.meta.dirname, 'fixtures/planted/src');

test('every file belongs to a layer and imports only what its layer may import', () => {
  const { filesSeen, violations } = checkTree('src');
  // A wrong path would find nothing and report nothing.
  expect(filesSeen).toBeGreaterThan(20);
  expect(violations).toEqual([]);
});

test('planted violations are all reported, and only they', () => {
  expect(checkTree(planted).violations).toMatchInlineSnapshot(`
    [
      "app/canvas/graph.ts: app/canvas/ may not import sim/run/ (sim/run/run.ts)",
      "app/canvas/graph.ts: uses requestAnimationFrame (one frame loop and one wall clock)",
      "app/canvas/graph.ts: uses Worker (one place for workers)",
      "app/panels/a/Panel.tsx: a panel may not import another (app/panels/b/other.ts)",
      "app/panels/a/Panel.tsx: imports playback/inner.ts past the door playback/index.ts",
      "app/panels/a/Panel.tsx: uses dangerouslySetInnerHTML (nothing from a file or a link becomes code or markup)",
      "app/panels/b/other.ts: uses location (one place for storage and the address)",
      "app/store/store.ts: app/store/ may not import types of app/canvas/ (app/canvas/graph.ts)",
      "app/store/store.ts: uses localStorage (one place for storage and the address)",
      "base/long.ts: has 302 lines, more than 300",
      "playback/index.ts: playback/ may not import sim/run/ (sim/run/run.ts)",
      "sim/broker/deep.ts: says "payment", a word of one scenario",
      "sim/broker/deep.ts: says "Payment", a word of one scenario",
      "sim/broker/deep.ts: says "shipment", a word of one scenario",
      "sim/kernel/clock.ts: sim/kernel/ may not use the package left-pad",
      "sim/kernel/clock.ts: uses Date (one frame loop and one wall clock)",
      "sim/kernel/clock.ts: uses Math.random (draws come from the seeded streams)",
      "sim/kernel/clock.ts: uses setTimeout in a headless layer",
      "sim/kernel/clock.ts: uses localeCompare in a headless layer",
      "sim/kernel/clock.ts: is asynchronous in a headless layer",
      "sim/kernel/clock.ts: uses Math.exp, which engines compute differently",
      "sim/kernel/clock.ts: uses **, which engines compute differently",
      "sim/kernel/up.ts: sim/kernel/ may not import types of sim/broker/ (sim/broker/deep.ts)",
      "sim/kernel/up.ts: sim/kernel/ may not import sim/run/ (sim/run/run.ts)",
      "sim/services/bad.ts: sim/services/ may not import sim/safeguards/ (sim/safeguards/sure.ts)",
      "sim/services/bad.ts: sim/services/ may not import sim/run/ (sim/run/run.ts)",
      "stray/lost.ts: belongs to no layer",
      "app/canvas/graph.ts, app/store/store.ts: more than one file names the first scenario",
    ]
  `);
});

test('the layer table names only layers of its own, each once, and knows no cycle', () => {
  const paths = layers.map((layer) => layer.path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(layers.flatMap(({ may, types }) => [...may, ...(types ?? [])]).filter((path) => !paths.includes(path))).toEqual([]);
  expect(Object.values(doors).every((door) => door.endsWith('index.ts'))).toBe(true);
  const engine = layers.filter((layer) => layer.path.startsWith('sim/') || layer.path === 'base/');
  const settled = new Set<string>();
  for (let round = 0; round < engine.length; round += 1) {
    for (const { path, may } of engine) if (may.every((other) => settled.has(other) || other === path)) settled.add(path);
  }
  expect(engine.map((layer) => layer.path).filter((path) => !settled.has(path))).toEqual([]);
});
