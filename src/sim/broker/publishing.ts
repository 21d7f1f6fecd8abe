import { ensure } from '../../base/assert';
import { DropStage, EnqueueReason, FactKind, PublishFailure } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import { drawUnit } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import { BrokerEvent, type BrokerState, channelOfMessage, type Connection, hopUs, type Subscription } from './brokerState';
import { isCutOff, reachable } from './reach';
import { CopyState } from './copies';
import type { Gesture } from './gesture';
import { pump } from './handingOut';

/** A sender publishes. The answer comes later through its producer port: confirmed or rejected. */
export function publish(state: BrokerState, place: number, message: number): void {
  const connection = ensure(state.connections.get(place), 'a sender is connected');
  if (reachable(state, place, message)) transmit(state, connection, message);
  else refuse(state, connection, message);
}

function transmit(state: BrokerState, connection: Connection, message: number): void {
  const { agenda, journal, options } = state;
  const { place } = connection.producer;
  const verdict = options.seams.ask('publish', place, message, 0);
  if (verdict.kind === 'strip') journal.stripCorrelation(message);
  const extra = verdict.kind === 'delay' ? verdict.us : 0;
  const hop =
    hopUs(state, { stream: connection.stream, message, ordinal: 0 }) + channelOfMessage(state, message).behaviour.lingerUs + extra;
  const arrives = Math.max(journal.now + hop, connection.lastArrival);
  connection.lastArrival = arrives;
  journal.fact(FactKind.sent, place, message, 0, arrives - journal.now, options.place);
  agenda.schedule(arrives, Phase.broker, BrokerEvent.publishArrives, message, place, ++state.publishes);
}

/** Out of reach: the client either keeps the message or says so at once. */
function refuse(state: BrokerState, connection: Connection, message: number): void {
  const { agenda, journal } = state;
  const { producer } = channelOfMessage(state, message).behaviour;
  if (producer.kind === 'error') {
    connection.producer.rejected(message, 'broker out of reach');
    return;
  }
  if (!producer.asksForAnswer) {
    loseUnheard(state, connection, message);
    return;
  }
  if (connection.buffer.length >= producer.messages) {
    connection.producer.rejected(message, 'client buffer full');
    return;
  }
  const expiresAt = journal.now + producer.deliveryTimeoutUs;
  connection.buffer.push({ message, expiresAt });
  journal.fact(
    FactKind.publishFailed,
    connection.producer.place,
    message,
    0,
    journal.string('broker out of reach'),
    PublishFailure.buffered,
  );
  journal.fact(FactKind.buffered, connection.producer.place, message, 0, 0, 0);
  agenda.schedule(expiresAt, Phase.timer, BrokerEvent.bufferExpires, connection.producer.place, message, 0);
}

/** The client wrote it to a dead connection and takes it for sent (KAF-003). */
function loseUnheard({ journal }: BrokerState, { producer }: Connection, message: number): void {
  journal.fact(FactKind.dropped, producer.place, message, 0, journal.string('sent without asking for an answer'), DropStage.publishing);
  producer.confirmed(message);
}

export function publishArrives(state: BrokerState, message: number, place: number, sending: number): void {
  const connection = ensure(state.connections.get(place), 'a sender is connected');
  if (!reachable(state, place, message)) {
    if (sending > connection.lostUpTo) refuse(state, connection, message);
    else connection.producer.rejected(message, 'lost with the process');
    return;
  }
  const what = gestureFor(state, message, sending);
  if (what !== undefined && intercepted(state, connection, message, what)) return;
  if (isRepetition(state, message)) {
    connection.producer.confirmed(message);
    return;
  }
  const refusals = state.refusals;
  accept(state, message, what?.act === 'poison');
  if (what?.act === 'duplicate') accept(state, message, false);
  if (state.refusals === refusals) {
    remember(state, message);
    connection.producer.confirmed(message);
  } else {
    connection.producer.rejected(message, 'queue full');
    connection.producer.reachable();
  }
}

/** A sender publishes a message on purpose, perhaps not for the first time (a process asks again): products must not take it for a repetition. */
export function newPublication(state: BrokerState, message: number): void {
  if (channelOfMessage(state, message).dedup === null) return;
  state.publications.set(message, (state.publications.get(message) ?? 0) + 1);
}

