import { assert, ensure } from '../../base/assert';
import { brokerEventMax, BrokerEvent } from '../broker/brokerState';
import { HostEvent } from '../services/hostWorld';
import { CallEvent } from './callChains';
import { FlowEvent } from './flows';
import { arrival, endFault, intervene, type Plan, RunEvent } from './interventions';
import { OrchestratorEvent } from './orchestrator';
import { refuse } from './outcomes';
import { ProjectorEvent } from './projector';
import { entryPlace, type World } from './world';

/** Hands the event that the agenda has just popped to the part of the world that scheduled it. */
export function dispatch(world: World, plan: Plan): void {
  const { agenda } = world;
  const { kind, a, b, c } = agenda;
  if (kind >= BrokerEvent.publishArrives && kind <= brokerEventMax) world.broker.handle(kind, a, b, c);
  else if (kind === HostEvent.completes || kind === HostEvent.relays) hostEvent(world, kind);
  else if (kind >= CallEvent.arrives && kind <= CallEvent.local) callEvent(world, kind);
  else otherEvent(world, plan, { kind, a, b, c });
}

function hostEvent({ agenda, hosts }: World, kind: number): void {
  const { a: place, b, c } = agenda;
  const host = hosts[place];
  assert(host !== undefined, 'an event of a host');
  if (kind === HostEvent.completes) host.completes(b, c);
  else host.publisher.relays();
}

function callEvent({ agenda, calls }: World, kind: number): void {
  const { a, b, c } = agenda;
  switch (kind) {
    case CallEvent.arrives:
      return calls?.arrives(a, c === 1);
    case CallEvent.replies:
      return calls?.replies(a, b);
    case CallEvent.fails:
      return calls?.fails(a, b);
    case CallEvent.timer:
      return calls?.timer(a);
    default:
      return calls?.local(a, b, c);
  }
}

interface Event {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function otherEvent(world: World, plan: Plan, { kind, a, b, c }: Event): void {
  switch (kind) {
    case OrchestratorEvent.timer:
      return world.orchestrator?.timer(a);
    case FlowEvent.deadline:
      world.flows.deadline(a, world.places.customer);
      return world.monitor.settle(a, world.places.customer);
    case ProjectorEvent.applies:
      return world.projector?.applies(a, b);
    case RunEvent.intervention:
      return intervene(world, plan, a);
    case RunEvent.faultEnds:
      return endFault(world, plan, a);
    case RunEvent.arrival:
      return arrival(world, a, b, c);
    case RunEvent.direct:
      return directArrives(world, b, c === 1);
    default:
      assert(false, `known event ${kind}`);
  }
}

function directArrives(world: World, message: number, poisoned: boolean): void {
  const place = entryPlace(world);
  const host = ensure(world.hosts[place], 'entry service');
  const way = { kind: RunEvent.direct, from: world.places.customer, place, message, hop: 0 };
  const landing = world.network.arrival(way, message);
  for (let i = 0; i < landing.times; i++) {
    if (host.accepting) host.arrive({ kind: 'direct', message, call: 0, attempt: 1, poisoned: poisoned || landing.poisoned });
    else refuse(world, message, 'connection refused');
  }
}
