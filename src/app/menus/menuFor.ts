import type { PlaceFrame } from '../../playback';
import { faultRegistry, type PlaceInfo } from '../../sim';
import { action, group, line, type Entry, type Menu, type MenuScene, type Target } from './entries';
import { lastKey } from '../store/panelActions';
import { duplicateNext, faultChoices, faultEntries, faultGroups, type FaultAim } from './faultEntries';
import { menuWords as words } from './words';
import { messageMenu } from './messageMenu';
import { placeNamed } from './placeNamed';

/** The menu of a thing; null when the thing is gone. Pure. */
export function menuFor(target: Target, scene: MenuScene): Menu | null {
  switch (target.kind) {
    case 'place':
      return placeMenu(scene, target.place);
    case 'link':
      return linkMenu(scene, target);
    case 'message':
      return messageMenu(scene, target);
    case 'fault':
      return faultMenu(scene, target.intervention);
  }
}

function placeMenu(scene: MenuScene, id: string): Menu | null {
  const found = placeNamed(scene, id);
  if (found === null) return null;
  const inspect = action(words.inspect, 'eye', (actions) => actions.inspect({ kind: 'place', place: id }));
  const entries = entriesOf(scene, found);
  const about = [...questions(scene, found), inspect];
  return { title: found.info.title, entries: entries.length === 0 ? about : [...entries, line, ...about] };
}

/** Why is it so, and why has nothing happened here: about the followed key, or else the last one. */
function questions(scene: MenuScene, { info, place }: { readonly info: PlaceInfo; readonly place: number }): Entry[] {
  const why = action(words.why, 'question', (actions) => actions.ask({ kind: 'place', place }));
  const key = scene.follow ?? lastKey(scene.trace, scene.frame?.time ?? 0);
  if (key === 0 || !reacting.has(info.kind)) return [why];
  return [why, action(words.whyNot(key), 'question', (actions) => actions.ask({ kind: 'absence', place, key }))];
}

const reacting: ReadonlySet<PlaceInfo['kind']> = new Set(['service', 'external', 'coordinator', 'readModel'] as const);

function entriesOf(scene: MenuScene, { info, frame }: { readonly info: PlaceInfo; readonly frame: PlaceFrame | null }): Entry[] {
  switch (info.kind) {
    case 'customer':
      return [action(scene.header.button, 'person', (actions) => actions.send())];
    case 'broker':
      return brokerEntries(scene, info.id);
    case 'coordinator':
      return [...restart(info, frame), ...receiverEntries(scene, { place: info.id, kind: 'coordinator' }), ...durable(scene, info)];
    case 'service':
    case 'external':
      return [...restart(info, frame), ...serviceEntries(scene, info, frame)];
    case 'projector':
    case 'readModel':
    case 'run':
      return [];
  }
}

function serviceEntries(scene: MenuScene, info: PlaceInfo, frame: PlaceFrame | null): Entry[] {
  const instances = Number((frame ?? info).settings['instances'] ?? 1);
  const scale = (title: string, to: number): Entry =>
    action(title, 'service', (actions) => actions.setSetting(`${info.id}.instances`, to, 'now'));
  const fewer = instances > 1 ? [scale(words.fewer, instances - 1)] : [];
  return [
    ...receiverEntries(scene, { place: info.id, kind: 'service' }),
    group(words.instances, 'service', [scale(words.more, instances + 1), ...fewer]),
  ];
}

const wantedMost: readonly string[] = ['crash', 'slow', 'poison'];

/** First what is wanted most, each one click; then the other faults and the choices. */
function receiverEntries(scene: MenuScene, target: Pick<FaultAim, 'place' | 'kind'>): Entry[] {
  const own: FaultAim = { ...target, groups: ['Service', 'Message'] };
  return [
    ...faultEntries(scene, { ...own, kinds: wantedMost }),
    ...duplicateNext(scene, target.place),
    line,
    ...faultEntries(scene, { ...own, kinds: faultRegistry.map(({ kind }) => kind).filter((kind) => !wantedMost.includes(kind)) }),
    ...faultChoices(scene, own),
    group(words.messages, 'link', faultGroups(scene, { ...target, groups: ['Edge'] })),
  ];
}

/** A crash or slowness can be ended before its time. */
function restart(info: PlaceInfo, frame: PlaceFrame | null): Entry[] {
  if (frame === null || frame.status === 'running') return [];
  return [action(words.restart, 'power', (actions) => actions.addIntervention({ kind: 'restart', at: 0, place: info.id })), line];
}

function durable(scene: MenuScene, info: PlaceInfo): Entry[] {
  const place = scene.header.places.indexOf(info);
  const process = scene.header.processes.find((one) => one.place === place);
  if (process === undefined) return [];
  const title = process.durable ? words.durableOff : words.durableOn;
  return [action(title, 'steps', (actions) => actions.setSetting(`${info.id}.durable`, !process.durable, 'run'))];
}

function brokerEntries(scene: MenuScene, id: string): Entry[] {
  const down = scene.frame?.broker.status === 'down' || (scene.frame?.broker.nodesDown.length ?? 0) > 0;
  const up = action(words.restart, 'power', (actions) => actions.addIntervention({ kind: 'restart', at: 0, place: id }));
  return [
    ...(down ? [up, line] : []),
    ...faultGroups(scene, { place: id, kind: 'broker', groups: ['Broker'] }),
    line,
    { kind: 'products', title: words.product, icon: 'broker', channel: null },
    ...scene.header.channels.map((one): Entry => ({
      kind: 'products',
      title: words.productOf(one.title),
      icon: 'broker',
      channel: one.id,
    })),
    action(words.fidelity, 'table', (actions) => actions.openFidelity({ product: scene.header.product.id, rule: null })),
  ];
}

function linkMenu(scene: MenuScene, target: Extract<Target, { kind: 'link' }>): Menu | null {
  const found = placeNamed(scene, target.to);
  if (found === null) return null;
  const kind = found.info.kind === 'coordinator' ? 'coordinator' : 'service';
  const title = target.type === '' ? words.into(found.info.title) : `${target.type} → ${found.info.title}`;
  const inspect = action(words.inspect, 'eye', (actions) => actions.inspect(target));
  return { title, entries: [...faultGroups(scene, { place: target.to, kind, groups: ['Edge', 'Message'] }), line, inspect] };
}

function faultMenu(scene: MenuScene, intervention: number): Menu | null {
  const one = scene.spec.interventions[intervention];
  if (one === undefined) return null;
  const label = scene.header.faults.find((fault) => fault.intervention === intervention)?.label ?? one.kind;
  return {
    title: label,
    entries: [
      action(words.remove, 'trash', (actions) => actions.removeIntervention(intervention)),
      line,
      action(words.inspect, 'eye', (actions) => actions.inspect({ kind: 'fault', intervention })),
    ],
  };
}
