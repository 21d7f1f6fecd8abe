import { deflateRawSync } from 'node:zlib';

const arms = 9;
const armLength = 3;

/**
 * A scenario that keeps thousands of messages on their way at once: one entry, nine arms of three services, links that take half a minute.
 * 28 services, 27 connections; written in the scenario language like any other.
 */
export function crowdScenario(messages) {
  const services = [`  entry: { handles: { Start: { time: 1ms, outcomes: [${outcomes()}] } } }`];
  const policies = [];
  for (let arm = 0; arm < arms; arm += 1) {
    for (let hop = 1; hop <= armLength; hop += 1) {
      const [name, before, after] = [`arm${arm}hop${hop}`, `Left${arm}x${hop - 1}`, `Left${arm}x${hop}`];
      services.push(`  ${name}: { handles: { Pass${arm}x${hop}: { time: 1ms, emit: ${after} } } }`);
      policies.push(`      - { when: ${before}, in: ${name}, do: Pass${arm}x${hop} }`);
    }
  }
  return `eventflow: 1
info: { id: crowd, title: Crowd }
services:
${services.join('\n')}
coordination:
  choreography:
    policies:
${policies.join('\n')}
delivery:
  broker: { product: rabbitmq-quorum, latency: 20s..40s }
  defaults: { concurrency: 64, outbox: false, dedupe: false }
workload: { send: Start, to: entry, every: 2ms, count: ${messages} }
`;
}

function outcomes() {
  const each = Array.from({ length: arms }, (_, arm) =>
    arm < arms - 1 ? `{ p: ${(1 / (arms - arm)).toFixed(4)}, emit: Left${arm}x0 }` : `{ emit: Left${arm}x0 }`,
  );
  return each.join(', ');
}

/** A link that carries the scenario itself. */
export function linkTo(scenarioText, rest = '') {
  return `#/?v=1&w=file${rest}&x=${deflateRawSync(scenarioText).toString('base64url')}`;
}
