import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import {
  capabilities,
  exactMath,
  exactMathPaths,
  fileLinesMax,
  firstScenarioFilesMax,
  firstScenarioId,
  headlessMembers,
  headlessNames,
  headlessPaths,
  mayWait,
  scenarioWords,
  wordFreePaths,
} from './capabilities';
import { doors, layers, type Layer } from './layers';
import { readSource, type Import, type Source } from './readSource';

export interface Checked {
  readonly filesSeen: number;
  /** One readable line per violation, in the order of the files. */
  readonly violations: readonly string[];
}

/** Holds a source tree against the layer table, the homes of the capabilities, the words and the sizes. */
export function checkTree(root: string): Checked {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(ts|tsx|css)$/.test(file))
    .sort();
  const sources = new Map(files.filter((file) => !file.endsWith('.css')).map((file) => [file, readSource(join(root, file))]));
  const violations = files.flatMap((file) => {
    const source = sources.get(file);
    return source ? checkFile(root, file, source) : checkStyle(root, file);
  });
  return { filesSeen: files.length, violations: [...violations, ...checkFirstScenario(sources)] };
}

/** The layer of a path under `src`: the longest match. */
function layerOf(path: string): Layer | undefined {
  const matching = layers.filter((layer) => (layer.path.endsWith('/') ? path.startsWith(layer.path) : path === layer.path));
  return matching.toSorted((a, b) => b.path.length - a.path.length)[0];
}

function checkFile(root: string, file: string, source: Source): readonly string[] {
  const layer = file.endsWith('.d.ts') ? undefined : layerOf(file);
  if (!layer) return [`${file}: belongs to no layer`];
  return [
    ...source.imports.flatMap((found) => checkImport(root, file, layer, found)),
    ...checkCapabilities(file, source),
    ...checkHeadless(file, source),
    ...checkWords(file, source.words),
    ...checkLength(file, source.text),
  ];
}

function checkStyle(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...(file.startsWith('app/') ? [] : [`${file}: belongs to no layer`]), ...checkWords(file, [text])];
}

function checkImport(root: string, file: string, layer: Layer, { specifier, typeOnly }: Import): readonly string[] {
  if (!specifier.startsWith('.')) return checkPackage(file, layer, specifier);
  const target = resolveInside(root, file, specifier);
  if (/\.(css|yaml|json|svg)$/.test(target)) return [];
  const to = layerOf(target);
  if (!to) return [`${file}: imports ${target}, which belongs to no layer`];
  if (to.path === layer.path) return checkPanels(file, target);
  const allowed = typeOnly ? [...layer.may, ...(layer.types ?? [])] : layer.may;
  if (!allowed.includes(to.path)) return [`${file}: ${layer.path} may not import ${typeOnly ? 'types of ' : ''}${to.path} (${target})`];
  return checkDoor(file, target);
}

function checkPackage(file: string, layer: Layer, specifier: string): readonly string[] {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return layer.packages?.includes(name) ? [] : [`${file}: ${layer.path} may not use the package ${name}`];
}

/** Outside its own layer, a layer with a door is entered by it. */
function checkDoor(file: string, target: string): readonly string[] {
  const inside = Object.keys(doors).find((path) => target.startsWith(path));
  if (inside === undefined || file.startsWith(inside) || target === doors[inside]) return [];
  return [`${file}: imports ${target} past the door ${doors[inside]}`];
}

/** Panels are independent: each lives in its own folder under `app/panels` and knows no other. */
function checkPanels(file: string, target: string): readonly string[] {
  const panel = (path: string) => /^app\/panels\/([^/]+)\//.exec(path)?.[1];
  const [from, to] = [panel(file), panel(target)];
  return from !== undefined && to !== undefined && from !== to ? [`${file}: a panel may not import another (${target})`] : [];
}

function resolveInside(root: string, file: string, specifier: string): string {
  const plain = posix.normalize(posix.join(dirname(file).replaceAll('\\', '/'), specifier));
  const candidates = [plain, `${plain}.ts`, `${plain}.tsx`, `${plain}/index.ts`, `${plain}/index.tsx`];
  return candidates.find((path) => /\.[a-z]+$/.test(path) && existsSync(join(root, path))) ?? plain;
}

function checkCapabilities(file: string, { names }: Source): readonly string[] {
  return capabilities
    .filter(({ only }) => !only.some((place) => file.startsWith(place)))
    .flatMap((capability) =>
      capability.names
        .filter((name) => names.has(name) || (/HTML/.test(name) && names.has(`.${name}`)))
        .map((name) => `${file}: uses ${name} (${capability.why})`),
    );
}

function checkHeadless(file: string, source: Source): readonly string[] {
  const isHeadless = headlessPaths.some((path) => file.startsWith(path));
  const isExact = exactMathPaths.some((path) => file.startsWith(path));
  const banned = isHeadless ? headlessNames.filter((name) => source.names.has(name)) : [];
  const members = isHeadless ? headlessMembers.filter((name) => source.names.has(`.${name}`)) : [];
  const math = isExact ? [...source.names].filter((name) => /^Math\.[a-z]/.test(name) && !exactMath.includes(name.slice(5))) : [];
  return [
    ...[...banned, ...members].map((name) => `${file}: uses ${name} in a headless layer`),
    ...(isHeadless && source.isAsync && !mayWait.includes(file) ? [`${file}: is asynchronous in a headless layer`] : []),
    ...math.filter((name) => name !== 'Math.random').map((name) => `${file}: uses ${name}, which engines compute differently`),
    ...(isExact && source.usesPower ? [`${file}: uses **, which engines compute differently`] : []),
  ];
}

function checkWords(file: string, said: readonly string[]): readonly string[] {
  if (!wordFreePaths.some((path) => file.startsWith(path))) return [];
  const banned = said
    .filter((text) => text !== firstScenarioId)
    .flatMap((text) => [...text.matchAll(scenarioWords)].map((match) => match[0]));
  return [...new Set(banned)].map((word) => `${file}: says "${word}", a word of one scenario`);
}

function checkFirstScenario(sources: ReadonlyMap<string, Source>): readonly string[] {
  const naming = [...sources].filter(([, source]) => source.literals.includes(firstScenarioId)).map(([file]) => file);
  const wrong = naming.filter((file) => !file.startsWith('app/'));
  const tooMany = naming.length > firstScenarioFilesMax ? [`${naming.join(', ')}: more than one file names the first scenario`] : [];
  return [...wrong.map((file) => `${file}: only the app names the first scenario`), ...tooMany];
}

function checkLength(file: string, text: string): readonly string[] {
  const lines = text.split('\n').length - 1;
  return lines > fileLinesMax ? [`${file}: has ${lines} lines, more than ${fileLinesMax}`] : [];
}
