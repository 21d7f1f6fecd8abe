import { FactKind } from '../../sim';
import { causationOf, emptyFact, type Fact, readFact } from '../columns';
import { counted, secondsOf } from '../narrator/grammar';
import { messageText } from '../narrator/names';
import { outer, strikesOn } from './conditions';
import { type Because, becauseMax } from './question';
import { messagesOf, pastOf, placeOf, plain, type Scene, shownBy } from './scene';
import { whyNotYet } from './whyAbsence';

/** Why a rule is broken for its key: what happened too often, and how; or what has not happened, and why not. */
export function whyBroken(scene: Scene, row: number): readonly Because[] {
  const fact = readFact(scene.trace, row, emptyFact());
  const rule = scene.header.invariants[fact.a];
  const key = fact.b;
  const first = shownBy(`"${rule?.expect ?? ''}" does not hold${key > 0 ? ` for #${key}` : ''} since ${secondsOf(fact.time)}.`, fact);
  if (key === 0) return [first];
  const mentioned = typesIn(scene, rule?.expect ?? '');
  const happened = mentioned.flatMap((type) => ofType(scene, type, key));
  const missing = mentioned.filter((type) => messagesOf(scene, type, key).length === 0);
  const because = happened.some(({ message }) => message > 0) ? happened : [];
  return [first, ...because, ...missing.flatMap((type) => whyMissing(scene, type, key))].slice(0, becauseMax);
}

/** Message types whose names stand in quotes in an expression. */
function typesIn({ header }: Scene, expect: string): readonly number[] {
  const names = [...expect.matchAll(/['"]([A-Za-z0-9_.-]+)['"]/g)].map(([, name]) => name);
  return [...new Set(names)].flatMap((name) => {
    const type = header.messageTypes.findIndex((one) => one.name === name);
    return type < 0 ? [] : [type];
  });
}

/** What happened of this type for the key; more than once says how the repetition came about. */
function ofType(scene: Scene, type: number, key: number): readonly Because[] {
  const commits = messagesOf(scene, type, key).flatMap((message) => commitOf(scene, message) ?? []);
  const name = scene.header.messageTypes[type]?.name ?? '';
  if (commits.length === 0) return [];
  const [only] = commits;
  if (commits.length === 1 && only !== undefined)
    return [shownBy(`${name} happened once, at ${secondsOf(only.time)}.`, { ...only, message: only.a })];
  const when = commits.map(({ time }) => secondsOf(time)).join(' and ');
  const last = commits.at(-1);
  const told =
    last === undefined ? [] : [shownBy(`${name} happened ${counted(commits.length, 'time')}: at ${when}.`, { ...last, message: last.a })];
  return [...told, ...howRepeated(scene, commits)];
}

/** The fact by which a message's effect became durable; it stands at the message that was handled. */
function commitOf(scene: Scene, message: number): Fact | undefined {
  const handled = causationOf(scene.trace, message);
  return pastOf(scene, handled).find(({ kind, a }) => kind === FactKind.committed && a === message);
}

/** The same message handled twice, or two messages that asked for the same thing. */
function howRepeated(scene: Scene, commits: readonly Fact[]): readonly Because[] {
  const last = commits.at(-1);
  if (last === undefined) return [];
  const copy = deliveredTo(scene, last);
  const deliveries = pastOf(scene, copy).filter(({ kind, place }) => kind === FactKind.delivered && place === last.place);
  if (deliveries.length < 2) return [];
  const again = deliveries.at(-1);
  const text = `${messageText(scene.trace, copy)} was delivered ${counted(deliveries.length, 'time')} to ${outer(scene, last.place)}.`;
  const inbox = placeOf(scene, last.place).settings['dedupe'];
  const without =
    inbox === false ? [plain(scene, `${outer(scene, last.place)} has no inbox: it handles what it has seen before.`, last.place)] : [];
  const returned = pastOf(scene, copy).findLast(({ kind, place }) => kind === FactKind.returned && place === last.place);
  const why = returned === undefined ? [] : [shownBy(`It had come back: ${scene.trace.strings[returned.a] ?? ''}.`, returned)];
  return [...(again === undefined ? [] : [shownBy(text, again)]), ...why, ...strikesOn(scene, copy), ...without];
}

/** The message that the broker delivered: the handled one, or the event behind a policy's command. */
function deliveredTo(scene: Scene, commit: Fact): number {
  const wasDelivered = (message: number): boolean =>
    pastOf(scene, message).some(({ kind, place }) => kind === FactKind.delivered && place === commit.place);
  return wasDelivered(commit.message) ? commit.message : causationOf(scene.trace, commit.message);
}

/** Who could have made it, and why that one has not. */
function whyMissing(scene: Scene, type: number, key: number): readonly Because[] {
  const maker = scene.header.places.findIndex(({ emits, kind }) => kind !== 'customer' && emits.includes(type));
  const text = `${scene.header.messageTypes[type]?.name ?? ''} has not happened for #${key}.`;
  return [plain(scene, text, Math.max(0, maker)), ...(maker < 0 ? [] : whyNotYet(scene, maker, key))];
}
