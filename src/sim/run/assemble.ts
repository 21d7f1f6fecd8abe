import { ensure } from '../../base/assert';
import { Broker } from '../broker/broker';
import type { ChannelPlan } from '../broker/brokerState';
import type { SubscriptionPlan } from '../broker/ports';
import { findProduct } from '../broker/products';
import type { ProductDefinition } from '../broker/products/product';
import { Agenda } from '../kernel/agenda';
import type { CoordinationModel, Model } from '../scenario/model';
import { DomainService } from '../services/domainService';
import { Host } from '../services/host';
import type { HostWorld } from '../services/hostWorld';
import { InboxTable } from '../services/inbox';
import type { Behaviour } from '../services/work';
import { DeliveryPauses } from './backoff';
import { CallChains } from './callChains';
import { FaultEngine } from './faultEngine';
import { Flows } from './flows';
import { InvariantMonitor } from './invariantMonitor';
import { Network } from './network';
import { Orchestrator } from './orchestrator';
import { modelOf, processFor } from './modelCache';
import { committed, failedFor } from './outcomes';
import { placesOf, serviceHandling } from './places';
import { brokerBehaviour, channelBehaviour, hostSettings, nodesOf, replicationOf } from './placeSettings';
import { Projector } from './projector';
import type { RunSpec } from './spec';
import { TraceWriter } from './traceWriter';
import { Workload } from './workload';
import { entryPlace, type World } from './world';

