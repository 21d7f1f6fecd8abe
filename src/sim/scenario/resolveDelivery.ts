import type { SettingValue } from '../../base/plainData';
import type { DeliveryModel } from './model';
import { parseDurationMs, parseDurationUs } from './notation';
import { unknownName, type Finding } from './problem';
import { resolveSpan } from './resolveServices';
import { durationPattern, products, type Scenario } from './schema';

type Settings = Readonly<Record<string, SettingValue>>;

const defaultProduct = 'rabbitmq-quorum';
const defaultNodes = 3;
const defaultLatency = '3..12ms';

export function resolveDelivery(scenario: Scenario, findings: Finding[]): DeliveryModel {
  const { broker = {}, defaults = {}, ...rest } = scenario.delivery ?? {};
  const nodes = broker.nodes ?? defaultNodes;
  const ids = Object.keys(scenario.services);
  const overrides: Record<string, Settings> = {};
  for (const [id, service] of Object.entries(scenario.services)) {
    const { instances, concurrency } = service;
    const own = { ...(instances === undefined ? {} : { instances }), ...(concurrency === undefined ? {} : { concurrency }) };
    if (Object.keys(own).length > 0) overrides[id] = own;
  }
  for (const [id, settings] of Object.entries(rest)) {
    if (!ids.includes(id)) findings.push(unknownName('service', id, [...ids, 'broker', 'defaults'], { path: ['delivery', id], at: 'key' }));
    else overrides[id] = { ...overrides[id], ...inMs(settings as Settings) };
  }
  const own: Record<string, Settings> = {};
  for (const product of products) {
    const settings = broker[product];
    if (settings !== undefined) own[product] = mapDurations(settings, parseDurationUs);
  }
  return {
    product: broker.product ?? defaultProduct,
    nodes,
    replication: broker.replication ?? nodes,
    latency: resolveSpan(broker.latency ?? defaultLatency, ['delivery', 'broker', 'latency'], findings),
    own,
    defaults: inMs(defaults),
    overrides,
  };
}

const inMs = (settings: Settings): Settings => mapDurations(settings, parseDurationMs);

/** Replaces duration texts by numbers; every other value stays as it is. */
function mapDurations(settings: Settings, convert: (text: string) => number | null): Settings {
  const entries = Object.entries(settings).map(([name, value]): [string, SettingValue] => {
    const number = typeof value === 'string' && durationPattern.test(value) ? convert(value) : null;
    return [name, number ?? value];
  });
  return Object.fromEntries(entries);
}
