import { ensure } from '../../base/assert';
import { DropStage, FactKind } from '../journal/facts';
import { Phase } from '../kernel/agenda';
import type { CompiledProcess } from '../coordination/compile';
import type { DomainService } from '../services/domainService';
import type { Host } from '../services/host';
import type { Work } from '../services/work';
import type { Call, Chain } from './callChain';
import { CallRetries } from './callRetries';
import { Instances } from './instances';
import { callTimeoutUs } from './modelCache';
import type { Network } from './network';

/** Agenda events of synchronous calls. */
export const CallEvent = { arrives: 40, replies: 41, fails: 42, timer: 43, local: 44 } as const;

/** Wait before a failed call is tried again; a modelling choice. */
const retryPauseUs = 500_000;

export interface CallWorld {
  readonly network: Network;
  readonly seed: number;
  readonly caller: Host;
  readonly callerService: DomainService;
  readonly hostOf: (place: number) => Host;
  /** Place that handles a command. */
  readonly handlerPlace: (command: number) => number;
  /** An event that the caller's own handler emitted during a chain is durable. */
  readonly committed: (place: number, message: number) => void;
}

/**
 * Synchronous request and response: the steps of the process are calls, and the worker that handled the start command stays
 * busy until the last answer is in. A callee that is down fails the call; the chain then compensates by calls as well.
 */
export class CallChains {
  readonly #world: CallWorld;
  readonly #instances: Instances;
  readonly #chains = new Map<number, Chain>();
  readonly #calls: Call[] = [];
  readonly #retries: CallRetries;