/** The broker has stored this id within its deduplication window already: it says yes and stores nothing (SQF-003). */
function isRepetition(state: BrokerState, message: number): boolean {
  const { journal } = state;
  const { dedup } = channelOfMessage(state, message);
  if (dedup === null) return false;
  if (dedup.find(publicationOf(state, message), journal.now) === undefined) return false;
  journal.fact(FactKind.deduplicated, state.options.place, message, 0, 0, 0);
  return true;
}

const publicationOf = (state: BrokerState, message: number): string => `${message}.${state.publications.get(message) ?? 0}`;

/** Only what was stored counts as seen: a refused message may come again. */
function remember(state: BrokerState, message: number): void {
  channelOfMessage(state, message).dedup?.remember(publicationOf(state, message), state.journal.now, true);
}

/** Stores the message and makes a copy for everybody who listens, or for one of those who share a queue. */
function accept(state: BrokerState, message: number, poisoned: boolean): void {
  const { journal, options } = state;
  const bound = reached(state, message);
  journal.fact(FactKind.accepted, options.place, message, 0, 0, bound.length);
  for (const index of bound) admit(state, ensure(state.subscriptions[index], 'a bound subscription'), message, poisoned);
}

/** Listeners of a plain queue compete: each message goes to one of them, in turn (SQS-023). */
function reached(state: BrokerState, message: number): readonly number[] {
  const bound = state.router.route(state.journal.typeOf(message));
  const channel = channelOfMessage(state, message);
  if (channel.behaviour.broadcasts || bound.length < 2) return bound;
  const turn = channel.turns++ % bound.length;
  return bound.slice(turn, turn + 1);
}

/** What a person did to this very sending; a gesture that came when the message had arrived already is forgotten. */
function gestureFor(state: BrokerState, message: number, sending: number): Gesture | undefined {
  const gesture = state.publishGestures.get(message);
  if (gesture === undefined) return undefined;
  state.publishGestures.delete(message);
  return sending <= gesture.upTo ? gesture.what : undefined;
}

/** A person has acted on a message on its way to the broker. True when it does not arrive now. */
function intercepted(state: BrokerState, connection: Connection, message: number, what: Gesture): boolean {
  const { agenda, journal, options } = state;
  const { producer } = connection;
  if (what.act === 'drop') {
    producer.rejected(message, 'lost on the way');
    producer.reachable();
    return true;
  }
  if (what.act !== 'delay') return false;
  journal.fact(FactKind.sent, producer.place, message, 0, what.byUs, options.place);
  agenda.schedule(journal.now + what.byUs, Phase.broker, BrokerEvent.publishArrives, message, producer.place, ++state.publishes);
  return true;
}

/** One copy for one subscriber; faults may lose, delay, double, hold or poison it here. */
function admit(state: BrokerState, subscription: Subscription, message: number, poisoned: boolean): void {
  const verdict = state.options.seams.ask('enqueue', subscription.place, message, 0);
  const fan = fanOutUs(state, subscription, message);
  const copy = state.copies.add(message, subscription.index);
  if (poisoned) poison(state, subscription, copy);
  switch (verdict.kind) {
    case 'drop':
      state.copies.state[copy] = CopyState.dropped;
      state.journal.fact(FactKind.dropped, subscription.place, message, 0, state.journal.string(verdict.reason), DropStage.publishing);
      return;
    case 'delay':
      enqueueLater(state, copy, { us: fan + verdict.us, reason: EnqueueReason.published });
      return;
    case 'duplicate':
      enqueueLater(state, copy, { us: fan, reason: EnqueueReason.published });
      for (let i = 0; i < verdict.copies; i++) {
        enqueueLater(state, state.copies.add(message, subscription.index), { us: fan, reason: EnqueueReason.duplicated });
      }
      return;
    case 'reorder':
      hold(state, subscription, copy, verdict);
      return;
    case 'poison':
      poison(state, subscription, copy);
      enqueueLater(state, copy, { us: fan, reason: EnqueueReason.published });
      return;
    default:
      enqueueLater(state, copy, { us: fan, reason: EnqueueReason.published });
  }
}

export function poison(state: BrokerState, subscription: Subscription, copy: number): void {
  state.copies.poisoned[copy] = 1;
  state.journal.fact(FactKind.poisoned, subscription.place, state.copies.message[copy] ?? 0, 0, 0, 0);
}

