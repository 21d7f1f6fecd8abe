import type { StoredMessage } from './api';
import { type ConsumerConfig, wants } from './consumerConfig';
import type { MessageStore } from './messageStore';

/** Where a new consumer begins: the first sequence it looks at, and the stored messages that are for it. */
export interface Start {
  readonly cursor: number;
  readonly messages: readonly StoredMessage[];
}

export function startOf(config: ConsumerConfig, store: MessageStore): Start {
  const wanted = [...store.all()].filter(({ subject }) => wants(config, subject));
  if (config.deliverPolicy.kind === 'lastPerSubject') {
    const newest = new Map(wanted.map((message) => [message.subject, message]));
    const messages = [...newest.values()].sort((a, b) => a.seq - b.seq);
    return { cursor: messages[0]?.seq ?? store.lastSeq + 1, messages };
  }
  const cursor = Math.min(Math.max(firstWanted(config, store, wanted), store.firstSeq), store.lastSeq + 1);
  return { cursor, messages: wanted.filter(({ seq }) => seq >= cursor) };
}

function firstWanted({ deliverPolicy }: ConsumerConfig, store: MessageStore, wanted: readonly StoredMessage[]): number {
  switch (deliverPolicy.kind) {
    case 'byStartSequence':
      return deliverPolicy.seq;
    case 'byStartTime':
      return [...store.all()].find(({ storedAtUs }) => storedAtUs >= deliverPolicy.timeUs)?.seq ?? Infinity;
    case 'new':
      return Infinity;
    case 'last':
      return wanted.at(-1)?.seq ?? Infinity;
    default:
      return store.firstSeq;
  }
}
