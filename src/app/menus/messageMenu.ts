import type { Intervention, MessageAct } from '../../sim';
import { faceOf } from '../canvas/messages';
import { action, line, type Entry, type Menu, type MenuScene, type Target } from './entries';
import { placeNamed } from './placeNamed';
import { menuWords as words } from './words';

type MessageTarget = Extract<Target, { kind: 'message' }>;

const delayUs = 2_000_000;

/** What can be done to a message on its way, waiting or dead. */
export function messageMenu(scene: MenuScene, target: MessageTarget): Menu | null {
  if (target.message < 1 || target.message > scene.trace.messageCount) return null;
  const face = faceOf(scene.trace, target.message);
  const inspect = action(words.inspect, 'eye', (actions) => actions.inspect(target));
  const follow =
    scene.follow === face.key
      ? action(words.unfollow, 'follow', (actions) => actions.setFollow(null))
      : action(words.follow(face.key), 'follow', (actions) => actions.setFollow(face.key));
  const place = scene.header.places.findIndex((one) => one.id === target.place);
  const why = action(words.whyMessage, 'question', (actions) => actions.ask({ kind: 'message', message: target.message, place }));
  const entries = target.where === 'deadLetter' ? deadEntries(scene, target) : liveEntries(scene, target);
  return { title: face.label, entries: [...entries, line, ...(face.key === 0 ? [] : [follow]), why, inspect] };
}

function liveEntries(scene: MenuScene, target: MessageTarget): Entry[] {
  const act = (kind: MessageAct, more: Partial<Extract<Intervention, { kind: 'message' }>> = {}): Intervention => ({
    kind: 'message',
    at: 0,
    act: kind,
    message: target.message,
    place: target.place,
    ...more,
  });
  return [
    ...(target.where === 'waiting' ? moves(scene, target, (position) => act('move', { position })) : []),
    action(words.drop, 'trash', (actions) => actions.addIntervention(act('drop'))),
    action(words.delay, 'clock', (actions) => actions.addIntervention(act('delay', { byUs: delayUs }))),
    action(words.duplicate, 'copy', (actions) => actions.addIntervention(act('duplicate'))),
    action(words.poison, 'poison', (actions) => actions.addIntervention(act('poison'))),
  ];
}

function moves(scene: MenuScene, target: MessageTarget, to: (position: number) => Intervention): Entry[] {
  const waiting = placeNamed(scene, target.place)?.frame?.waiting ?? [];
  const at = waiting.findIndex((one) => one.message === target.message);
  if (at < 0 || waiting.length < 2) return [];
  const entries: Entry[] = [];
  if (at > 0) entries.push(action(words.first, 'first', (actions) => actions.addIntervention(to(0))));
  if (at > 1) entries.push(action(words.earlier, 'earlier', (actions) => actions.addIntervention(to(at - 1))));
  if (at < waiting.length - 1) entries.push(action(words.later, 'later', (actions) => actions.addIntervention(to(at + 1))));
  return [...entries, line];
}

function deadEntries(scene: MenuScene, target: MessageTarget): Entry[] {
  const letters = placeNamed(scene, target.place)?.frame?.deadLetters ?? [];
  const repaired = letters.find((one) => one.message === target.message)?.repaired === true;
  const care = (act: 'redrive' | 'repair' | 'discard', message: number | null): Intervention => ({
    kind: 'deadLetter',
    at: 0,
    act,
    place: target.place,
    message,
  });
  return [
    action(
      words.repair,
      'mend',
      (actions) => actions.addIntervention(care('repair', target.message)),
      repaired ? words.repairedAlready : null,
    ),
    action(words.redrive, 'retry', (actions) => actions.addIntervention(care('redrive', target.message))),
    ...(letters.length > 1
      ? [action(words.redriveAll(letters.length), 'retry', (actions) => actions.addIntervention(care('redrive', null)))]
      : []),
    line,
    action(words.discard, 'trash', (actions) => actions.addIntervention(care('discard', target.message))),
  ];
}
