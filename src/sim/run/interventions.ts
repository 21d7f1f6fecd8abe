import { ensure } from '../../base/assert';
import type { PlainData, SettingValue } from '../../base/plainData';
import type { Gesture } from '../broker/gesture';
import { findFault } from '../faults';
import type { FaultEffect } from '../faults/fault';
import { FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';

import type { FaultInfo } from './header';
import { hostSettings } from './placeSettings';
import type { Intervention } from './spec';
import { entryPlace, type World } from './world';

/** Agenda events of the run itself. `intervention`: a = index into the sorted list; `faultEnds`: a = ordinal; `arrival`: a = index, b = customer (-1: none), c = its round; `direct`: b = message, c = poisoned. */
export const RunEvent = { intervention: 70, faultEnds: 71, arrival: 72, direct: 73 } as const;

/** A planned fault with the intervention that brought it. */
export interface PlannedFault {
  readonly info: FaultInfo;
  readonly intervention: Intervention & { readonly kind: 'fault' };
}

/** What people do, in time order, with the faults among it numbered. */
export interface Plan {
  readonly interventions: readonly { readonly what: Intervention; readonly ordinal: number }[];
  readonly faults: readonly PlannedFault[];
}

/** Sorts by time (ties keep list order) and numbers the faults. A fault aimed at a place that this run has not is left out: it cannot strike. */
export function planOf(world: World): Plan {
  const faults: PlannedFault[] = [];
  const sorted = world.spec.interventions
    .map((what, index) => ({ what, index }))
    .sort((x, y) => x.what.at - y.what.at || x.index - y.index);
  const interventions = sorted.map(({ what, index }) => {
    const planned = what.kind === 'fault' ? plannedFault(world, what, index) : null;
    return { what, ordinal: planned === null ? -1 : faults.push(planned) - 1 };
  });
  return { interventions, faults };
}

function plannedFault(world: World, what: Intervention & { readonly kind: 'fault' }, index: number): PlannedFault | null {
  const definition = findFault(what.fault.kind);
  const target = placeOf(world, what.fault.target);
  if (definition === undefined || target < 0) return null;
  if (world.product.impossible[what.fault.kind] !== undefined) return null;
  const title = world.places.infos[target]?.title ?? '';
  return {
    intervention: what,
    info: {
      kind: definition.kind,
      title: definition.meta.title,
      label: definition.label(what.fault, title),
      target,
      at: what.at,
      until: what.for === null ? null : what.at + what.for,
      intervention: index,
    },
  };
}

/** Index of a place by id; `coordinator` is whichever place coordinates. -1 = not in this run. */
export const placeOf = (world: World, id: string): number => world.places.infos.findIndex((info, index) => index > 0 && info.id === id);

export function schedulePlan(world: World, plan: Plan): void {
  plan.interventions.forEach(({ what }, i) => {
    world.agenda.schedule(Math.max(0, Math.round(what.at)), Phase.intervention, RunEvent.intervention, i, 0, 0);
  });
  if (world.spec.workload === 'file') scheduleArrivals(world);
}

/** Arrivals are scheduled one at a time, each by the one before; only the customers of a closed workload all begin at once. */
function scheduleArrivals(world: World): void {
  const { arrivals } = world.model.workload;
  const first = arrivals.kind === 'closed' ? Math.min(arrivals.customers, world.workload.count) : 1;
  for (let index = 0; index < first; index++) scheduleArrival(world, index);
}

function scheduleArrival(world: World, index: number): void {
  const at = world.workload.arrivesAt(index);
  if (at === null) return;
  const customer = world.model.workload.arrivals.kind === 'closed' ? index : -1;
  world.agenda.schedule(Math.max(world.agenda.time, at), Phase.send, RunEvent.arrival, index, customer, 0);
}

/** One flow of the workload starts; `customer` -1 = of an open one, where the next arrival waits for nobody. */
export function arrival(world: World, index: number, customer: number, round: number): void {
  const { workload } = world;
  if (customer < 0) {
    scheduleArrival(world, index + 1);
    send(world);
    return;
  }
  if (world.arrived >= workload.count) return;
  world.arrived++;
  workload.sentBy(world.flows.count + 1, customer, round);
  send(world);
}

/** The flow of a key has ended, was refused or is late: its customer, if it has one, thinks and sends again. */
export function flowOver(world: World, key: number): void {
  const next = world.workload.over(key);
  if (next === null) return;
  world.agenda.schedule(world.journal.now + next.thinkUs, Phase.send, RunEvent.arrival, 0, next.customer, next.round);
}

/** Somebody sends the start command: a new business key begins. */
export function send(world: World): void {
  const { journal, flows, model, places, network, workload } = world;
  const key = flows.count + 1;
  const fields: Record<string, PlainData> = { ...workload.payload(key), [model.flow.keyField]: `${model.flow.noun}-${key}` };
  const message = journal.message(model.flow.starts, key, 0, 0, places.customer, journal.payload(fields));
  flows.start(key, message);
  const hop = network.hopUs(places.customer, message);
  journal.fact(FactKind.sent, places.customer, message, 0, hop, entryPlace(world));
  network.transmit({ kind: RunEvent.direct, from: places.customer, place: entryPlace(world), message, hop }, message);
}

export function intervene(world: World, plan: Plan, index: number): void {
  const { what, ordinal } = ensure(plan.interventions[index], 'intervention');
  switch (what.kind) {
    case 'send':
      return send(world);
    case 'fault':
      return openFault(world, plan, ordinal);
    case 'set':
      return set(world, what.path, what.value);
    case 'restart':
      return restart(world, plan, placeOf(world, what.place));
    case 'message':
      return gesture(world, what);
    case 'deadLetter':
      return deadLetters(world, what);
  }
}

function openFault(world: World, plan: Plan, ordinal: number): void {
  const planned = plan.faults[ordinal];
  if (planned === undefined) return;
  const { fault, for: forUs } = planned.intervention;
  const definition = ensure(findFault(fault.kind), 'fault');
  const { target } = planned.info;
  const open = definition.open(fault, { forUs, typeOf: (name) => world.model.messageTypes.findIndex((type) => type.name === name) });
  const coinName = `${fault.kind}:${fault.target}`;
  const effects = world.faults.open(ordinal, coinName, target, open);
  // Under calls nothing uses the broker: it may be down or cut off, but it struck nobody.
  const isAboutBroker = target === world.places.broker || effects.some(({ kind }) => kind === 'cutOff');
  if (effects.length > 0 && (!isAboutBroker || world.spec.coordination !== 'calls')) world.faults.struckWhole(ordinal);
  for (const effect of effects) perform(world, effect, target, forUs);
  const waitsForItsMoment = fault.kind === 'crash' && open.begins.length === 0;
  if (forUs !== null && !waitsForItsMoment) scheduleEnd(world, ordinal, forUs);
}

function scheduleEnd(world: World, ordinal: number, inUs: number): void {
  world.agenda.schedule(world.journal.now + Math.max(0, Math.round(inUs)), Phase.intervention, RunEvent.faultEnds, ordinal, 0, 0);
}

/** A fault that waited for its moment brings its place down now. */
export function struckDown(
  world: World,
  plan: Plan,
  { ordinal, forUs }: { readonly ordinal: number; readonly forUs: number | null },
): void {
  const place = plan.faults[ordinal]?.info.target ?? 0;
  world.downBy.set(place, (world.downBy.get(place) ?? 0) + 1);
  if (forUs !== null) scheduleEnd(world, ordinal, forUs);
}

export function endFault(world: World, plan: Plan, ordinal: number): void {
  const target = plan.faults[ordinal]?.info.target ?? 0;
  for (const effect of world.faults.close(ordinal)) perform(world, effect, target, null);
}

function perform(world: World, effect: FaultEffect, place: number, forUs: number | null): void {
  const { broker, hosts, downBy } = world;
  const down = downBy.get(place) ?? 0;
  switch (effect.kind) {
    case 'crash':
      downBy.set(place, down + 1);
      hosts[place]?.crash(effect.point, forUs);
      return;
    case 'restart':
      downBy.set(place, Math.max(0, down - 1));
      if (down <= 1) hosts[place]?.restart();
      return;
    case 'freeze':
      hosts[place]?.freeze();
      return;
    case 'thaw':
      hosts[place]?.thaw();
      return;
    case 'cutOff':
      broker.cutOff(place);
      return;
    case 'rejoin':
      broker.rejoin(place);
      return;
    case 'replay':
      broker.replay(place);
      return;
    case 'stopBroker':
      downBy.set(place, down + 1);
      broker.stop();
      return;
    case 'startBroker':
      downBy.set(place, Math.max(0, down - 1));
      if (down <= 1) broker.start();
      return;
    case 'stopNode':
      broker.stopNode(effect.node);
      return;
    case 'startNode':
      broker.startNode(effect.node);
  }
}

/** True for faults of the place itself, false for faults on its messages. */
function holdsPlace(plan: Plan, ordinal: number): boolean {
  const group = findFault(plan.faults[ordinal]?.info.kind ?? '')?.meta.group;
  return group === 'Service' || group === 'Broker';
}

/** Ends whatever holds a place down or slow; what happens to its messages goes on. */
function restart(world: World, plan: Plan, place: number): void {
  if (place < 0) return;
  for (const ordinal of world.faults.openAt(place)) {
    if (!holdsPlace(plan, ordinal)) continue;
    for (const effect of world.faults.close(ordinal)) perform(world, effect, place, null);
  }
  world.downBy.set(place, 0);
  if (place === world.places.broker) world.broker.start();
  else world.hosts[place]?.restart();
}

function set(world: World, path: string, value: SettingValue): void {
  const dot = path.indexOf('.');
  const [id, name] = [path.slice(0, dot), path.slice(dot + 1)];
  if (id === 'broker' && name === 'replication') {
    world.broker.setReplication(Number(value));
    tell(world, world.places.broker, name, value);
    return;
  }
  world.hosts.forEach((host, place) => {
    const info = world.places.infos[place];
    if (host !== undefined && info !== undefined && (id === '*' || info.id === id)) setAt(world, place, name, value);
  });
}

function setAt(world: World, place: number, name: string, value: SettingValue): void {
  const host = ensure(world.hosts[place], 'host');
  const before = world.settings[place] ?? world.places.infos[place]?.settings ?? {};
  if (!(name in before)) return;
  const settings = { ...before, [name]: value };
  world.settings[place] = settings;
  Object.assign(host.settings, hostSettings(settings));
  if (name === 'durable' && world.orchestrator !== null) world.orchestrator.durable = value === true;
  tell(world, place, name, value);
  host.settingsChanged();
}

function tell({ journal }: World, place: number, name: string, value: PlainData): void {
  journal.fact(FactKind.settingSet, place, 0, 0, journal.string(name), journal.string(JSON.stringify(value)));
}

/** On its way to the broker, waiting or on its way from the broker, or on a way that leads past the broker. */
function gesture(world: World, what: Intervention & { readonly kind: 'message' }): void {
  const place = placeOf(world, what.place);
  const { message } = what;
  if (place < 0 || message < 1 || message > world.journal.messageCount) return;
  const act = gestureOf(what);
  if (place === world.places.broker) world.broker.gestureOnPublish(message, act);
  else if (!world.broker.gesture(place, message, act) && act.act !== 'move') world.network.gesture(message, act);
}

function gestureOf(what: Intervention & { readonly kind: 'message' }): Gesture {
  if (what.act === 'move') return { act: 'move', position: what.position ?? 0 };
  if (what.act === 'delay') return { act: 'delay', byUs: Math.min(2 ** 31 - 1, Math.max(0, Math.round(what.byUs ?? 2_000_000))) };
  return { act: what.act };
}

function deadLetters(world: World, what: Intervention & { readonly kind: 'deadLetter' }): void {
  const place = placeOf(world, what.place);
  if (place < 0 || !world.broker.hasSubscription(place)) return;
  world.broker[what.act](place, what.message);
}
