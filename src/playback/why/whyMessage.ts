import { FactKind } from '../../sim';
import { effectsOf } from '../causality';
import type { Fact } from '../columns';
import type { EntryList } from '../fold/entryList';
import type { PlaceFold } from '../fold/placeFold';
import { counted, secondsOf } from '../narrator/grammar';
import { messageText } from '../narrator/names';
import { brokerOutOfReach, busyWith, inner, outer, placeOutOfOrder, reasonOf, strikesOn } from './conditions';
import type { Because } from './question';
import { pastOf, placeOf, plain, type Scene, shownBy } from './scene';

/** Why a message is where it is at one place; null = it is not there and never was. */
export function whyMessageAt(scene: Scene, message: number, place: number): readonly Because[] | null {
  const fold = placeOf(scene, place);
  for (const [list, explain] of whereabouts) {
    if (fold[list].indexOf(message) >= 0) return explain({ scene, fold, message, place });
  }
  return whatBecame(scene, message, place);
}

/** Whether the place is through with the message: nothing of it is left there, and something became of it. */
export function isDoneAt(scene: Scene, message: number, place: number): boolean {
  const fold = placeOf(scene, place);
  if (whereabouts.some(([list]) => fold[list].indexOf(message) >= 0)) return false;
  return pastOf(scene, message).some(({ kind, place: at }) => at === place && endings.has(kind));
}

interface Asked {
  readonly scene: Scene;
  readonly fold: PlaceFold;
  readonly message: number;
  readonly place: number;
}

type List = { [K in keyof PlaceFold]: PlaceFold[K] extends EntryList ? K : never }[keyof PlaceFold];

const whereabouts: readonly (readonly [List, (asked: Asked) => readonly Because[]])[] = [
  ['outbox', inOutbox],
  ['working', inWork],
  ['prefetch', inPrefetch],
  ['queue', inQueue],
  ['hidden', hidden],
  ['transit', inTransit],
  ['settling', settling],
  ['dead', dead],
];

function inOutbox({ scene, message, place }: Asked): readonly Because[] {
  const text = `${messageText(scene.trace, message)} waits in the outbox of ${inner(scene, place)}.`;
  const causes = [...placeOutOfOrder(scene, place), ...brokerOutOfReach(scene)];
  return [plain(scene, text, place, message), ...(causes.length > 0 ? causes : [plain(scene, 'The relay has not looked yet.', place)])];
}

function inWork({ scene, message, place }: Asked): readonly Because[] {
  return [
    plain(scene, `${outer(scene, place)} is working on ${messageText(scene.trace, message)}.`, place, message),
    ...busyWith(scene, place).slice(1),
  ];
}

function inPrefetch({ scene, fold, message, place }: Asked): readonly Because[] {
  const text = `${messageText(scene.trace, message)} has arrived at ${inner(scene, place)} and waits for a free worker.`;
  const failed = lastFailure(scene, message, place);
  const behind = fold.prefetch.indexOf(message) === 0 ? [] : [plain(scene, `${fold.prefetch.indexOf(message)} wait before it.`, place)];
  return [plain(scene, text, place, message), ...failed, ...behind, ...placeOutOfOrder(scene, place), ...busyWith(scene, place)];
}

function inQueue({ scene, fold, message, place }: Asked): readonly Because[] {
  const position = fold.queue.indexOf(message);
  const text = `${messageText(scene.trace, message)} waits in the queue of ${inner(scene, place)}.`;
  const ahead = position > 0 ? [plain(scene, `${counted(position, 'message')} before it.`, place, fold.queue.messageAt(0))] : [];
  const broken = [...brokerOutOfReach(scene), ...placeOutOfOrder(scene, place)];
  const causes = broken.length > 0 ? broken : [...busyWith(scene, place), ...stuckInFront(scene, fold, place)];
  return [plain(scene, text, place, message), ...ahead, ...causes];
}

/** A failing message that comes back again and again may hold up the ones behind it. */
function stuckInFront(scene: Scene, fold: PlaceFold, place: number): readonly Because[] {
  for (const list of [fold.prefetch, fold.hidden]) {
    for (let i = 0; i < list.length; i++) {
      const failure = lastFailure(scene, list.messageAt(i), place);
      if (failure.length > 0) return failure;
    }
  }
  return [];
}

function hidden({ scene, message, place }: Asked): readonly Because[] {
  const past = pastOf(scene, message).filter((fact) => fact.place === place);
  const fact = past.findLast(({ kind }) => kind === FactKind.hidden);
  const until = fact === undefined ? '' : ` until ${secondsOf(fact.time + fact.a)}`;
  const text = `${messageText(scene.trace, message)} was delivered to ${inner(scene, place)} and is invisible to others${until}.`;
  return [fact === undefined ? plain(scene, text, place, message) : shownBy(text, fact), ...placeOutOfOrder(scene, place)];
}

function inTransit({ scene, message, place }: Asked): readonly Because[] {
  return [plain(scene, `${messageText(scene.trace, message)} is on its way to ${inner(scene, place)}.`, place, message)];
}