  constructor(process: CompiledProcess, world: CallWorld) {
    this.#world = world;
    const { agenda, journal } = world.network;
    this.#retries = new CallRetries(world.caller.settings, world.seed, world.caller.place);
    this.#instances = new Instances(process, {
      place: world.caller.place,
      journal,
      timer: (instance, us) => {
        instance.timer = agenda.schedule(journal.now + us, Phase.timer, CallEvent.timer, instance.index, 0, 0);
      },
      cancelTimer: (instance) => {
        if (instance.timer !== 0) agenda.cancel(instance.timer);
        instance.timer = 0;
      },
    });
  }

  /** The start command is handled: its worker begins to call. */
  begin(work: Work, start: number): void {
    const { instance, commands } = this.#instances.begin(start);
    const { epoch } = this.#world.caller;
    const chain: Chain = { instance, work, epoch, final: 0, over: false, pausing: false, spent: false, current: null };
    this.#chains.set(instance.index, chain);
    this.#call(chain, commands);
  }

  #call(chain: Chain, commands: readonly number[]): void {
    for (const command of commands) {
      const place = this.#world.handlerPlace(this.#world.network.journal.typeOf(command));
      if (chain.instance.ended) chain.final = command;
      if (place === this.#world.caller.place) this.#doLocally(chain, command);
      else this.#send(chain, command, place);
    }
    if (commands.length === 0 && this.#stuck(chain)) this.#finish(chain);
  }

  /** Ended without a last command, or nothing left that could move it. */
  #stuck(chain: Chain): boolean {
    const { instance } = chain;
    return instance.ended ? chain.final === 0 : instance.timer === 0 && this.#instances.process.timeout(instance.state) === null;
  }

  #doLocally(chain: Chain, command: number): void {
    const { network, callerService, caller } = this.#world;
    const { journal, agenda } = network;
    const handler = ensure(callerService.handlerOf(journal.typeOf(command)), 'handler of the caller');
    journal.fact(FactKind.sent, caller.place, command, 1, 0, caller.place);
    const us = callerService.durationOf(command, handler, 1);
    agenda.schedule(journal.now + us, Phase.completion, CallEvent.local, chain.instance.index, command, chain.epoch);
  }

  /** The caller's own handler is through. */
  local(index: number, command: number, epoch: number): void {
    const chain = this.#chains.get(index);
    const { caller, callerService, network, committed } = this.#world;
    if (chain === undefined || chain.over || epoch !== caller.epoch) return;
    const handler = ensure(callerService.handlerOf(network.journal.typeOf(command)), 'handler of the caller');
    const event = callerService.execute(command, handler, 1);
    if (event !== 0) committed(caller.place, event);
    if (command === chain.final) this.#finish(chain);
    else if (event !== 0) this.#advance(chain, event);
  }

  #send(chain: Chain, command: number, callee: number): void {
    const { network, caller } = this.#world;
    const state = this.#instances.process.states[chain.instance.state];
    const attempt = state?.kind === 'step' && !chain.instance.ended ? state.attempt : 1;
    const call: Call = { chain, command, callee, attempt, done: false };
    const id = this.#calls.push(call);
    if (!this.#mayCall(chain)) {
      this.fails(id, network.journal.string('retry budget spent'));
      return;
    }
    chain.current = call;
    const hop = network.hopUs(caller.place, command);
    network.journal.fact(FactKind.called, caller.place, command, attempt, hop, callee);
    network.transmit({ kind: CallEvent.arrives, from: caller.place, place: callee, message: command, hop }, id);
  }

  /** A request reaches its callee. `poisoned`: the callee will not be able to read it. */
  arrives(id: number, poisoned: boolean): void {
    const call = ensure(this.#calls[id - 1], 'call');
    const { network, caller, hostOf } = this.#world;
    const callee = hostOf(call.callee);
    const way = { kind: CallEvent.arrives, from: caller.place, place: call.callee, message: call.command, hop: 0 };
    const arrival = network.arrival(way, id);
    for (let i = 0; i < arrival.times; i++) {
      if (callee.accepting)
        callee.arrive({ kind: 'call', message: call.command, call: id, attempt: call.attempt, poisoned: poisoned || arrival.poisoned });
      else this.failed(id, 'connection refused');
    }
  }

  /** The callee is done: the answer travels back. */
  answered(id: number, emitted: readonly number[]): void {
    const call = ensure(this.#calls[id - 1], 'call');
    const { network, caller } = this.#world;
    const answer = emitted[0] ?? call.command;
    const hop = network.hopUs(call.callee, answer);
    network.journal.fact(FactKind.replied, call.callee, answer, 1, hop, caller.place);
    network.agenda.schedule(network.journal.now + hop, Phase.delivery, CallEvent.replies, id, answer, 0);
  }

  replies(id: number, answer: number): void {
    const call = ensure(this.#calls[id - 1], 'call');
    const { caller, network } = this.#world;
    const { chain } = call;
    const first = !call.done;
    call.done = true;
    const alive = caller.accepting && chain.epoch === caller.epoch && !(chain.over && chain.final === call.command);
    if (!alive || !first) {
      network.journal.fact(FactKind.answerIgnored, caller.place, answer, 1, network.journal.string('nobody waits'), 0);
      return;
    }
    network.journal.fact(FactKind.received, caller.place, answer, 1, 0, 0);
    if (call.command === chain.final) this.#finish(chain);
    else this.#advance(chain, answer);
  }

  #advance(chain: Chain, answer: number): void {
    const commands = this.#instances.answer(chain.instance, answer);
    if (commands !== null) chain.spent = false;
    if (commands === null) {
      const { caller, network } = this.#world;
      network.journal.fact(FactKind.answerIgnored, caller.place, answer, 1, network.journal.string('not waited for'), 0);
    } else this.#call(chain, commands);
  }

  /** The call cannot be answered: the error travels back. */
  failed(id: number, reason: string): void {
    const call = ensure(this.#calls[id - 1], 'call');
    if (call.done) return;
    const { network } = this.#world;
    const hop = network.hopUs(call.callee, call.command);
    network.agenda.schedule(network.journal.now + hop, Phase.delivery, CallEvent.fails, id, network.journal.string(reason), 0);
  }

  fails(id: number, reason: number): void {
    const call = ensure(this.#calls[id - 1], 'call');
    const { chain } = call;
    const { caller, network } = this.#world;
    if (call.done) return;
    call.done = true;
    network.journal.fact(FactKind.callFailed, caller.place, call.command, 1, reason, call.callee);
    if (!caller.accepting || chain.epoch !== caller.epoch || chain.over) return;
    if (call.command === chain.final) this.#again(call);
    else this.#giveUpSoon(chain);
  }

  /** The last command must get through: it is called again until it does. */
  #again({ chain, command, callee }: Call): void {
    const { network, caller } = this.#world;
    const call: Call = { chain, command, callee, attempt: 1, done: false };
    const id = this.#calls.push(call);
    network.transmit({ kind: CallEvent.arrives, from: caller.place, place: callee, message: command, hop: retryPauseUs }, id);
  }

  /** An error comes sooner than the timeout: the chart's timeout transition is taken after a short pause. */
  #giveUpSoon(chain: Chain): void {
    const { agenda, journal } = this.#world.network;
    const { instance } = chain;
    if (instance.timer !== 0) agenda.cancel(instance.timer);
    const info = this.#instances.process.states[instance.state];
    const pause = info?.kind === 'undo' ? retryPauseUs : 0;
    instance.timer = agenda.schedule(journal.now + pause, Phase.timer, CallEvent.timer, instance.index, 0, 0);
  }

  timer(index: number): void {
    const chain = this.#chains.get(index);
    const { caller } = this.#world;
    if (chain === undefined || chain.over || chain.epoch !== caller.epoch) return;
    chain.instance.timer = 0;
    if (this.#pauses(chain)) return;
    this.#call(chain, this.#instances.timeout(chain.instance));
  }

  /** Number of the retry that a timeout would lead to now; 0 = it leads to something else. */
  #nextRetry({ instance }: Chain): number {
    const { process } = this.#instances;
    const [now, next] = [process.states[instance.state], process.states[process.timeout(instance.state)?.state ?? -1]];
    return now?.kind === 'step' && next?.kind === 'step' && next.step === now.step ? now.attempt : 0;
  }

  /** Before a call is tried again, the one at hand is given up (its answer finds nobody) and the caller waits a while. */
  #pauses(chain: Chain): boolean {
    const { agenda, journal } = this.#world.network;
    const { instance } = chain;
    const retry = this.#nextRetry(chain);
    if (retry === 0) return false;
    if (chain.current !== null) chain.current.done = true;
    const us = this.#retries.pauseUs(instance.key, retry);
    if (chain.pausing || chain.spent || us === 0) {
      chain.pausing = false;
      return false;
    }
    chain.pausing = true;
    instance.timer = agenda.schedule(journal.now + us, Phase.timer, CallEvent.timer, instance.index, 0, 0);
    return true;
  }

  /** First tries pay into the retry budget of the caller, further ones draw on it; compensations and last commands are free. */
  #mayCall(chain: Chain): boolean {
    const info = this.#instances.process.states[chain.instance.state];
    if (chain.instance.ended || info?.kind !== 'step') return true;
    if (info.attempt === 1) this.#retries.first();
    else chain.spent = chain.spent || !this.#retries.again();
    return !chain.spent;
  }

  #finish(chain: Chain): void {
    if (chain.over) return;
    chain.over = true;
    this.#world.caller.release(chain.work);
  }

  /** The caller died: everybody who waited in it is gone. */
  callerLost(): void {
    const { journal, agenda } = this.#world.network;
    for (const chain of this.#chains.values()) {
      if (chain.over) continue;
      chain.over = true;
      if (chain.instance.timer !== 0) agenda.cancel(chain.instance.timer);
      journal.fact(FactKind.processLost, this.#world.caller.place, chain.instance.start, 0, chain.instance.state, 0);
    }
  }

  /** The network lost the request: the caller finds out by its timeout. The chart times every step; the last command comes after it. */
  lost(id: number, reason: string): void {
    const call = ensure(this.#calls[id - 1], 'call');
    const { journal, agenda } = this.#world.network;
    journal.fact(FactKind.dropped, call.callee, call.command, 1, journal.string(reason), DropStage.direct);
    if (call.command !== call.chain.final) return;
    agenda.schedule(journal.now + callTimeoutUs, Phase.timer, CallEvent.fails, id, journal.string('no answer'), 0);
  }
}
