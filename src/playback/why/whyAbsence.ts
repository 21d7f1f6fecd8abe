import { FactKind } from '../../sim';
import { messageText } from '../narrator/names';
import { brokerOutOfReach, inner, outer, placeOutOfOrder } from './conditions';
import { type Because, becauseMax } from './question';
import { messagesOf, messagesOfKey, pastOf, plain, type Scene } from './scene';
import { isDoneAt, isStuckAt, whyMessageAt } from './whyMessage';

/** Why a place has not reacted to the flow of a key: what it waits for, and why that has not come. */
export function whyNotYet(scene: Scene, place: number, key: number): readonly Because[] {
  return notYet(scene, place, { key, asked: new Set() }).slice(0, becauseMax);
}

interface Asking {
  readonly key: number;
  /** Places that were asked already: flows may go in circles. */
  readonly asked: Set<number>;
}

function notYet(scene: Scene, place: number, asking: Asking): readonly Because[] {
  asking.asked.add(place);
  const triggers = triggersOf(scene, place);
  const there = triggers.flatMap((type) => messagesOf(scene, type, asking.key)).sort((a, b) => a - b);
  // What is still under way says why; when everything was handled, the last handling says it.
  const telling = there.find((message) => !isDoneAt(scene, message, place)) ?? there.at(-1);
  if (telling !== undefined) {
    const here = ofTrigger(scene, place, telling);
    return isDoneAt(scene, telling, place) ? [...here, ...whereItEnded(scene, asking.key, telling)] : here;
  }
  const text = `${outer(scene, place)} has nothing to react to for #${asking.key} yet.`;
  return [plain(scene, text, place), ...placeOutOfOrder(scene, place), ...whyNotMade(scene, triggers, asking)];
}

/** A trigger exists: it is at the place, in the hands of its sender, or on its way. */
function ofTrigger(scene: Scene, place: number, message: number): readonly Because[] {
  const here = whyMessageAt(scene, message, place);
  if (here !== null) return here;
  for (const other of scene.header.places.keys()) {
    const there = other === place || !isWithSender(scene, message, other) ? null : whyMessageAt(scene, message, other);
    if (there !== null) return there;
  }
  const text = `${messageText(scene.trace, message)} is on its way to ${inner(scene, place)}.`;
  return [plain(scene, text, place, message), ...brokerOutOfReach(scene)];
}

/** The place has done its part: where else the flow of this key got stuck or was lost, the earliest such message. */
function whereItEnded(scene: Scene, key: number, done: number): readonly Because[] {
  for (const message of messagesOfKey(scene, key)) {
    for (const place of scene.header.places.keys()) {
      if (message === done || !isStuckAt(scene, message, place)) continue;
      return whyMessageAt(scene, message, place) ?? [];
    }
  }
  return [];
}

/** In its outbox, or its publishing failed there. */
function isWithSender(scene: Scene, message: number, place: number): boolean {
  if ((scene.fold.places[place]?.outbox.indexOf(message) ?? -1) >= 0) return true;
  return pastOf(scene, message).some(({ kind, place: at }) => kind === FactKind.publishFailed && at === place);
}

/** Message types that make the place act. */
function triggersOf({ header }: Scene, place: number): readonly number[] {
  const linked = header.links.filter(({ to }) => to === place).map(({ type }) => type);
  return [...new Set([...linked, ...(header.places[place]?.listens ?? [])])];
}

/** Nobody has made any of these yet: who could have, and why that one has not. */
function whyNotMade(scene: Scene, types: readonly number[], asking: Asking): readonly Because[] {
  const makers = [...scene.header.places.entries()].filter(([, { emits }]) => emits.some((type) => types.includes(type)));
  for (const [maker] of makers) {
    if (asking.asked.has(maker)) continue;
    const deeper = notYet(scene, maker, asking);
    if (deeper.length > 0) return deeper;
  }
  return [];
}