function settling({ scene, message, place }: Asked): readonly Because[] {
  const text = `${outer(scene, place)} has handled ${messageText(scene.trace, message)}; the acknowledgement has not reached the broker.`;
  return [plain(scene, text, place, message), ...brokerOutOfReach(scene), ...placeOutOfOrder(scene, place)];
}

function dead({ scene, message, place }: Asked): readonly Because[] {
  const fact = pastOf(scene, message).findLast((one) => one.kind === FactKind.deadLettered && one.place === place);
  const text = `${messageText(scene.trace, message)} is among the dead letters of ${inner(scene, place)}`;
  const first = fact === undefined ? plain(scene, `${text}.`, place, message) : shownBy(`${text}: ${reasonOf(scene, fact)}.`, fact);
  return [first, ...lastFailure(scene, message, place), ...poisonedBy(scene, message, place), ...strikesOn(scene, message)];
}

function lastFailure(scene: Scene, message: number, place: number): readonly Because[] {
  const failures = pastOf(scene, message).filter(({ kind, place: at }) => kind === FactKind.failed && at === place);
  const last = failures.at(-1);
  if (last === undefined) return [];
  return [shownBy(`Try ${last.attempt} failed: ${reasonOf(scene, last)}.`, last)];
}

function poisonedBy(scene: Scene, message: number, place: number): readonly Because[] {
  const fact = pastOf(scene, message).findLast((one) => one.kind === FactKind.poisoned && one.place === place);
  return fact === undefined ? [] : [shownBy(`${messageText(scene.trace, message)} cannot be read: it is poisoned.`, fact)];
}

/** It is in no list of the place: it was handled, ignored, lost, or never came. */
function whatBecame(scene: Scene, message: number, place: number): readonly Because[] | null {
  const past = pastOf(scene, message).filter((fact) => fact.place === place);
  const last = past.findLast(({ kind }) => endings.has(kind));
  if (last === undefined) return null;
  const lost = isLoss(last) ? strikesOn(scene, message) : [];
  return [shownBy(endings.get(last.kind)?.(scene, last) ?? '', last), ...doneByPolicy(scene, message, place), ...lost];
}

/** What the place's rules made of an event: commands of its own, handled there. */
function doneByPolicy(scene: Scene, message: number, place: number): readonly Because[] {
  const commands = effectsOf(scene.trace, message).filter(({ depth }) => depth === 1);
  const commits = commands.flatMap(({ message: command }) => pastOf(scene, command)).filter(({ kind }) => kind === FactKind.committed);
  return commits.filter((fact) => fact.place === place).map((fact) => shownBy(handled(scene, fact), fact));
}

/** Whether the message got stuck or lost at the place: it is in somebody's hands there, or came to a bad end. */
export function isStuckAt(scene: Scene, message: number, place: number): boolean {
  const fold = placeOf(scene, place);
  if (whereabouts.some(([list]) => fold[list].indexOf(message) >= 0)) return true;
  const last = pastOf(scene, message).findLast(({ kind, place: at }) => at === place && endings.has(kind));
  return last !== undefined && (isLoss(last) || last.kind === FactKind.discarded || last.kind === FactKind.refused);
}

const isLoss = ({ kind }: Fact): boolean => kind === FactKind.dropped || kind === FactKind.expired || kind === FactKind.publishFailed;

const endings = new Map<number, (scene: Scene, fact: Fact) => string>([
  [FactKind.committed, (scene, fact) => handled(scene, fact)],
  [
    FactKind.ignored,
    (scene, fact) => `${outer(scene, fact.place)} ignored ${messageText(scene.trace, fact.message)}: its inbox had seen it.`,
  ],
  [
    FactKind.dropped,
    (scene, fact) => `${messageText(scene.trace, fact.message)} was lost at ${inner(scene, fact.place)}: ${reasonOf(scene, fact)}.`,
  ],
  [
    FactKind.expired,
    (scene, fact) => `${messageText(scene.trace, fact.message)} waited too long for ${inner(scene, fact.place)} and expired.`,
  ],
  [FactKind.discarded, (scene, fact) => `Somebody threw ${messageText(scene.trace, fact.message)} away.`],
  [FactKind.refused, (scene, fact) => `${messageText(scene.trace, fact.message)} was refused: ${reasonOf(scene, fact)}.`],
  [
    FactKind.callFailed,
    (scene, fact) => `${outer(scene, fact.place)} got no answer to ${messageText(scene.trace, fact.message)}: ${reasonOf(scene, fact)}.`,
  ],
  [
    FactKind.publishFailed,
    (scene, fact) => `${outer(scene, fact.place)} could not publish ${messageText(scene.trace, fact.message)}: ${reasonOf(scene, fact)}.`,
  ],
  [FactKind.acknowledged, (scene, fact) => `${outer(scene, fact.place)} is done with ${messageText(scene.trace, fact.message)}.`],
]);

function handled(scene: Scene, fact: Fact): string {
  const made = fact.a === 0 ? '' : ` and emitted ${messageText(scene.trace, fact.a)}`;
  return `${outer(scene, fact.place)} handled ${messageText(scene.trace, fact.message)}${made}.`;
}
