/** One variant in a fresh Node process: `node measureOnce.mjs <bundle> <variant> <size as JSON> <runs>`; prints the result as JSON. */
import { pathToFileURL } from 'node:url';

const [, , file, variant, size, runs] = process.argv;
const { measure } = await import(pathToFileURL(file).href);
process.stdout.write(JSON.stringify(await measure(variant, JSON.parse(size), Number(runs))));
