import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

// What the built site must never contain, read from its files.
const dist = process.env['E2E_DIST'] ?? 'dist';
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(dist, file)).isFile());
const textOf = (file: string) => readFileSync(join(dist, file), 'utf8');
const scripts = files.filter((file) => file.endsWith('.js'));
const page = textOf('index.html');

test('no script evaluates text as code', () => {
  expect(scripts.length).toBeGreaterThan(2);
  const evaluating = scripts.filter((file) => /\beval\s*\(|\bnew\s+Function\s*\(|\bFunction\s*\(\s*["'`]/.test(textOf(file)));
  expect(evaluating).toEqual([]);
});

test('no script or style loads anything from another host', () => {
  const loading = /(?:import|importScripts|fetch|url)\s*\(\s*["'`]?https?:|@import\s+["']https?:|<link[^>]+https?:/;
  expect(files.filter((file) => /\.(js|css|html)$/.test(file) && loading.test(textOf(file)))).toEqual([]);
});

test('the page has a strict policy, relative addresses and nothing inline', () => {
  expect(page).toMatch(/http-equiv="Content-Security-Policy"[\s\S]*script-src 'self';/);
  expect(page).not.toMatch(/unsafe-(inline|eval)/);
  expect(page.match(/<script(?![^>]*\bsrc=)[^>]*>/g) ?? []).toEqual([]);
  expect(page).not.toMatch(/<style|\son[a-z]+=|\sstyle=/);
  expect(page.match(/(?:src|href)="(?!\.\/)[^"]*"/g) ?? []).toEqual([]);
});
