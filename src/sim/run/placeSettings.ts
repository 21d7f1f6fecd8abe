import type { SettingValue } from '../../base/plainData';
import { ensure } from '../../base/assert';
import { findProduct } from '../broker/products';
import { completeOwn } from '../broker/products/own';
import type { BrokerBehaviour, OwnSettings, ProductDefinition } from '../broker/products/product';
import { safeguardRegistry } from '../safeguards';
import type { ChannelModel, Model } from '../scenario/model';
import type { HostSettings, InboxSettings, Jitter, RelaySettings } from '../services/settings';
import type { RunSpec } from './spec';

export type Settings = Readonly<Record<string, SettingValue>>;

/** Settings of a place at time 0: what the safeguards declare, then the file's defaults, the file's overrides, and the spec's differences. */
export function settingsOf(model: Model, spec: RunSpec, placeId: string): Settings {
  const declared = safeguardRegistry.flatMap(({ settings }) => settings.map(({ name, default: value }) => [name, value] as const));
  const known = new Set(declared.map(([name]) => name as string));
  const settings: Record<string, SettingValue> = Object.fromEntries(declared);
  const layers = [model.delivery.defaults, model.delivery.overrides[placeId] ?? {}, prefixed(spec, '*'), prefixed(spec, placeId)];
  for (const layer of layers) for (const [name, value] of Object.entries(layer)) if (known.has(name)) settings[name] = value;
  return settings;
}

/** The spec's differences for one prefix, without it: `payment.dedupe` → `dedupe`. */
export function prefixed(spec: RunSpec, prefix: string): Settings {
  const entries = Object.entries(spec.settings).filter(([path]) => path.startsWith(`${prefix}.`));
  return Object.fromEntries(entries.map(([path, value]) => [path.slice(prefix.length + 1), value]));
}

type ReadNumber = (name: string, min: number, max: number) => number;

function relaySettings(settings: Settings, number: ReadNumber): RelaySettings {
  // A connector reads the log of commits: at once, in commit order, alone; no id can lie to it (CDC-002).
  if (settings['relay'] === 'cdc') {
    return { order: 'stop', pollMs: 0, batch: 1, readers: 1, reads: 'status', flushMs: number('relayFlush', 1, 600_000) };
  }
  return {
    order: settings['relayOrder'] === 'skip' ? 'skip' : 'stop',
    pollMs: number('relayPoll', 0, 60_000),
    batch: Math.floor(number('relayBatch', 1, 10_000)),
    readers: settings['relayLock'] === 'none' ? Math.floor(number('relays', 1, 8)) : 1,
    reads: settings['relayReads'] === 'id' ? 'id' : 'status',
    flushMs: 0,
  };
}

function inboxSettings(settings: Settings, number: ReadNumber): InboxSettings {
  const commit = settings['inboxCommit'];
  return {
    commit: commit === 'before' || commit === 'after' ? commit : 'with',
    ttlMs: number('dedupeTtl', 0, 86_400_000),
    scope: settings['inboxScope'] === 'shared' ? 'shared' : 'own',
  };
}

const jitters: readonly Jitter[] = ['full', 'none', 'equal', 'decorrelated', 'around'];
const jitterOf = (value: SettingValue | undefined): Jitter | null => jitters.find((jitter) => jitter === value) ?? null;

/** What the host obeys. Values outside their bounds are brought back to them: a run never hangs on a setting. */
export function hostSettings(settings: Settings): HostSettings {
  const number: ReadNumber = (name, min, max) => Math.min(max, Math.max(min, Number(settings[name]) || min));
  return {
    instances: Math.floor(number('instances', 1, 64)),
    concurrency: Math.floor(number('concurrency', 1, 64)),
    ack: settings['ack'] === 'before' ? 'before' : 'after',
    attempts: Math.floor(number('attempts', 1, 1000)),
    backoffMs: number('backoff', 0, 600_000),
    backoffGrowth: jitterOf(settings['backoffGrowth']) ?? 'fixed',
    backoffCapMs: number('backoffCap', 0, 3_600_000),
    dlq: settings['dlq'] === true,
    dedupe: settings['dedupe'] === true,
    inbox: inboxSettings(settings, number),
    outbox: settings['outbox'] === true,
    publishOrder: settings['publishOrder'] === 'before' ? 'before' : 'after',
    publishErrors: settings['publishErrors'] === 'fail' ? 'fail' : 'swallow',
    relay: relaySettings(settings, number),
    bulkhead: settings['bulkhead'] === true,
    waitingRoom: number('waitingRoom', 0, 100_000),
    callBackoffMs: number('callBackoff', 0, 600_000),
    callJitter: jitterOf(settings['callJitter']) ?? 'full',
    callBackoffCapMs: number('callBackoffCap', 0, 3_600_000),
    retryBudget: number('retryBudget', 0, 100),
    pollMs: settings['mode'] === 'poll' ? number('poll', 1, 60_000) : 0,
  };
}

