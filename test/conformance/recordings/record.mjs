import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * Runs the experiments against a real broker that is already listening, and writes what was seen. It starts no broker itself.
 *
 *   node test/conformance/recordings/record.mjs rabbitmq amqp://127.0.0.1:5672 [--restart "command"] [--only name]
 *   node test/conformance/recordings/record.mjs nats nats://127.0.0.1:4222 [--only name]
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { restart: { type: 'string' }, only: { type: 'string' } } });
const [broker, url] = positionals;
const brokers = {
  rabbitmq: async () => ({ ...(await import('./rabbitMqExperiments.mjs')), ...(await import('./rabbitMqRecorder.mjs')) }),
  nats: async () => ({ ...(await import('./natsExperiments.mjs')), ...(await import('./natsRecorder.mjs')) }),
};
const chosen = await brokers[broker ?? '']?.();
if (chosen === undefined || url === undefined) {
  process.stderr.write('usage: record.mjs rabbitmq|nats URL [--restart COMMAND] [--only EXPERIMENT]\n');
  process.exit(2);
}

for (const experiment of chosen.experiments) {
  if (values.only !== undefined && !experiment.experiment.includes(values.only)) continue;
  const recording = await chosen.record(url, experiment, { restart: values.restart }).catch((error) => {
    process.stderr.write(`${error.stack}\n${error.cause?.stack}\n`);
    process.exitCode = 1;
  });
  if (recording === undefined) continue;
  const release = recording.version.split('.').slice(0, 2).join('.');
  const folder = new URL(`./${broker}-${release}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${experiment.experiment}.json`, folder), format(recording));
  process.stdout.write(`${experiment.experiment}\n`);
}
process.exit();

/** JSON with one step and one event per line, so that differences read well. */
function format({ script, observed, ...head }) {
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  const steps = script.map((step) => `    ${JSON.stringify(step)}`).join(',\n');
  const events = observed
    .map((seen) => (seen.length === 0 ? '    []' : `    [\n${seen.map((one) => `      ${JSON.stringify(one)}`).join(',\n')}\n    ]`))
    .join(',\n');
  return `${start},\n  "script": [\n${steps}\n  ],\n  "observed": [\n${events}\n  ]\n}\n`;
}
