/**
 * The limits and the crash of LIM-001 and LIM-002, measured by one experiment each on every product, as Markdown. No time is measured:
 * the figures are virtual and the same on every machine.
 */
import { join } from 'node:path';
import { bundle } from '../engine/bundle.mjs';

const { limitTables } = await import(await bundle(join(import.meta.dirname, 'entry.ts'), 'limits'));
console.log(limitTables());