function fanOutUs(state: BrokerState, subscription: Subscription, message: number): number {
  const { fanOut } = subscription.behaviour;
  if (fanOut === null) return 0;
  const key = state.journal.keyOf(message) * 256 + state.journal.typeOf(message);
  return sampleUs(fanOut, drawUnit(subscription.stream, key, 1000));
}

function enqueueLater(state: BrokerState, copy: number, how: { readonly us: number; readonly reason: number }): void {
  if (how.us === 0) {
    enqueue(state, copy, how.reason);
    return;
  }
  state.copies.state[copy] = CopyState.held;
  state.agenda.schedule(state.journal.now + how.us, Phase.broker, BrokerEvent.enqueues, copy, how.reason, 0);
}

/** The copy joins its line. */
export function enqueue(state: BrokerState, copy: number, reason: number): void {
  const subscription = ensure(state.subscriptions[state.copies.subscription[copy] ?? -1], 'a copy belongs to a subscription');
  const message = state.copies.message[copy] ?? 0;
  const partition = subscription.line.enqueue(copy, state.journal.keyOf(message));
  if (partition < 0) {
    state.copies.state[copy] = CopyState.dropped;
    state.refusals++;
    state.journal.fact(FactKind.dropped, subscription.place, message, 0, state.journal.string('queue full'), DropStage.publishing);
    return;
  }
  state.journal.fact(FactKind.enqueued, subscription.place, message, 0, partition, reason);
  pump(state, subscription);
}

/** Reorder: copies wait until `window` are together, then one at random goes on; stragglers leave after `holdUs`. */
function hold(
  state: BrokerState,
  subscription: Subscription,
  copy: number,
  how: { readonly window: number; readonly holdUs: number },
): void {
  state.copies.state[copy] = CopyState.held;
  subscription.held.push(copy);
  subscription.heldWindow = how.window;
  if (subscription.held.length >= how.window) releaseOne(state, subscription, copy);
  state.agenda.schedule(state.journal.now + how.holdUs, Phase.broker, BrokerEvent.releasesHeld, subscription.index, copy, 0);
}

function releaseOne(state: BrokerState, subscription: Subscription, ordinal: number): void {
  const pick = Math.floor(drawUnit(subscription.stream, ordinal, 2000 + subscription.held.length) * subscription.held.length);
  const [copy] = subscription.held.splice(pick, 1);
  if (copy !== undefined) enqueue(state, copy, EnqueueReason.published);
}

/** The hold of a copy ends: held ones go on in random order until it is among them. */
export function releaseHeld(state: BrokerState, subscription: Subscription, copy: number): void {
  while (subscription.held.includes(copy)) releaseOne(state, subscription, copy);
}

/** The client gives up on a message it kept. */
export function bufferExpires(state: BrokerState, place: number, message: number): void {
  const connection = state.connections.get(place);
  const position = connection?.buffer.findIndex((kept) => kept.message === message && kept.expiresAt <= state.journal.now) ?? -1;
  if (connection === undefined || position < 0) return;
  connection.buffer.splice(position, 1);
  state.journal.fact(FactKind.unbuffered, place, message, 0, 0, 0);
  connection.producer.rejected(message, 'delivery timeout');
}

/** The broker answers again: clients send what they kept, in order, and outboxes are told. */
export function flushProducers(state: BrokerState): void {
  for (const connection of state.connections.values()) {
    if (isCutOff(state, connection.producer.place)) continue;
    for (const { message } of connection.buffer.splice(0)) {
      state.journal.fact(FactKind.unbuffered, connection.producer.place, message, 0, 0, 0);
      publish(state, connection.producer.place, message);
    }
    connection.producer.reachable();
  }
}

/** A sender's process died: what its client kept is gone. Returns the lost messages. */
export function producerLost(state: BrokerState, place: number): readonly number[] {
  const connection = ensure(state.connections.get(place), 'a sender is connected');
  connection.lostUpTo = state.publishes;
  const lost = connection.buffer.splice(0);
  for (const { message } of lost) state.journal.fact(FactKind.unbuffered, place, message, 0, 0, 0);
  return lost.map(({ message }) => message);
}
