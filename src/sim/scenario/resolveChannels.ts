import type { SettingContext } from '../broker/products/product';
import type { ChannelModel } from './model';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import { checkOwn, resolveOwn } from './resolveOwn';
import type { Scenario } from './schema';

type ChannelEntry = NonNullable<Scenario['channels']>[string];

interface ChannelScope {
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly context: SettingContext;
  readonly findings: Finding[];
}

/** Message types that travel over a product of their own. A message is in one channel at most; all others use the broker's product. */
export function resolveChannels(channels: Scenario['channels'], scope: ChannelScope): readonly ChannelModel[] {
  const takenBy = new Map<string, string>();
  return Object.entries(channels ?? {}).map(([id, entry]) => {
    const path: ProblemPath = ['channels', id];
    scope.findings.push(...takenTwice(entry, takenBy, { id, path }));
    const own = resolveOwn(entry, path, scope.findings);
    scope.findings.push(...checkOwn(entry, { product: entry.product, own, path }, scope.context));
    return { id, title: entry.title ?? id, product: entry.product, own, messages: messagesOf(entry, path, scope) };
  });
}

function messagesOf(entry: ChannelEntry, path: ProblemPath, { typeIndex, findings }: ChannelScope): readonly number[] {
  return entry.messages.flatMap((name, i) => {
    const index = typeIndex.get(name);
    if (index !== undefined) return [index];
    findings.push(unknownName('message', name, [...typeIndex.keys()], { path: [...path, 'messages', i], at: 'value' }));
    return [];
  });
}

function takenTwice(
  entry: ChannelEntry,
  takenBy: Map<string, string>,
  { id, path }: { readonly id: string; readonly path: ProblemPath },
): readonly Finding[] {
  return entry.messages.flatMap((name, i) => {
    const other = takenBy.get(name);
    takenBy.set(name, other ?? id);
    if (other === undefined) return [];
    const message = `${name} is in the channel "${other}" already: a message travels over one channel.`;
    return [finding([...path, 'messages', i], message, { found: name, expected: 'a message of no other channel' })];
  });
}
