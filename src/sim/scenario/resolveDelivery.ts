import { longestHandling } from './longestHandling';
import type { DeliveryModel, ServiceModel } from './model';
import { finding, unknownName, type Finding } from './problem';
import { resolveChannels } from './resolveChannels';
import { checkOwn, resolveOwn } from './resolveOwn';
import { resolveSpan } from './resolveServices';
import type { Scenario } from './schema';
import { checkSettings, type Settings } from './settingNames';

const defaultProduct = 'rabbitmq-quorum';
const defaultNodes = 3;
const defaultLatency = '3..12ms';

interface DeliveryScope {
  readonly services: readonly ServiceModel[];
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly findings: Finding[];
}

/** The services come resolved: how long they handle decides whether a product's settings fit them. */
export function resolveDelivery(scenario: Scenario, { services, typeIndex, findings }: DeliveryScope): DeliveryModel {
  const { broker = {}, defaults = {} } = scenario.delivery ?? {};
  const { product = defaultProduct, nodes = defaultNodes, replication = nodes, latency = defaultLatency } = broker;
  const path = ['delivery', 'broker'];
  if (replication > nodes) {
    const message = `${replication} copies need ${replication} nodes, but there are ${nodes}.`;
    findings.push(finding([...path, 'replication'], message, { found: String(replication), expected: `at most ${nodes}` }));
  }
  const longest = longestHandling(services);
  const context = { longestHandlingUs: longest.us, longestHandlingIn: longest.title };
  const delivery: DeliveryModel = {
    product,
    nodes,
    replication,
    latency: resolveSpan(latency, [...path, 'latency'], findings),
    own: resolveOwn(broker, path, findings),
    channels: resolveChannels(scenario.channels, { typeIndex, context, findings }),
    defaults: checkSettings(defaults, ['delivery', 'defaults'], findings),
    overrides: overridesOf(scenario, findings),
  };
  findings.push(...checkOwn(broker, { product, own: delivery.own, path }, context));
  return delivery;
}

/** What a service says about itself, and what `delivery` says about it; the latter wins. */
function overridesOf(scenario: Scenario, findings: Finding[]): DeliveryModel['overrides'] {
  const { broker: _broker, defaults: _defaults, ...blocks } = scenario.delivery ?? {};
  const ids = Object.keys(scenario.services);
  const overrides: Record<string, Settings> = {};
  for (const [id, { instances, concurrency }] of Object.entries(scenario.services)) {
    if (instances !== undefined) overrides[id] = { instances };
    if (concurrency !== undefined) overrides[id] = { ...overrides[id], concurrency };
  }
  for (const [id, settings] of Object.entries(blocks)) {
    const path = ['delivery', id];
    if (!ids.includes(id)) findings.push(unknownName('service', id, [...ids, 'broker', 'defaults'], { path, at: 'key' }));
    else overrides[id] = { ...overrides[id], ...checkSettings(settings, path, findings) };
  }
  return overrides;
}
