/** Who may know whom. A layer is a folder (or one file) under `src`; the longest matching path wins. */
export interface Layer {
  /** Path under `src`; ends with `/` for a folder. */
  readonly path: string;
  /** Layers that may be imported. `types` of a layer: only with `import type`. */
  readonly may: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
}

/** What the outside sees of a layer with a door: everything else in it is private. */
export const doors: Readonly<Record<string, string>> = {
  'sim/': 'sim/index.ts',
  'playback/': 'playback/index.ts',
  'analysis/': 'analysis/index.ts',
};

const simLayers = [
  'sim/kernel/',
  'sim/journal/',
  'sim/broker/',
  'sim/seams.ts',
  'sim/safeguards/',
  'sim/faults/',
  'sim/services/',
  'sim/coordination/',
  'sim/eventStore/',
  'sim/messages/',
  'sim/schemas/',
  'sim/scenario/',
  'sim/run/',
];

/** Parts of the app that draw. The parts below them (state, player, workers, persistence) do not know them. */
const views = [
  'canvas',
  'menus',
  'inspector',
  'transport',
  'share',
  'help',
  'fidelity',
  'panels',
  'lesson',
  'review',
  'editor',
  'stage',
  'ui',
  'theme',
].map((name) => `app/${name}/`);
const appCore = ['app/store/', 'app/player/', 'app/workers/', 'app/persistence/'];
const headless = ['base/', 'sim/index.ts', 'playback/', 'interop/', 'analysis/', 'lessons/'];
const uiPackages = [
  'react',
  'react-dom',
  'reactflow',
  'zustand',
  'immer',
  'xstate',
  '@xstate/react',
  'radix-ui',
  'cmdk',
  'lucide-react',
  '@tanstack/react-virtual',
];

export const layers: readonly Layer[] = [
  { path: 'base/', may: [] },
  { path: 'sim/kernel/', may: ['base/'], packages: ['pure-rand'] },
  { path: 'sim/journal/', may: ['base/'] },
  { path: 'sim/seams.ts', may: ['base/'] },
  { path: 'sim/messages/', may: ['base/', 'sim/kernel/'] },
  { path: 'sim/schemas/', may: ['base/'] },
  { path: 'sim/broker/', may: ['base/', 'sim/kernel/', 'sim/journal/', 'sim/seams.ts'], types: ['sim/broker/products/'] },
  { path: 'sim/faults/', may: ['base/', 'sim/seams.ts'], types: ['sim/kernel/', 'sim/journal/', 'sim/broker/'] },
  {
    path: 'sim/safeguards/',
    may: ['base/', 'sim/seams.ts'],
    types: ['sim/kernel/', 'sim/journal/', 'sim/broker/', 'sim/faults/'],
    packages: ['xstate'],
  },
  {
    path: 'sim/services/',
    may: ['base/', 'sim/kernel/', 'sim/journal/', 'sim/broker/', 'sim/seams.ts'],
    types: ['sim/safeguards/', 'sim/scenario/'],
  },
  {
    path: 'sim/coordination/',
    may: ['base/', 'sim/journal/'],
    types: ['sim/kernel/', 'sim/broker/', 'sim/scenario/'],
    packages: ['xstate'],
  },
  { path: 'sim/eventStore/', may: ['base/', 'sim/journal/'], types: ['sim/kernel/', 'sim/broker/', 'sim/scenario/'], packages: ['immer'] },
  {
    path: 'sim/scenario/',
    may: ['base/', 'sim/faults/', 'sim/safeguards/', 'sim/broker/products/'],
    types: ['sim/kernel/'],
    packages: ['valibot', '@marcbachmann/cel-js', 'yaml'],
  },
  { path: 'sim/broker/products/', may: ['base/', 'sim/broker/', 'sim/kernel/'] },
  { path: 'sim/run/', may: ['base/', 'sim/broker/products/', ...simLayers] },
  { path: 'sim/index.ts', may: ['base/', 'sim/broker/products/', ...simLayers] },
  { path: 'playback/', may: ['base/', 'sim/index.ts'] },
  { path: 'interop/', may: ['base/', 'sim/index.ts'], packages: ['fflate'] },
  { path: 'lessons/', may: ['base/', 'sim/index.ts'] },
  { path: 'analysis/', may: ['base/', 'sim/index.ts', 'interop/'] },
  ...appCore.map((path) => ({ path, may: [...headless, ...appCore], packages: ['react', 'zustand', 'immer', 'xstate', '@xstate/react'] })),
  ...views.map((path) => ({ path, may: [...headless, ...appCore, ...views], packages: uiPackages })),
  { path: 'app/', may: [...headless, ...appCore, ...views], packages: uiPackages },
  { path: 'cli/', may: ['base/', 'sim/index.ts', 'analysis/', 'interop/'] },
  { path: 'main.tsx', may: ['base/', 'app/'], packages: ['react', 'react-dom'] },
];
