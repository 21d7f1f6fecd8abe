import { ensure } from '../../base/assert';
import { ExpressionError } from '../../base/expressionError';
import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import type { CompiledProcess } from '../coordination/compile';
import type { Host } from '../services/host';
import type { Behaviour, Completion, Work } from '../services/work';
import { type Instance, Instances } from './instances';

/** Agenda events of the orchestrator: a = instance. */
export const OrchestratorEvent = { timer: 30 } as const;

/** What looking at one message costs the coordinator; a modelling choice, stated on the model-limits page. */
const lookUs = 2_000;

/** The process manager as a place: receives events, walks its instances through the chart, publishes commands. */
export class Orchestrator implements Behaviour {
  readonly #instances: Instances;
  readonly #byKey = new Map<number, Instance>();
  readonly #starts: number;
  readonly #place: number;
  readonly #journal: Journal;
  readonly #agenda: Agenda;
  #host: Host | null = null;
  /** Durable instances survive a crash; volatile ones do not. */
  durable: boolean;

  constructor(
    process: CompiledProcess,
    world: {
      readonly place: number;
      readonly starts: number;
      readonly durable: boolean;
      readonly journal: Journal;
      readonly agenda: Agenda;
    },
  ) {
    this.#place = world.place;
    this.#starts = world.starts;
    this.#journal = world.journal;
    this.#agenda = world.agenda;
    this.durable = world.durable;
    this.#instances = new Instances(process, {
      place: world.place,
      journal: world.journal,
      timer: (instance, us) => {
        instance.timer = this.#agenda.schedule(this.#journal.now + us, Phase.timer, OrchestratorEvent.timer, instance.index, 0, 0);
      },
      cancelTimer: (instance) => this.#cancel(instance),
    });
  }

  attach(host: Host): void {
    this.#host = host;
  }

  /** Reads the process; what it does is decided when the worker writes. */
  begin(work: Work): number {
    work.plan = this.#versionOf(work.message);
    return lookUs;
  }

  /** 0 = there is no such process yet. */
  #versionOf(message: number): number {
    return this.#byKey.get(this.#journal.keyOf(message))?.version ?? 0;
  }

  /** Another worker has moved the same process meanwhile: its write counts, this one reads again at once and loses nothing (PRM-003). */
  #readAgain({ message, attempt, plan }: Work): void {
    const found = this.#versionOf(message);
    if (typeof plan !== 'number' || plan === found) return;
    this.#journal.fact(FactKind.readAgain, this.#place, message, attempt, plan, found);
  }

  complete(work: Work): Completion {
    const { message } = work;
    this.#readAgain(work);
    const key = this.#journal.keyOf(message);
    const instance = this.#byKey.get(key);
    if (this.#journal.typeOf(message) === this.#starts && instance === undefined) {
      const begun = this.#instances.begin(message);
      this.#byKey.set(key, begun.instance);
      return { emitted: begun.commands, holds: false };
    }
    // An answer to nobody never begins a process (PRM-001). It is a handler that fails: tried again, because the start may only
    // be late, and then left to a person.
    if (instance === undefined) throw new ExpressionError('no such process');
    const commands = this.#instances.answer(instance, message);
    if (commands === null) {
      this.#journal.fact(FactKind.answerIgnored, this.#place, message, work.attempt, this.#journal.string('not waited for'), 0);
    }
    return { emitted: commands ?? [], holds: false };
  }

  answersAgain(): readonly number[] {
    return [];
  }

  timer(index: number): void {
    const instance = ensure(this.#instances.all[index], 'instance of a timer');
    const host = ensure(this.#host, 'host of the orchestrator');
    instance.timer = 0;
    if (!host.accepting) {
      instance.overdue = true;
      return;
    }
    host.publish(this.#instances.timeout(instance));
  }

  /** The coordinator died. */
  crashed(): void {
    if (this.durable) return;
    for (const [key, instance] of this.#byKey) {
      if (instance.ended) continue;
      this.#cancel(instance);
      instance.ended = true;
      this.#byKey.delete(key);
      this.#journal.fact(FactKind.processLost, this.#place, instance.start, 0, instance.state, 0);
    }
  }

  /** It reads its history and goes on; timers that rang meanwhile ring now. */
  restarted(): void {
    for (const instance of this.#byKey.values()) {
      if (instance.ended) continue;
      this.#journal.fact(FactKind.processResumed, this.#place, instance.start, 0, instance.state, 0);
      if (!instance.overdue) continue;
      instance.overdue = false;
      this.#host?.publish(this.#instances.timeout(instance));
    }
  }

  #cancel(instance: Instance): void {
    if (instance.timer !== 0) this.#agenda.cancel(instance.timer);
    instance.timer = 0;
    instance.overdue = false;
  }
}
