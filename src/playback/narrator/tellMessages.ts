import { EnqueueReason, FactKind } from '../../sim';
import { causationOf, createdAtOf, type Fact, senderOf, stringAt, typeIndexOf, typeOf } from '../columns';
import { isDownAt } from '../fold/learned';
import { presentOf, secondsOf } from './grammar';
import {
  commandDeed,
  commandPhrase,
  endsFlow,
  eventWords,
  innerTitleOf,
  isFailure,
  keyText,
  messageText,
  shortTitleOf,
  titleOf,
} from './names';
import type { Severity, Story, Teller, Telling } from './telling';
import { phrases } from './words';

/** Messages on their way and at work. */
export const messageTellers: Partial<Record<number, Teller>> = {
  [FactKind.sent]: tellSent,
  [FactKind.accepted]: tellAccepted,
  [FactKind.enqueued]: tellEnqueued,
  [FactKind.delivered]: (_, fact) =>
    fact.attempt > 1 ? { saying: 'redelivers', severity: 'milestone' } : { saying: 'delivers', severity: 'detail' },
  [FactKind.received]: () => ({ saying: 'reaches', severity: 'detail' }),
  [FactKind.started]: () => ({ saying: 'works', severity: 'detail' }),
  [FactKind.committed]: tellCommitted,
  [FactKind.acknowledged]: () => ({ saying: 'acknowledges', severity: 'detail' }),
  [FactKind.returned]: (story, fact) => ({
    saying: 'returns',
    severity: 'detail',
    more: () => ({ reason: stringAt(story.trace, fact.a) }),
  }),
  [FactKind.hidden]: (_, fact) => ({ saying: 'hidden', severity: 'milestone', more: () => ({ span: secondsOf(fact.a) }) }),
  [FactKind.ignored]: () => ({ saying: 'ignores', severity: 'milestone' }),
  [FactKind.outboxStored]: (story, fact) =>
    isDownAt(story.learned, story.learned.broker, fact.row)
      ? { saying: 'keepsWhileDown', severity: 'milestone' }
      : { saying: 'keeps', severity: 'detail' },
  [FactKind.outboxRelayed]: (story, fact) => ({ saying: 'relays', severity: severityOfRelay(story, fact) }),
  [FactKind.called]: (story, fact) => ({
    saying: 'calls',
    severity: 'milestone',
    more: () => ({ receiverShort: shortTitleOf(story.trace.header, fact.b) }),
  }),
  [FactKind.replied]: (story, fact) => ({
    saying: 'answers',
    severity: 'detail',
    more: () => ({ inner: innerTitleOf(story.trace.header, fact.b) }),
  }),
  [FactKind.answerIgnored]: () => ({ saying: 'lateAnswer', severity: 'detail' }),
  [FactKind.moved]: (_, fact) => ({ saying: 'moved', severity: 'milestone', more: () => ({ position: fact.a + 1 }) }),
};

/** Place that a message is meant for: named by the fact when it goes directly, by the links when the broker stands between. */
export function receiverOf(story: Story, sender: number, message: number): number {
  const type = typeIndexOf(story.trace, message);
  const { links, places } = story.trace.header;
  const link = links.find((candidate) => candidate.type === type && candidate.from === sender) ?? links.find((l) => l.type === type);
  return link?.to ?? places.findIndex((info) => info.handles.includes(type));
}

function tellSent(story: Story, fact: Fact): Telling {
  const { header } = story.trace;
  const type = typeOf(story.trace, fact.message);
  const isLocal = fact.b === fact.place;
  if (type.kind !== 'command') return { saying: 'sends', severity: 'detail' };
  const undoing = compensation(story, fact, isLocal ? fact.place : null);
  if (undoing !== null) return undoing;
  const phrase = (): string => commandPhrase(header, type, keyText(story.trace, fact.message));
  if (isLocal) return { saying: 'decides', severity: 'detail', more: () => ({ phrase: phrase() }) };
  const receiver = fact.b === story.learned.broker ? receiverOf(story, fact.place, fact.message) : fact.b;
  return {
    saying: 'asks',
    severity: severityOfRequest(story, fact),
    more: () => ({ phrase: phrase(), receiver: innerTitleOf(header, receiver), receiverShort: shortTitleOf(header, receiver) }),
  };
}

/** The start of a flow and what the coordinator asks of the main path matter to everybody. */
function severityOfRequest(story: Story, fact: Fact): Severity {
  const { header } = story.trace;
  if (typeIndexOf(story.trace, fact.message) === header.flow.starts) return 'milestone';
  return header.places[fact.place]?.kind === 'coordinator' ? 'milestone' : 'detail';
}

