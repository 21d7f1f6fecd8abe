import type { SettingValue } from '../../base/plainData';
import { findProduct, productRegistry } from '../broker/products/index';
import type { ProductSetting } from '../broker/products/product';
import type { DeliveryModel } from './model';
import { parseDurationUs } from './notation';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import { resolveSpan } from './resolveServices';
import { durationPattern, products, type Scenario } from './schema';
import { checkSettings, type Settings } from './settingNames';

const defaultProduct = 'rabbitmq-quorum';
const defaultNodes = 3;
const defaultLatency = '3..12ms';

type DeliveryEntry = NonNullable<Scenario['delivery']>;
type BrokerEntry = NonNullable<DeliveryEntry['broker']>;

export function resolveDelivery(scenario: Scenario, findings: Finding[]): DeliveryModel {
  const { broker = {}, defaults = {} } = scenario.delivery ?? {};
  const { product = defaultProduct, nodes = defaultNodes, replication = nodes, latency = defaultLatency } = broker;
  const path = ['delivery', 'broker'];
  if (findProduct(product) === undefined) findings.push(notYet(product, [...path, 'product']));
  if (replication > nodes) {
    const message = `${replication} copies need ${replication} nodes, but there are ${nodes}.`;
    findings.push(finding([...path, 'replication'], message, { found: String(replication), expected: `at most ${nodes}` }));
  }
  return {
    product,
    nodes,
    replication,
    latency: resolveSpan(latency, [...path, 'latency'], findings),
    own: ownSettings(broker, findings),
    defaults: checkSettings(defaults, ['delivery', 'defaults'], findings),
    overrides: overridesOf(scenario, findings),
  };
}

function notYet(product: string, path: ProblemPath): Finding {
  const known = productRegistry.map(({ id }) => id);
  const message = `The product "${product}" is not simulated yet. Choose ${known.join(', ')}.`;
  return finding(path, message, {
    found: product,
    expected: `one of ${known.join(', ')}`,
    suggestion: known.find((id) => id.includes(product)) ?? '',
  });
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

/** The blocks of products: durations become microseconds; names and bounds are those of the product. */
function ownSettings(broker: BrokerEntry, findings: Finding[]): DeliveryModel['own'] {
  const own: Record<string, Settings> = {};
  for (const id of products) {
    const block = broker[id];
    if (block === undefined) continue;
    const settings: Record<string, SettingValue> = {};
    for (const [name, value] of Object.entries(block)) {
      const isDuration = typeof value === 'string' && durationPattern.test(value);
      settings[name] = (isDuration ? parseDurationUs(value) : null) ?? value;
      findings.push(...ownProblems(id, settings, ['delivery', 'broker', id, name]));
    }
    own[id] = settings;
  }
  return own;
}

/** A product's settings that the simulation does not know (yet) are kept and remarked on, not refused: they are real settings of real products. */
function ownProblems(id: string, settings: Settings, path: ProblemPath): readonly Finding[] {
  const product = findProduct(id);
  const name = String(path.at(-1));
  const value = settings[name];
  if (product === undefined) return [];
  const known = product.settings.find((setting) => setting.name === name);
  if (known === undefined) {
    const names = product.settings.map((setting) => setting.name);
    const unknown = unknownName('setting', name, names, { path, at: 'key' });
    return [{ ...unknown, severity: 'warning', message: `${product.title}: "${name}" has no effect in this simulation.` }];
  }
  if (accepts(known, value)) return [];
  const expected = expectedOf(known);
  return [finding(path, `${product.title}: "${name}" does not fit, expected ${expected}.`, { found: String(value), expected })];
}

function accepts(setting: ProductSetting, value: SettingValue | undefined): boolean {
  switch (setting.type) {
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'duration':
      return typeof value === 'number' && value >= setting.minUs && value <= setting.maxUs;
    default:
      return typeof value === 'number' && value >= setting.min && value <= setting.max;
  }
}

function expectedOf(setting: ProductSetting): string {
  switch (setting.type) {
    case 'choice':
      return `one of ${setting.choices.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'duration':
      return `a duration from ${setting.minUs / 1000}ms to ${setting.maxUs / 1000}ms`;
    default:
      return `a number from ${setting.min} to ${setting.max}`;
  }
}
