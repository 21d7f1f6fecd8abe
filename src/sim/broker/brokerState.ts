import { assert, ensure } from '../../base/assert';
import type { Distribution } from '../../base/distribution';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import { drawUnit, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { Seams } from '../seams';
import { CopyTable } from './copies';
import { DedupWindow } from './dedupWindow';
import { Deque } from './deque';
import type { Gesture } from './gesture';
import { type GroupPort, Log } from './log/log';
import type { Leaving, Line } from './line';
import type { Consumer, Producer, SubscriptionPlan } from './ports';
import type { BrokerBehaviour } from './products/product';
import { Queue } from './queue/queue';
import { available, isThere } from './reach';
import { Router } from './router/router';

export interface BrokerOptions {
  readonly place: number;
  /** The first is everybody's who has none of its own. */
  readonly channels: readonly ChannelPlan[];
  readonly nodes: number;
  readonly replication: number;
  readonly latency: Distribution;
  readonly seed: number;
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly seams: Seams;
}

/** What follows when a line moves a copy by itself. */
export interface LineEvents {
  readonly left: (state: BrokerState, subscription: Subscription, copy: number, why: Leaving) => void;
  readonly back: (state: BrokerState, subscription: Subscription, copy: number, was: 'lease' | 'delay') => void;
  /** A log has committed a record that was processed before. */
  readonly committed: (state: BrokerState, subscription: Subscription, copy: number) => void;
  /** A consumer of a log did not poll in time: these copies of it go back. */
  readonly expelled: (state: BrokerState, subscription: Subscription, given: readonly number[]) => void;
}

/** A channel: message types that travel over a product of their own. */
export interface ChannelPlan {
  readonly behaviour: BrokerBehaviour;
  /** Its message types; the first channel takes all others. */
  readonly types: readonly number[];
}

/** A channel with what it remembers. */
interface Channel {
  readonly index: number;
  readonly behaviour: BrokerBehaviour;
  /** Ids seen of late, where the product knows repetitions. */
  readonly dedup: DedupWindow | null;
  /** Messages handed to listeners who share a queue. */
  turns: number;
}

/** A subscriber's line at the broker: what waits, what is out, what died. Mutable and private to the broker. */
export interface Subscription {
  readonly index: number;
  readonly place: number;
  readonly consumer: Consumer;
  readonly behaviour: BrokerBehaviour;
  readonly line: Line;
  /** Outstanding copies whose worker is dead or done without being heard; they wait for their timeout and take nobody's room. */
  readonly orphans: Set<number>;
  /** Deliveries whose lease has ended although the consumer still works on them: its worker is not free for the next (`deliveryId`). */
  readonly overdue: Set<number>;
  readonly deadLetters: Deque;
  readonly stream: number;
  lastArrival: number;
  /** Deliveries stand still while the group shares its partitions anew. */
  rebalancing: boolean;
  /** Agenda handle of the session timeout of a lost group; 0 = none. */
  sessionTimer: number;
  sessionEnds: number;
  /** The lost group was removed: whoever comes back founds a new one. */
  emptied: boolean;
  /** Copies held back by a reorder fault. */
  readonly held: number[];
  heldWindow: number;
  pollTimer: number;
}

/** A sender's connection: keeps its messages in order and, where the product has one, the client's buffer. */
export interface Connection {
  readonly producer: Producer;
  readonly stream: number;
  lastArrival: number;
  /** Messages in the client's memory with the time at which it gives up. */
  readonly buffer: { readonly message: number; readonly expiresAt: number }[];
  /** Sendings up to this one come from an earlier life of the process: its client no longer keeps them. */
  lostUpTo: number;
}

export interface BrokerState {
  readonly options: BrokerOptions;
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly copies: CopyTable;
  readonly router: Router;
  readonly subscriptions: Subscription[];
  /** The lines of a place: one per channel that it listens to. */
  readonly byPlace: Map<number, Subscription[]>;
  readonly channels: readonly Channel[];
  readonly channelOfType: ReadonlyMap<number, Channel>;
  readonly connections: Map<number, Connection>;
  replication: number;
  up: boolean;
  readonly nodesDown: Set<number>;
  /** How many faults cut a place off. */
  readonly cutOff: Map<number, number>;
  /** Number of sendings to the broker so far. */
  publishes: number;
  /** What a person did to messages on their way to the broker, up to which sending; taken when they arrive. */
  readonly publishGestures: Map<number, { readonly what: Gesture; readonly upTo: number }>;
  /** How often a message was published on purpose; sending again what was not confirmed is the same publication. */
  readonly publications: Map<number, number>;
  /** Copies that full lines have refused. */
  refusals: number;
  /** Acknowledgements waiting for the broker to come back. */
  lateAcks: { readonly copy: number; readonly attempt: number }[];
}

export function createBrokerState(options: BrokerOptions, plans: readonly SubscriptionPlan[], events: LineEvents): BrokerState {
  const copies = new CopyTable();
  const channels = options.channels.map(channelOf);
  const state: BrokerState = {
    options,
    agenda: options.agenda,
    journal: options.journal,
    copies,
    router: new Router(),
    subscriptions: [],
    byPlace: new Map(),
    channels,
    channelOfType: new Map(channels.flatMap((channel, i) => options.channels[i]?.types.map((type) => [type, channel] as const) ?? [])),
    connections: new Map(),
    replication: options.replication,
    up: true,
    nodesDown: new Set(),
    cutOff: new Map(),
    publishes: 0,
    publishGestures: new Map(),
    publications: new Map(),
    refusals: 0,
    lateAcks: [],
  };
  for (const plan of plans) {
    for (const channel of channels) {
      const types = plan.types.filter((type) => channelOfType(state, type) === channel);
      if (types.length > 0) addSubscription(state, { ...plan, types }, channel, events);
    }
  }
  return state;
}

const channelOf = ({ behaviour }: ChannelPlan, index: number): Channel => ({
  index,
  behaviour,
  dedup: behaviour.dedupWindowUs === null ? null : new DedupWindow(behaviour.dedupWindowUs),
  turns: 0,
});

function channelOfType(state: BrokerState, type: number): Channel {
  return state.channelOfType.get(type) ?? ensure(state.channels[0], 'the channel of everybody');
}

/** The channel that a message travels on. */
export function channelOfMessage(state: BrokerState, message: number): Channel {
  return channelOfType(state, state.journal.typeOf(message));
}

function addSubscription(state: BrokerState, plan: SubscriptionPlan, channel: Channel, events: LineEvents): void {
  const { behaviour, index } = channel;
  const { place } = plan.consumer;
  const subscription: Subscription = {
    index: state.subscriptions.length,
    place,
    consumer: plan.consumer,
    behaviour,
    line: lineFor(state, behaviour, events, () => subscription),
    orphans: new Set(),
    overdue: new Set(),
    deadLetters: new Deque(),
    stream: streamSeed(state.options.seed, index === 0 ? `deliver:${place}` : `deliver:${place}:${index}`),
    lastArrival: 0,
    rebalancing: false,
    sessionTimer: 0,
    sessionEnds: 0,
    emptied: false,
    held: [],
    heldWindow: 0,
    pollTimer: 0,
  };
  state.subscriptions.push(subscription);
  setLimit(subscription);
  state.byPlace.set(place, [...(state.byPlace.get(place) ?? []), subscription]);
  for (const type of plan.types) state.router.bind(type, subscription.index);
}

/** Where the product itself counts deliveries, the limit is the subscriber's number of attempts, if it keeps dead letters. */
export function setLimit({ line, consumer, behaviour: { limitOf } }: Subscription): void {
  if (limitOf !== null && line instanceof Queue) line.limit = limitOf(consumer.attempts, consumer.deadLetters);
}

/** The product's line on the run's agenda. */
function lineFor(state: BrokerState, { line }: BrokerBehaviour, events: LineEvents, subscription: () => Subscription): Line {
  const { agenda, journal, copies } = state;
  const port: GroupPort = {
    get nowUs() {
      return journal.now;
    },
    set: (atUs, copy, code) => agenda.schedule(atUs, Phase.timer, BrokerEvent.lineTimer, copy, code, 0),
    clear: (timer) => void agenda.cancel(timer),
    left: (copy, why) => events.left(state, subscription(), copy, why),
    back: (copy, was) => events.back(state, subscription(), copy, was),
    mayCommit: () => isMember(state, subscription()),
    committed: (copy) => events.committed(state, subscription(), copy),
    isAlone: () => subscription().consumer.workers === 1,
    expelled: (given) => events.expelled(state, subscription(), given),
  };
  return line.kind === 'log' ? new Log(line.rules, copies, port) : new Queue(line.rules, copies, port);
}

/** Whether the subscriber is a member of its group, as the coordinator sees it: nobody has missed it, nothing is shared anew. */
function isMember(state: BrokerState, subscription: Subscription): boolean {
  const { rebalancing, sessionTimer } = subscription;
  return isThere(state, subscription) && !rebalancing && sessionTimer === 0 && available(state, subscription);
}

export function connect(state: BrokerState, producer: Producer): void {
  const stream = streamSeed(state.options.seed, `publish:${producer.place}`);
  state.connections.set(producer.place, { producer, stream, lastArrival: 0, buffer: [], lostUpTo: 0 });
}

export function subscriptionOf(state: BrokerState, copy: number): Subscription {
  const subscription = state.subscriptions[state.copies.subscription[copy] ?? -1];
  assert(subscription !== undefined, 'a copy belongs to a subscription');
  return subscription;
}

/** One number for one attempt of one copy. */
export const deliveryId = (copy: number, attempt: number): number => copy * 65_536 + attempt;

export function messageOf(state: BrokerState, copy: number): number {
  return state.copies.message[copy] ?? 0;
}

/** One hop of the network; drawn by business key and type, so that other switches do not reshuffle it. */
export function hopUs(state: BrokerState, draw: { readonly stream: number; readonly message: number; readonly ordinal: number }): number {
  const { journal } = state;
  const key = journal.keyOf(draw.message) * 256 + journal.typeOf(draw.message);
  return sampleUs(state.options.latency, drawUnit(draw.stream, key, draw.ordinal));
}

/** Agenda events of the broker. */
export const BrokerEvent = {
  publishArrives: 1,
  deliveryArrives: 2,
  lineTimer: 3,
  sessionEnds: 4,
  polls: 5,
  joins: 6,
  releasesHeld: 7,
  bufferExpires: 8,
  enqueues: 9,
  redrives: 10,
} as const;
export const brokerEventMax = 10;
