import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockEntry {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { readonly packages: Readonly<Record<string, LockEntry>> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const entries = Object.entries(lock.packages).filter(([path]) => path !== '');

test('the lockfile names no download address, checks every package, and no package runs a script when installed', () => {
  expect(entries.length).toBeGreaterThan(100);
  const wrong = entries.filter(
    ([, entry]) => entry.resolved !== undefined || entry.integrity === undefined || entry.hasInstallScript === true,
  );
  expect(wrong).toEqual([]);
});

test('every platform has its binary: no optional package is missing from the lockfile', () => {
  const names = new Set(entries.map(([path]) => path.split('node_modules/').at(-1)));
  expect(entries.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {})).filter((name) => !names.has(name))).toEqual([]);
});

test('every direct dependency is pinned to one version', () => {
  const pins = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(pins.length).toBeGreaterThan(20);
  expect(pins.filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('React Flow is installed once, under one name', () => {
  expect(entries.map(([path]) => path).filter((path) => path.endsWith('@xyflow/react'))).toEqual([]);
});