/** Builds the world of a spec. A spec whose scenario does not resolve is a programmer error: files are checked when they are read. */
export function assemble(spec: RunSpec): World {
  const model = modelOf(spec.scenario);
  const option = ensure(model.options[spec.coordination], `coordination ${spec.coordination}`);
  const product = ensure(findProduct(spec.product ?? model.delivery.product), `broker product ${spec.product ?? model.delivery.product}`);
  const world = emptyWorld({ spec, model, option, product });
  addServices(world);
  addProcess(world);
  addProjector(world);
  connectBroker(world);
  return world;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Parts {
  readonly spec: RunSpec;
  readonly model: Model;
  readonly option: CoordinationModel;
  readonly product: ProductDefinition;
}

function emptyWorld({ spec, model, option, product }: Parts): Mutable<World> {
  const journal = new TraceWriter();
  const agenda = new Agenda();
  const faults = new FaultEngine(journal, spec.seed);
  const network = new Network({ agenda, journal, seams: faults, latency: model.delivery.latency, seed: spec.seed });
  const places = placesOf({ model, option, spec, product });
  const services: DomainService[] = [];
  const noState = {};
  return {
    model,
    spec,
    option,
    product,
    places,
    journal,
    agenda,
    faults,
    network,
    services,
    process: processFor(model, spec.coordination),
    broker: undefined as unknown as Broker,
    hosts: [],
    sharedInbox: new InboxTable(),
    orchestrator: null,
    calls: null,
    projector: null,
    flows: new Flows(model.flow, agenda, journal),
    monitor: new InvariantMonitor(model.invariants, model.messageTypes.length, {
      journal,
      state: (index) => services[index]?.state ?? noState,
    }),
    workload: new Workload(model.workload, spec.seed, {
      count: numberSetting(spec, 'workload.count'),
      everyUs: scaled(numberSetting(spec, 'workload.every')),
    }),
    arrived: 0,
    downBy: new Map(),
    settings: [],
  };
}

const numberSetting = (spec: RunSpec, path: string): number | null => {
  const value = spec.settings[path];
  return typeof value === 'number' && value >= 0 ? value : null;
};
const scaled = (ms: number | null): number | null => (ms === null ? null : Math.max(1, Math.round(ms * 1000)));

const broker = (world: World): Broker => world.broker;

/** What every host needs; the broker is connected last, so it is looked up when it is used. */
function hostWorld(world: World, own: number): HostWorld {
  const pauses = new DeliveryPauses(world.journal, world.spec.seed, own);
  return {
    agenda: world.agenda,
    journal: world.journal,
    seams: world.faults,
    sharedInbox: world.sharedInbox,
    get broker() {
      return broker(world);
    },
    publishes: world.spec.coordination !== 'calls',
    failedFor: (work, reason) => failedFor(world, work, reason),
    retryPauseUs: (settings, work) => pauses.pauseUs(settings, work),
    answered: (work, emitted) => world.calls?.answered(work.call, emitted),
    crashed: (place) => {
      if (place === world.places.coordinator) world.orchestrator?.crashed();
      if (place === entryPlace(world)) world.calls?.callerLost();
    },
    restarted: (place) => {
      if (place === world.places.coordinator) world.orchestrator?.restarted();
    },
  };
}

function addHost(world: World, place: number, behaviour: Behaviour): Host {
  const info = ensure(world.places.infos[place], 'place');
  const host = new Host(place, hostSettings(info.settings), hostWorld(world, place), behaviour);
  world.hosts[place] = host;
  return host;
}

function addServices(world: World): void {
  const { model, option, places, journal, spec } = world;
  const services = world.services as DomainService[];
  model.services.forEach((own, index) => {
    const place = places.service0 + index;
    const service = new DomainService({
      place,
      name: own.id,
      seed: spec.seed,
      journal,
      payloadFields: (message) => journal.payloadFields(journal.payloadOf(message)),
      handlers: own.handlers,
      policies: option.policies.filter((policy) => policy.in === index),
      initialState: own.state,
      remembersAnswers: option.process !== null,
      committed: (work, event) => committed(world, place, event, work),
    });
    services.push(service);
    addHost(world, place, service);
  });
}

function addProcess(world: Mutable<World>): void {
  const { process, option, places, journal, agenda, spec } = world;
  if (process === null || option.process === null) return;
  if (spec.coordination === 'calls') {
    const place = entryPlace(world);
    world.calls = new CallChains(process, {
      network: world.network,
      seed: spec.seed,
      caller: ensure(world.hosts[place], 'caller'),
      callerService: ensure(world.services[world.model.flow.entry], 'service of the caller'),
      hostOf: (callee) => ensure(world.hosts[callee], 'callee'),
      handlerPlace: (command) => places.service0 + serviceHandling(world.model, command),
      committed: (at, event) => void committed(world, at, event, null),
    });
    return;
  }
  const durable = spec.settings['coordinator.durable'] ?? option.process.durable;
  const orchestrator = new Orchestrator(process, {
    place: places.coordinator,
    starts: option.process.starts,
    durable: durable !== false,
    journal,
    agenda,
  });
  orchestrator.attach(addHost(world, places.coordinator, orchestrator));
  world.orchestrator = orchestrator;
}

function addProjector(world: Mutable<World>): void {
  const { model, places, journal, agenda, spec } = world;
  if (places.projector < 0) return;
  world.projector = new Projector(model.readModels, {
    firstPlace: places.readModel0,
    seed: spec.seed,
    journal,
    agenda,
    payloadFields: (message) => journal.payloadFields(journal.payloadOf(message)),
  });
  addHost(world, places.projector, world.projector);
}

/** Every place that listens gets a line of its own; commands of a process go to the line of the service that handles them. */
function connectBroker(world: Mutable<World>): void {
  const { model, option, places, product, spec, agenda, journal, faults } = world;
  const calls = spec.coordination === 'calls';
  const commands = option.process === null || calls ? [] : processCommands(option);
  const plans = calls
    ? []
    : world.hosts.flatMap((host, place): SubscriptionPlan[] => {
        const info = places.infos[place];
        if (host === undefined || info === undefined) return [];
        const types = [...info.listens, ...info.handles.filter((type) => commands.includes(type))];
        return types.length === 0 ? [] : [{ consumer: host, types }];
      });
  world.broker = new Broker(
    {
      place: places.broker,
      channels: channelPlans(product, model, spec),
      nodes: nodesOf(product, model, spec),
      replication: replicationOf(product, model, spec),
      latency: model.delivery.latency,
      seed: spec.seed,
      agenda,
      journal,
      seams: faults,
    },
    plans,
  );
  for (const host of world.hosts) if (host !== undefined) world.broker.connect(host.publisher);
}

/** The broker's product for everything, and the products of the file's channels for their messages. */
function channelPlans(product: ProductDefinition, model: Model, spec: RunSpec): readonly ChannelPlan[] {
  const own = model.delivery.channels.map((channel) => ({ behaviour: channelBehaviour(channel, spec), types: channel.messages }));
  return [{ behaviour: brokerBehaviour(product, model, spec), types: [] }, ...own];
}

function processCommands(option: CoordinationModel): readonly number[] {
  const process = ensure(option.process, 'process');
  return [...process.steps.flatMap((step) => [step.do, step.undo ?? -1]), process.done, process.failed].filter((type) => type >= 0);
}
