/**
 * A capability has one home. `names` are global names or `owner.member`; the places listed may use them, nobody else under `src` may.
 * A local variable of the same name is not the global and does not count.
 */
export interface Capability {
  readonly names: readonly string[];
  readonly only: readonly string[];
  readonly why: string;
}

const domSinks = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML', 'document.write'];

export const capabilities: readonly Capability[] = [
  {
    names: ['requestAnimationFrame', 'cancelAnimationFrame', 'performance', 'Date'],
    only: ['app/player/'],
    why: 'one frame loop and one wall clock',
  },
  {
    names: ['localStorage', 'sessionStorage', 'indexedDB', 'history', 'location'],
    only: ['app/persistence/', 'main.tsx'],
    why: 'one place for storage and the address',
  },
  { names: ['Worker', 'SharedWorker'], only: ['app/workers/'], why: 'one place for workers' },
  { names: ['Math.random'], only: [], why: 'draws come from the seeded streams' },
  { names: ['eval', 'Function', ...domSinks], only: [], why: 'nothing from a file or a link becomes code or markup' },
  { names: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'navigator.sendBeacon'], only: [], why: 'nothing leaves this machine' },
];

/** Headless layers: synchronous, the same on every machine. */
export const headlessPaths = ['base/', 'sim/', 'playback/'];
export const headlessNames = [
  'window',
  'document',
  'navigator',
  'console',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'structuredClone',
  'Promise',
  'Intl',
  'crypto',
];
/** Methods whose result depends on the machine's language and time zone. */
export const headlessMembers = ['localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'];
/** The one place of a headless layer that waits: it loads the YAML package. */
export const mayWait = ['sim/scenario/parse.ts'];

/** Members of Math that every engine computes to the last bit. The others, and `**`, do not belong where results are reproducible. */
export const exactMath = ['abs', 'floor', 'ceil', 'round', 'trunc', 'min', 'max', 'sign', 'sqrt', 'imul', 'clz32', 'fround'];
export const exactMathPaths = ['sim/'];

/** Words of one scenario: they come from the file, never from the program. */
export const scenarioWords =
  /OrderPlaced|PlaceOrder|place an order|payment|inventory|shipping|shipment|retail|warehouse|\bstock\b|\brefund|\binvoice|\bparcel/gi;
export const wordFreePaths = ['base/', 'sim/', 'playback/', 'interop/', 'app/', 'main.tsx'];
/** The id of the scenario that opens first may be named as a string literal, in this many files. */
export const firstScenarioId = 'retail';
export const firstScenarioFilesMax = 1;

export const fileLinesMax = 300;