/** The broker's own settings in product terms: the product's defaults, the file's block, the spec's `broker.<name>` (durations in ms). */
export function brokerBehaviour(product: ProductDefinition, model: Model, spec: RunSpec): BrokerBehaviour {
  return product.behaviour(ownSettingsOf(product, model, spec));
}

/** The product of a channel: the file's, or the one that a person picked (`channels.<id>.product`). */
export function productOfChannel(channel: ChannelModel, spec: RunSpec): ProductDefinition {
  const picked = spec.settings[`channels.${channel.id}.product`];
  const product = (typeof picked === 'string' ? findProduct(picked) : undefined) ?? findProduct(channel.product);
  return ensure(product, `broker product ${channel.product}`);
}

export function channelBehaviour(channel: ChannelModel, spec: RunSpec): BrokerBehaviour {
  return productOfChannel(channel, spec).behaviour(ownSettingsOfChannel(channel, spec));
}

/** Complete own settings of a channel's product; durations in microseconds. */
function ownSettingsOfChannel(channel: ChannelModel, spec: RunSpec): OwnSettings {
  const product = productOfChannel(channel, spec);
  return complete(product, channel.own[product.id] ?? {}, prefixed(spec, `channels.${channel.id}`));
}

/** Complete own settings of a product in a run; durations in microseconds. */
function ownSettingsOf(product: ProductDefinition, model: Model, spec: RunSpec): OwnSettings {
  return complete(product, model.delivery.own[product.id] ?? {}, prefixed(spec, 'broker'));
}

/** The file's values are in microseconds already, those of a spec in milliseconds. */
function complete(product: ProductDefinition, file: Settings, changes: Settings): OwnSettings {
  const given: Record<string, number | string | boolean> = {};
  for (const { name, type } of product.settings) {
    const changed = changes[name];
    const value = changed === undefined ? file[name] : type === 'duration' ? Number(changed) * 1000 : changed;
    if (value !== undefined) given[name] = value;
  }
  return completeOwn(product.settings, given);
}

/** A channel's settings as the inspector shows them (durations in ms). */
export const channelSettings = (channel: ChannelModel, spec: RunSpec): Settings =>
  inMs(productOfChannel(channel, spec), ownSettingsOfChannel(channel, spec));

const inMs = (product: ProductDefinition, own: OwnSettings): Settings =>
  Object.fromEntries(product.settings.map(({ name, type }) => [name, type === 'duration' ? Number(own[name]) / 1000 : (own[name] ?? 0)]));

/** The broker's settings as the inspector shows them: nodes, replication and the product's own (durations in ms). */
export function brokerSettings(product: ProductDefinition, model: Model, spec: RunSpec): Settings {
  const own = inMs(product, ownSettingsOf(product, model, spec));
  return { nodes: nodesOf(product, model, spec), replication: replicationOf(product, model, spec), ...own };
}

export function nodesOf(product: ProductDefinition, model: Model, spec: RunSpec): number {
  if (!product.hasNodes) return 1;
  return clampCount(spec.settings['broker.nodes'], model.delivery.nodes);
}

export function replicationOf(product: ProductDefinition, model: Model, spec: RunSpec): number {
  return Math.min(nodesOf(product, model, spec), clampCount(spec.settings['broker.replication'], model.delivery.replication));
}

const clampCount = (value: SettingValue | undefined, otherwise: number): number =>
  Math.min(9, Math.max(1, Math.floor(typeof value === 'number' ? value : otherwise)));
