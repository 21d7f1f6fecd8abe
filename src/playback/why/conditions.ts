import { FactKind } from '../../sim';
import { type Fact, stringAt } from '../columns';
import { secondsOf } from '../narrator/grammar';
import { innerTitleOf, messageText, titleOf } from '../narrator/names';
import type { Because } from './question';
import { lastAt, pastOf, placeOf, plain, type Scene, shownBy } from './scene';

/** The fault that did this to a place, as the last link; nothing when nobody injected one. */
export function faultBehind(scene: Scene, place: number, kinds: readonly string[]): readonly Because[] {
  for (let ordinal = scene.header.faults.length - 1; ordinal >= 0; ordinal--) {
    const fault = scene.header.faults[ordinal];
    if (fault === undefined || fault.target !== place || !kinds.includes(fault.kind)) continue;
    const opened = openingOf(scene, ordinal);
    if (opened !== null) return [shownBy(`The injected fault "${fault.label}" began at ${secondsOf(opened.time)}.`, opened)];
  }
  return [];
}

function openingOf(scene: Scene, ordinal: number): Fact | null {
  const target = scene.header.faults[ordinal]?.target ?? 0;
  const opened = lastAt(scene, FactKind.faultOpened, target);
  if (opened === null || opened.a === ordinal) return opened;
  return openingBefore(scene, ordinal);
}

function openingBefore(scene: Scene, ordinal: number): Fact | null {
  const target = scene.header.faults[ordinal]?.target ?? 0;
  let { rows } = scene;
  for (;;) {
    const opened = lastAt({ ...scene, rows }, FactKind.faultOpened, target);
    if (opened === null || opened.a === ordinal) return opened;
    rows = opened.row;
  }
}

/** Faults that struck this very message. */
export function strikesOn(scene: Scene, message: number): readonly Because[] {
  return pastOf(scene, message)
    .filter(({ kind }) => kind === FactKind.faultStruck)
    .slice(-1)
    .map((fact) => shownBy(`The injected fault "${scene.header.faults[fact.a]?.label ?? ''}" struck it.`, fact));
}

/** Why nothing can go through the broker now; empty = it can. */
export function brokerOutOfReach(scene: Scene): readonly Because[] {
  const { broker } = scene.fold;
  if (broker.down) {
    const fact = lastAt(scene, FactKind.brokerDown, scene.broker);
    const text = `The broker is down since ${secondsOf(broker.since)}.`;
    return [fact === null ? plain(scene, text, scene.broker) : shownBy(text, fact), ...faultBehind(scene, scene.broker, ['broker-down'])];
  }
  if (broker.nodesDown.length === 0) return [];
  const fact = lastAt(scene, FactKind.nodeDown, scene.broker);
  const text = `${broker.nodesDown.length} of ${scene.header.product.nodes} broker nodes are down.`;
  return [fact === null ? plain(scene, text, scene.broker) : shownBy(text, fact), ...faultBehind(scene, scene.broker, ['node-down'])];
}

/** Why a place does not work now; empty = it does. */
export function placeOutOfOrder(scene: Scene, place: number): readonly Because[] {
  const fold = placeOf(scene, place);
  const title = titleOf(scene.header, place);
  if (fold.down) {
    const crashed = lastAt(scene, FactKind.crashed, place);
    const text = `${title} is down since ${secondsOf(fold.since)}.`;
    return [crashed === null ? plain(scene, text, place) : shownBy(text, crashed), ...faultBehind(scene, place, ['crash'])];
  }
  if (fold.rebalancing) {
    const began = lastAt(scene, FactKind.rebalanceStarted, place);
    const text = `${title}'s group is sharing its partitions anew: nothing is delivered meanwhile.`;
    return [began === null ? plain(scene, text, place) : shownBy(text, began)];
  }
  return cutOff(scene, place);
}

/** Faults that cut the place off from the broker, and lie between it and every message. */
function cutOff(scene: Scene, place: number): readonly Because[] {
  const isCut = scene.fold.openFaults.some((ordinal) => {
    const fault = scene.header.faults[ordinal];
    return fault?.kind === 'partition' && fault.target === place;
  });
  if (!isCut) return [];
  const text = `${titleOf(scene.header, place)} is cut off from the broker.`;
  return [plain(scene, text, place), ...faultBehind(scene, place, ['partition'])];
}

/** What keeps a running place busy; empty = it has a free worker. */
export function busyWith(scene: Scene, place: number): readonly Because[] {
  const fold = placeOf(scene, place);
  const waitingFor = fold.calls.length > 0 ? fold.calls.messageAt(0) : 0;
  if (waitingFor > 0) {
    const text = `${titleOf(scene.header, place)} waits for the answer to ${messageText(scene.trace, waitingFor)}.`;
    return [plain(scene, text, place, waitingFor)];
  }
  if (fold.working.length === 0) return [];
  const message = fold.working.messageAt(0);
  const started = pastOf(scene, message).findLast(({ kind, place: at }) => kind === FactKind.started && at === place);
  const slow = fold.slowFaults > 0 ? faultBehind(scene, place, ['slow']) : [];
  const text = `${titleOf(scene.header, place)} is busy with ${messageText(scene.trace, message)}.`;
  return [started === undefined ? plain(scene, text, place, message) : shownBy(text, started), ...slow];
}

/** The reason a fact carries in words. */
export const reasonOf = (scene: Scene, fact: Fact): string => stringAt(scene.trace, fact.a);
export const inner = (scene: Scene, place: number): string => innerTitleOf(scene.header, place);
export const outer = (scene: Scene, place: number): string => titleOf(scene.header, place);
