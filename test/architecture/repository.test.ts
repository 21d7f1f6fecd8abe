import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const topLevel = [
  'LICENSE',
  'README.md',
  'index.html',
  'package-lock.json',
  'package.json',
  'public',
  'src',
  'test',
  'tsconfig.json',
  'vite.config.ts',
];
const generated = ['node_modules', 'dist', 'coverage'];

const testFiles = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(test|spec|bench)\.tsx?$/.test(file));
const offending = (pattern: RegExp) =>
  testFiles.filter((file) => !file.endsWith('repository.test.ts') && pattern.test(readFileSync(join('test', file), 'utf8')));

test('the top level holds what a reader expects and nothing else', () => {
  const shown = readdirSync('.').filter((name) => !name.startsWith('.') && !generated.includes(name));
  expect(shown.sort()).toEqual([...topLevel].sort());
});

test('every test runs: none is skipped, focused or promised', () => {
  expect(testFiles.length).toBeGreaterThan(3);
  expect(offending(/\b(?:test|it|describe)\.(?:skip|only|todo|fixme|fails)\b/)).toEqual([]);
});

test('no test waits for the clock', () => {
  expect(offending(/waitForTimeout|(?<!\btest\.)\bsetTimeout\s*\(/)).toEqual([]);
});
