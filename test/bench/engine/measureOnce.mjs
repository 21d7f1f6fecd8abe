/**
 * One variant in a fresh Node process: `node measureOnce.mjs <bundle> <variant> <size as JSON> <runs>`; prints the result as JSON. Where the system tells
 * it, time is what this thread spent on a processor, so that neighbours on the machine do not count; elsewhere it is wall time.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [, , file, variant, size, runs] = process.argv;
const account = '/proc/thread-self/schedstat';
const descriptor = existsSync(account) ? openSync(account) : undefined;
const buffer = Buffer.alloc(100);

/** Milliseconds; the first number of the account is nanoseconds on a processor. */
function clock() {
  if (descriptor === undefined) return performance.now();
  const length = readSync(descriptor, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).split(' ')[0]) / 1e6;
}

const { measure } = await import(pathToFileURL(file).href);
process.stdout.write(JSON.stringify(await measure(variant, JSON.parse(size), { runs: Number(runs), clock })));
if (descriptor !== undefined) closeSync(descriptor);
