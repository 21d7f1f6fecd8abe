import { assert, AssertionError, ensure } from '../../base/assert';
import type { PlainData } from '../../base/plainData';
import { stableJson } from '../../base/stableJson';
import { BrokerEvent, brokerEventMax } from '../broker/brokerState';
import { FactKind, RunEnd } from '../journal/facts';
import { defaultBudget, type Budget } from '../kernel/budget';
import { HostEvent } from '../services/host';
import { assemble } from './assemble';
import { CallEvent } from './callChains';
import { FlowEvent } from './flows';
import { headerOf } from './headerOf';
import { arrival, endFault, intervene, type Plan, planOf, RunEvent, scheduleEnd, schedulePlan } from './interventions';
import { OrchestratorEvent } from './orchestrator';
import { refuse } from './outcomes';
import { ProjectorEvent } from './projector';
import type { RunSpec } from './spec';
import type { Trace } from './trace';
import { entryPlace, type World } from './world';

/** Quiet time after the last planned input at which a run that never comes to rest is cut off. */
const patienceUs = 30 * 60 * 1_000_000;

/** Runs a spec to its end: a pure function, the same spec gives the byte-identical trace. */
export function simulate(spec: RunSpec, budget: Budget = defaultBudget): Trace {
  const world = assemble(spec);
  const plan = planOf(world);
  start(world, plan);
  const end = run(world, plan, budget);
  return finish(world, plan, end);
}

function start(world: World, plan: Plan): void {
  const { network, faults } = world;
  network.lost = ({ kind, message }, id, reason) => {
    if (kind === CallEvent.arrives) world.calls?.lost(id, reason);
    else refuse(world, message, reason);
  };
  faults.onCrash = (ordinal, forUs) => {
    if (forUs !== null) scheduleEnd(world, ordinal, forUs);
  };
  schedulePlan(world, plan);
}

function run(world: World, plan: Plan, budget: Budget): number {
  const { agenda, journal } = world;
  const horizon = Math.min(budget.timeUs, lastInput(world) + patienceUs);
  for (let step = 0; step < budget.steps; step++) {
    if (agenda.peekTime() > horizon) return agenda.pending === 0 ? RunEnd.quiet : RunEnd.horizon;
    if (!agenda.next()) return RunEnd.quiet;
    if (journal.rows >= budget.facts || journal.messageCount >= budget.messages) return RunEnd.factLimit;
    journal.now = agenda.time;
    act(world, plan, step);
  }
  return RunEnd.stepLimit;
}

/** A programmer error stops the run and says where, so that it can be reproduced. */
function act(world: World, plan: Plan, step: number): void {
  const { agenda } = world;
  try {
    dispatch(world, plan);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new AssertionError(`${error.message} (seed ${world.spec.seed}, ${agenda.time} µs, step ${step}, event ${agenda.kind})`, {
      cause: error,
    });
  }
}

function lastInput({ spec, workload }: World): number {
  const interventions = spec.interventions.map((each) => each.at + (each.kind === 'fault' ? (each.for ?? 0) : 0));
  const arrivals = spec.workload === 'file' ? workload.spanUs : 0;
  return Math.max(0, arrivals, ...interventions);
}

function dispatch(world: World, plan: Plan): void {
  const { agenda } = world;
  const { kind, a, b, c } = agenda;
  if (kind >= BrokerEvent.publishArrives && kind <= brokerEventMax) world.broker.handle(kind, a, b);
  else if (kind >= HostEvent.completes && kind <= HostEvent.restarts) hostEvent(world, kind);
  else if (kind >= CallEvent.arrives && kind <= CallEvent.local) callEvent(world, kind);
  else otherEvent(world, plan, { kind, a, b, c });
}

function hostEvent({ agenda, hosts }: World, kind: number): void {
  const { a: place, b, c } = agenda;
  const host = hosts[place];
  assert(host !== undefined, 'an event of a host');
  switch (kind) {
    case HostEvent.completes:
      return host.completes(b, c);
    case HostEvent.relays:
      return host.publisher.relays();
    default:
      return host.restartsFrom(c);
  }
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
      return arrival(world, a);
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

function finish(world: World, plan: Plan, end: number): Trace {
  const { journal, monitor, flows, broker, places } = world;
  monitor.end(flows.count, places.customer);
  const kept = broker.conservation();
  const sum = kept.waiting + kept.held + kept.delivered + kept.acknowledged + kept.deadLettered + kept.dropped + kept.expired;
  assert(kept.made === sum, `conservation: ${kept.made} copies made, ${sum} accounted for`);
  journal.fact(FactKind.ended, 0, 0, 0, end, 0);
  return journal.finish(headerOf(world, plan), stableJson(world.spec as unknown as PlainData));
}
