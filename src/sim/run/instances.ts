import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import type { CompiledProcess, Move } from '../coordination/compile';
import type { ProcessEffect } from '../coordination/process';

/** One running process: where it is in its chart, and what it has sent. */
export interface Instance {
  readonly index: number;
  readonly key: number;
  /** The message that started it: its identity in facts. */
  readonly start: number;
  state: number;
  /** Counts the moves: two workers that have read the same version cannot both write (PRM-003). */
  version: number;
  /** Agenda handle of the step's timer; 0 = none. */
  timer: number;
  /** The timer rang while the coordinator was down. */
  overdue: boolean;
  ended: boolean;
  /** Message sent per command type: a retry sends the same message again, so an idempotent receiver recognises it. */
  readonly sent: Map<number, number>;
}

export interface InstanceHooks {
  readonly place: number;
  readonly journal: Journal;
  readonly timer: (instance: Instance, us: number) => void;
  readonly cancelTimer: (instance: Instance) => void;
}

/** Walks instances through the compiled chart and turns its effects into messages; sending them is the caller's business. */
export class Instances {
  readonly process: CompiledProcess;
  readonly all: Instance[] = [];
  readonly #hooks: InstanceHooks;

  constructor(process: CompiledProcess, hooks: InstanceHooks) {
    this.process = process;
    this.#hooks = hooks;
  }

  /** Begins an instance and returns it with the commands of its first step. */
  begin(start: number): { readonly instance: Instance; readonly commands: readonly number[] } {
    const { journal, place } = this.#hooks;
    const instance: Instance = {
      index: this.all.length,
      key: journal.keyOf(start),
      start,
      state: this.process.initial,
      version: 1,
      timer: 0,
      overdue: false,
      ended: false,
      sent: new Map(),
    };
    this.all.push(instance);
    journal.fact(FactKind.processStarted, place, start, 0, instance.state, 0);
    return { instance, commands: this.#carryOut(instance, this.process.initialEffects, start) };
  }

  /** An answer arrived. Null = the chart does not wait for it. */
  answer(instance: Instance, message: number): readonly number[] | null {
    const move = this.process.answer(instance.state, this.#hooks.journal.typeOf(message));
    return move === null ? null : this.#move(instance, move, message);
  }

  /** The step's time is up. */
  timeout(instance: Instance): readonly number[] {
    const move = this.process.timeout(instance.state);
    const info = this.process.states[instance.state];
    if (move === null || info === undefined) return none;
    const { journal, place } = this.#hooks;
    journal.fact(FactKind.stepTimedOut, place, instance.start, info.attempt, info.step, info.attempt);
    return this.#move(instance, move, 0);
  }

  #move(instance: Instance, move: Move, cause: number): readonly number[] {
    const { journal, place, cancelTimer } = this.#hooks;
    instance.version++;
    if (move.state !== instance.state) {
      cancelTimer(instance);
      instance.state = move.state;
      journal.fact(FactKind.processMoved, place, instance.start, 0, move.state, cause);
      const to = this.process.states[move.state];
      if (to?.kind === 'compensationFailed') journal.fact(FactKind.compensationFailed, place, instance.start, to.attempt, to.step, 0);
    }
    return this.#carryOut(instance, move.effects, cause === 0 ? instance.start : cause);
  }

  #carryOut(instance: Instance, effects: readonly ProcessEffect[], cause: number): readonly number[] {
    const commands: number[] = [];
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          if (effect.command >= 0) commands.push(this.#command(instance, effect, cause));
          break;
        case 'timer':
          this.#hooks.timer(instance, effect.us);
          break;
        case 'end':
          this.#end(instance, effect.done);
      }
    }
    return commands;
  }

  #command(instance: Instance, effect: ProcessEffect & { readonly kind: 'send' }, cause: number): number {
    const { journal, place } = this.#hooks;
    if (effect.undo) journal.fact(FactKind.compensating, place, instance.start, 0, effect.step, 0);
    const again = instance.sent.get(effect.command);
    if (again !== undefined) return again;
    const { start } = instance;
    const command = journal.message(effect.command, instance.key, journal.correlationOf(start), cause, place, journal.payloadOf(start));
    instance.sent.set(effect.command, command);
    return command;
  }

  #end(instance: Instance, done: boolean): void {
    if (instance.ended) return;
    instance.ended = true;
    this.#hooks.journal.fact(FactKind.processEnded, this.#hooks.place, instance.start, 0, done ? 1 : 0, 0);
  }
}

const none: readonly number[] = [];
