import { ExpressionError } from '../../base/expressionError';
import { assert } from '../../base/assert';
import type { Consumer } from '../broker/ports';
import { FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import type { Verdict } from '../seams';
import { HostEvent, type HostWorld } from './hostWorld';
import { Inbox } from './inbox';
import { Publisher } from './publisher';
import type { HostSettings } from './settings';
import type { Behaviour, Work } from './work';
import { WorkLine } from './workLine';

/**
 * A place where work is done: it receives, handles, commits, publishes and acknowledges, with a number of workers. A crash
 * loses what is in its memory; its state, inbox and outbox survive.
 */
export class Host implements Consumer {
  readonly place: number;
  readonly settings: HostSettings;
  readonly #world: HostWorld;
  readonly #behaviour: Behaviour;
  readonly publisher: Publisher;
  readonly #inbox: Inbox;
  readonly #line = new WorkLine();
  readonly #running = new Map<number, Work>();
  #up = true;
  #epoch = 0;
  #nextWork = 1;
  /** Since when the handlers stand still; -1 = they do not. */
  #frozenAt = -1;
  /** How many faults make them stand still. */
  #freezes = 0;

  constructor(place: number, settings: HostSettings, world: HostWorld, behaviour: Behaviour) {
    this.place = place;
    this.settings = settings;
    this.#world = world;
    this.#behaviour = behaviour;
    this.#inbox = new Inbox(settings, world);
    this.publisher = new Publisher(place, settings, world);
  }

  get accepting(): boolean {
    return this.#up;
  }

  get workers(): number {
    return this.settings.instances * this.settings.concurrency;
  }

  get pollUs(): number {
    return this.settings.pollMs * 1000;
  }

  get attempts(): number {
    return this.settings.attempts;
  }

  get deadLetters(): boolean {
    return this.settings.dlq;
  }

  receive(copy: number, message: number, attempt: number): void {
    const owed = this.settings.ack === 'after';
    if (!owed) this.#world.broker.acknowledge(copy, attempt);
    this.#take({ kind: 'delivery', message, copy, attempt, call: 0, poisoned: this.#world.broker.isPoisoned(copy), owed });
  }

  /** A command or a call arrived over the network. The host must be up. */
  arrive(arrival: {
    readonly kind: 'direct' | 'call';
    readonly message: number;
    readonly call: number;
    readonly attempt: number;
    readonly poisoned: boolean;
  }): void {
    assert(this.#up, 'only a running place receives');
    this.#world.journal.fact(FactKind.received, this.place, arrival.message, arrival.attempt, 0, 0);
    const { bulkhead, waitingRoom } = this.settings;
    const isFull = bulkhead && this.#running.size >= this.workers && this.#line.length >= waitingRoom;
    if (isFull) this.#world.failedFor(arrival, 'bulkhead full');
    else this.#take({ ...arrival, copy: 0, owed: false });
  }

  #take(arrival: Omit<Work, 'id' | 'plan' | 'endsAt' | 'transaction'>): void {
    // Written out: a spread here costs a tenth of the whole run.
    const { kind, message, copy, attempt, call, poisoned, owed } = arrival;
    const id = this.#nextWork++;
    this.#line.push({ id, kind, message, copy, attempt, call, plan: null, poisoned, endsAt: -1, transaction: 0, owed });
    this.#work();
  }

  #work(): void {
    while (this.#up && this.#frozenAt < 0 && this.#running.size < this.workers) {
      const work = this.#line.shift();
      if (work === undefined) return;
      this.#begin(work);
    }
  }

  #begin(work: Work): void {
    const { journal, seams, agenda } = this.#world;
    if (this.#ignores(work)) return;
    const verdict = seams.ask('receive', this.place, work.message, work.attempt);
    this.#running.set(work.id, work);
    work.transaction = this.publisher.begin();
    const plainUs = this.#attempted(work, () => this.#behaviour.begin(work));
    if (plainUs === null) return;
    const us = Math.round(plainUs * (verdict.kind === 'slow' ? verdict.factor : 1)) + (verdict.kind === 'delay' ? verdict.us : 0);
    if (this.settings.inbox.commit === 'before') this.#inbox.add(work);
    journal.fact(FactKind.started, this.place, work.message, work.attempt, us, 0);
    work.endsAt = journal.now + us;
    agenda.schedule(work.endsAt, Phase.completion, HostEvent.completes, this.place, work.id, this.#epoch);
  }

  /** The inbox has seen it: no effect, but whoever asked gets the old answer again. */
  #ignores(work: Work): boolean {
    if (!this.#inbox.knows(work)) return false;
    this.#running.delete(work.id);
    this.#world.journal.fact(FactKind.ignored, this.place, work.message, work.attempt, 0, 0);
    const again = this.#behaviour.answersAgain(work.message);
    if (work.kind === 'call') this.#world.answered(work, again);
    else this.publisher.send(again);
    this.#acknowledge(work);
    return true;
  }

  completes(workId: number, epoch: number): void {
    if (epoch !== this.#epoch) return;
    const work = this.#running.get(workId);
    if (work === undefined || !this.#isDone(work)) return;
    work.endsAt = -1;
    const before = this.#world.seams.ask('handle', this.place, work.message, work.attempt);
    if (this.#crashes(before)) return;
    if (work.poisoned || before.kind === 'fail') this.#fail(work, before.kind === 'fail' ? before.reason : 'cannot read the message');
    else if (this.#inbox.refuses(work)) this.#ignores(work);
    else this.#commit(work);
    this.#work();
  }

  /** Of a worker that stood still meanwhile, only the last planned end counts. */
  #isDone(work: Work): boolean {
    return this.#frozenAt < 0 && this.#world.journal.now === work.endsAt;
  }

  #commit(work: Work): void {
    const early = this.#publishedFirst(work);
    const completion = early && this.#attempted(work, () => this.#behaviour.complete(work));
    if (early === null || completion === null) return;
    const unsent = early.length > 0 ? [] : completion.emitted;
    if (this.settings.inbox.commit !== 'after') this.#inbox.add(work);
    this.publisher.store(completion.emitted, work.transaction);
    if (this.#crashes(this.#world.seams.ask('commit', this.place, work.message, work.attempt), unsent)) return;
    if (this.settings.inbox.commit === 'after') this.#inbox.add(work);
    this.publisher.announce(unsent);
    if (this.#crashes(this.#world.seams.ask('acknowledge', this.place, work.message, work.attempt))) return;
    if (!completion.holds) this.#finish(work, completion.emitted);
  }

  #finish(work: Work, emitted: readonly number[]): void {
    this.#running.delete(work.id);
    if (work.kind === 'call') this.#world.answered(work, emitted);
    this.#acknowledge(work);
  }

  /** A held work is done: its worker is free again. */
  release(work: Work): void {
    if (this.#running.delete(work.id)) {
      this.#acknowledge(work);
      this.#work();
    }
  }

  get epoch(): number {
    return this.#epoch;
  }

  #acknowledge(work: Work): void {
    if (work.owed) this.#world.broker.acknowledge(work.copy, work.attempt);
  }

  /** Without an outbox a service may publish before it commits; a crash in between leaves an event of nothing (DUW-002). Null = it is over. */
  #publishedFirst(work: Work): readonly number[] | null {
    if (this.publisher.sendsAfterwards) return [];
    const messages = this.#attempted(work, () => this.#behaviour.prepare?.(work) ?? []);
    if (messages === null) return null;
    if (!this.publisher.dares(messages)) {
      this.#fail(work, 'broker out of reach');
      return null;
    }
    if (this.settings.publishOrder === 'after') return [];
    this.publisher.send(messages);
    return this.#crashes(this.#world.seams.ask('commit', this.place, work.message, work.attempt)) ? null : messages;
  }

  /** An expression of the scenario that cannot be computed is a failure of the handler, like any other. */
  #attempted<T>(work: Work, what: () => T): T | null {
    try {
      return what();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#fail(work, error.message);
      return null;
    }
  }

  #fail(work: Work, reason: string): void {
    const { journal, broker } = this.#world;
    this.#running.delete(work.id);
    const text = journal.string(reason);
    if (!work.owed) {
      journal.fact(FactKind.failed, this.place, work.message, work.attempt, text, -1);
      if (work.kind !== 'delivery') this.#world.failedFor(work, reason);
      return;
    }
    const again = this.#tries(work);
    const wantedUs = this.#world.retryPauseUs(this.settings, work);
    journal.fact(FactKind.failed, this.place, work.message, work.attempt, text, again ? broker.retryDelayUs(work.copy, wantedUs) : -1);
    if (again) broker.retry(work.copy, work.attempt, wantedUs);
    else if (this.settings.dlq) broker.deadLetter(work.copy, work.attempt, reason);
    else broker.discardDelivery(work.copy, work.attempt, `given up after ${work.attempt} tries: ${reason}`);
  }

  #tries({ copy, attempt }: Work): boolean {
    const exhausted = this.#world.broker.exhausted(copy);
    return exhausted === 'broker' || attempt < this.settings.attempts || (!this.settings.dlq && exhausted === 'retry');
  }

  /** Publishes messages that belong to no delivery (a timer's commands). */
  publish(messages: readonly number[]): void {
    this.publisher.store(messages, this.publisher.begin());
    this.publisher.announce(messages);
  }

  disconnected(): void {
    // What was acknowledged on arrival is the client's own by now.
    this.#line.keep((work) => !work.owed);
  }

  #crashes(verdict: Verdict, unsent: readonly number[] = []): boolean {
    if (verdict.kind !== 'crash') return false;
    this.publisher.lostUnsent(unsent);
    this.crash(verdict.point, verdict.forUs);
    return true;
  }

  /** The process dies, as planned for `forUs` (null = until somebody restarts it); the run starts it again. */
  crash(point: string, forUs: number | null): void {
    if (!this.#up) return;
    const { journal, broker } = this.#world;
    this.#up = false;
    this.#epoch++;
    journal.fact(FactKind.crashed, this.place, 0, 0, journal.string(point), forUs === null ? -1 : Math.round(forUs / 1000));
    this.#frozenAt = -1;
    const dead = [...this.#running.values(), ...this.#line.drain()];
    this.#running.clear();
    this.publisher.stop(broker.consumerLost(this.place));
    for (const work of dead) if (work.kind !== 'delivery') this.#world.failedFor(work, 'crashed');
    this.#world.crashed(this.place);
  }

  /** The process starts again, from what is durable. */
  restart(): void {
    if (this.#up) return;
    this.#up = true;
    this.#world.journal.fact(FactKind.restarted, this.place, 0, 0, 0, 0);
    this.publisher.start();
    this.#world.broker.consumerBack(this.place);
    this.#world.restarted(this.place);
  }

  /** The handlers stand still; the process is there and takes in what arrives. */
  freeze(): void {
    this.#freezes++;
    if (this.#up && this.#frozenAt < 0) this.#frozenAt = this.#world.journal.now;
  }

  /** They go on where they were. A process that was started again meanwhile never stood still. */
  thaw(): void {
    this.#freezes = Math.max(0, this.#freezes - 1);
    if (this.#freezes > 0 || this.#frozenAt < 0) return;
    const { agenda, journal } = this.#world;
    const stoodUs = journal.now - this.#frozenAt;
    this.#frozenAt = -1;
    for (const work of this.#running.values()) {
      if (work.endsAt < 0) continue;
      work.endsAt += stoodUs;
      agenda.schedule(work.endsAt, Phase.completion, HostEvent.completes, this.place, work.id, this.#epoch);
    }
    this.#work();
  }

  /** Settings changed: perhaps there are more workers. */
  settingsChanged(): void {
    this.#work();
    this.publisher.settingsChanged();
    this.#world.broker.moreRoom(this.place);
  }
}