/** A command that a failure brought about, in a place of its own: "Payment failed for #5 — Inventory releases the stock." */
function compensation(story: Story, fact: Fact, place: number | null): Telling | null {
  const { trace } = story;
  const cause = causationOf(trace, fact.message);
  if (place === null || cause === 0 || !isFailure(trace.header, typeIndexOf(trace, cause))) return null;
  return {
    saying: 'compensates',
    severity: 'milestone',
    more: () => ({
      cause: `${eventWords(typeOf(trace, cause))} for ${keyText(trace, cause)}`,
      deed: commandDeed(typeOf(trace, fact.message)),
    }),
  };
}

function tellAccepted(story: Story, fact: Fact): Telling {
  const { trace } = story;
  const { header } = trace;
  const type = typeOf(trace, fact.message);
  const sender = senderOf(trace, fact.message);
  if (type.kind !== 'event') {
    const receiver = receiverOf(story, sender, fact.message);
    return { saying: 'stores', severity: 'detail', more: () => ({ receiver: innerTitleOf(header, receiver) }) };
  }
  return {
    saying: 'announces',
    severity: isHeadline(story, sender, fact.message) ? 'milestone' : 'detail',
    more: () => ({ place: titleOf(header, sender), short: shortTitleOf(header, sender), listeners: listeners(fact.b) }),
  };
}

/** One headline per event: its own words when it was committed, otherwise its announcement; the end of a flow has its own. */
function isHeadline(story: Story, sender: number, event: number): boolean {
  const { header } = story.trace;
  const type = typeIndexOf(story.trace, event);
  const saidBefore = header.messageTypes[type]?.says !== '' || isFailure(header, type) || endsFlow(header, type);
  return !saidBefore && header.places[sender]?.main === true;
}

function listeners(count: number): string {
  if (count === 0) return phrases.nobodyListens;
  return count === 1 ? phrases.oneListens : phrases.manyListen(count);
}

function tellEnqueued(story: Story, fact: Fact): Telling {
  if (fact.b === EnqueueReason.duplicated) return { saying: 'doubled', severity: 'milestone' };
  if (fact.b === EnqueueReason.replayed) return { saying: 'replayed', severity: 'milestone' };
  if (!isDownAt(story.learned, fact.place, fact.row)) return { saying: 'lines', severity: 'detail' };
  return {
    saying: 'waits',
    severity: 'milestone',
    more: () => {
      const place = story.before(fact.row + 1).places[fact.place];
      return { count: place === undefined ? 1 : place.queue.length + place.prefetch.length };
    },
  };
}

/** A second relay is news; so is a first one that had to wait. */
function severityOfRelay(story: Story, fact: Fact): Severity {
  return fact.time - createdAtOf(story.trace, fact.message) > 500_000 ? 'milestone' : 'detail';
}

function tellCommitted(story: Story, fact: Fact): Telling {
  const event = fact.a === 0 ? undefined : story.trace.header.messageTypes[fact.b];
  if (event === undefined) return { saying: 'done', severity: 'detail' };
  if (isRepeated(story, fact.row)) return tellRepetition(story, fact);
  if (event.says !== '') return tellDeed(story, fact, event.says);
  if (isFailure(story.trace.header, fact.b)) return tellRefusal(story, fact);
  return tellEmission(story, fact);
}

function tellDeed({ trace }: Story, fact: Fact, says: string): Telling {
  const severity = trace.header.places[fact.place]?.main === true ? 'milestone' : 'detail';
  return { saying: 'handled', severity, more: () => ({ deed: says.replaceAll('{key}', keyText(trace, fact.a)) }) };
}

/** Where nothing is published, the commit is the only news of an event. */
function tellEmission({ trace }: Story, fact: Fact): Telling {
  const { header } = trace;
  const isNews = !header.product.used && header.places[fact.place]?.main === true && !endsFlow(header, fact.b);
  return { saying: 'emits', severity: isNews ? 'milestone' : 'detail', more: () => ({ message: messageText(trace, fact.a) }) };
}

function tellRefusal(story: Story, fact: Fact): Telling {
  const { trace } = story;
  return {
    saying: 'refuses',
    severity: 'milestone',
    more: () => ({
      phrase: commandPhrase(trace.header, typeOf(trace, fact.message), keyText(trace, fact.message)),
      reason: eventWords(typeOf(trace, fact.a)).toLowerCase(),
    }),
  };
}

function tellRepetition(story: Story, fact: Fact): Telling {
  const { trace } = story;
  const { says } = typeOf(trace, fact.a);
  const key = keyText(trace, fact.a);
  const [verb = '', ...object] = commandPhrase(trace.header, typeOf(trace, fact.message), key).split(' ');
  const deed = says === '' ? presentOf([verb, ...object].join(' ')) : presentOf(says.replaceAll('{key}', key));
  return { saying: 'again', severity: 'problem', more: () => ({ deed }) };
}

function isRepeated(story: Story, row: number): boolean {
  const { repeats } = story.learned;
  let from = 0;
  let to = repeats.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (repeats.at(middle) < row) from = middle + 1;
    else to = middle;
  }
  return from < repeats.length && repeats.at(from) === row;
}
