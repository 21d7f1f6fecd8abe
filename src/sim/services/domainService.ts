import type { Distribution } from '../../base/distribution';
import type { Payload } from '../../base/plainData';
import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { drawUnit, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { Behaviour, Completion, Work } from './work';

type StateValue = number | string | boolean;
type Env = {
  readonly state: Readonly<Record<string, StateValue>>;
  readonly msg: Payload;
  readonly meta: { readonly attempt: number; readonly version: number };
};

/** What a service does on a command. Structurally the scenario model's handler. */
export interface Handler {
  readonly command: number;
  readonly time: Distribution;
  readonly outcomes: readonly {
    readonly when: ((env: Env) => boolean) | null;
    readonly p: number | null;
    readonly set: readonly { readonly field: string; readonly value: (env: Env) => StateValue }[];
    readonly emit: number | null;
  }[];
}

/** Whenever `when` arrives, do `do`. */
export interface Policy {
  readonly when: number;
  readonly do: number;
  readonly if: ((env: Env) => boolean) | null;
}

export interface DomainServiceOptions {
  readonly place: number;
  readonly name: string;
  readonly seed: number;
  readonly journal: Journal;
  readonly payloadFields: (message: number) => Payload;
  readonly handlers: readonly Handler[];
  readonly policies: readonly Policy[];
  readonly initialState: Readonly<Record<string, StateValue>>;
  /** Keeps the outcome of commands, for those who ask again. */
  readonly remembersAnswers: boolean;
  /** Told about every committed emission; true = the worker stays busy (it now waits for others). */
  readonly committed: (work: Work, emitted: number) => boolean;
}

interface Task {
  readonly command: number;
  readonly handler: Handler;
}

/** What a task will do: chosen, not yet done. */
interface Decision {
  readonly command: number;
  readonly attempt: number;
  readonly emit: number | null;
  readonly values: readonly { readonly field: string; readonly value: StateValue }[];
}

/** A decision whose event exists already (0: none). */
interface Prepared {
  readonly decision: Decision;
  readonly event: number;
}

/** A service of the scenario: command → outcome event, its state, its policies. It knows *what*, never *when*. */
export class DomainService implements Behaviour {
  readonly #options: DomainServiceOptions;
  readonly #handlers: ReadonlyMap<number, Handler>;
  readonly #answers = new Map<number, readonly number[]>();
  readonly #prepared = new WeakMap<Work, readonly Prepared[]>();
  readonly #durations: number;
  readonly #coins: number;
  state: Record<string, StateValue>;

  constructor(options: DomainServiceOptions) {
    this.#options = options;
    this.#handlers = new Map(options.handlers.map((handler) => [handler.command, handler]));
    this.#durations = streamSeed(options.seed, `time:${options.name}`);
    this.#coins = streamSeed(options.seed, `outcome:${options.name}`);
    this.state = { ...options.initialState };
  }

  begin(work: Work): number {
    const tasks = this.#tasksOf(work);
    work.plan = tasks;
    return tasks.reduce((sum, task) => sum + this.#duration(task, work.attempt), 0);
  }

  prepare(work: Work): readonly number[] {
    const decisions = this.#decideAll(work.plan as readonly Task[], work.attempt);
    const prepared = decisions.map((decision): Prepared => ({ decision, event: this.#event(decision) }));
    this.#prepared.set(work, prepared);
    return prepared.map(({ event }) => event).filter((event) => event !== 0);
  }

  complete(work: Work): Completion {
    const emitted: number[] = [];
    let holds = false;
    const prepared = this.#prepared.get(work);
    const decisions = prepared?.map(({ decision }) => decision) ?? this.#decideAll(work.plan as readonly Task[], work.attempt);
    for (const [i, decision] of decisions.entries()) {
      const event = this.#apply(decision, prepared?.[i]?.event ?? this.#event(decision));
      if (event === 0) continue;
      emitted.push(event);
      if (this.#options.committed(work, event)) holds = true;
    }
    if (this.#options.remembersAnswers) this.#answers.set(work.message, emitted);
    return { emitted, holds };
  }

  answersAgain(message: number): readonly number[] {
    return this.#answers.get(message) ?? none;
  }

  handlerOf(type: number): Handler | undefined {
    return this.#handlers.get(type);
  }

  durationOf(command: number, handler: Handler, attempt: number): number {
    return this.#duration({ command, handler }, attempt);
  }

  /** Chooses the outcome, changes the state and makes the event; returns it (0 = the outcome emits nothing). */
  execute(command: number, handler: Handler, attempt: number): number {
    const decision = this.#decide({ command, handler }, attempt, this.state);
    return this.#apply(decision, this.#event(decision));
  }

  /** All decisions before any effect: when an expression fails, nothing has happened. A later task sees what an earlier one will set. */
  #decideAll(tasks: readonly Task[], attempt: number): readonly Decision[] {
    const draft = tasks.length > 1 ? { ...this.state } : this.state;
    return tasks.map((task) => {
      const decision = this.#decide(task, attempt, draft);
      if (tasks.length > 1) for (const { field, value } of decision.values) draft[field] = value;
      return decision;
    });
  }

  #decide({ command, handler }: Task, attempt: number, state: Readonly<Record<string, StateValue>>): Decision {
    const env = this.#env(command, attempt, state);
    const outcome = handler.outcomes.find((candidate, i) => this.#applies(candidate, env, { command, attempt, i }));
    const values = outcome?.set.map(({ field, value }) => ({ field, value: value(env) })) ?? [];
    return { command, attempt, emit: outcome?.emit ?? null, values };
  }

  /** The event of a decision; 0 = none. */
  #event({ command, emit }: Decision): number {
    const { journal, place } = this.#options;
    if (emit === null) return 0;
    return journal.message(emit, journal.keyOf(command), journal.correlationOf(command), command, place, journal.payloadOf(command));
  }

  #apply({ command, attempt, emit, values }: Decision, event: number): number {
    const { journal, place } = this.#options;
    for (const { field, value } of values) {
      this.state[field] = value;
      journal.fact(FactKind.stateSet, place, command, 0, journal.string(field), stateCode(journal, value));
    }
    journal.fact(FactKind.committed, place, command, attempt, event, emit ?? 0);
    return event;
  }

  #applies(
    outcome: Handler['outcomes'][number],
    env: Env,
    draw: { readonly command: number; readonly attempt: number; readonly i: number },
  ): boolean {
    if (outcome.when !== null && !outcome.when(env)) return false;
    if (outcome.p === null) return true;
    return drawUnit(this.#coins, this.#drawKey(draw.command), draw.attempt * 64 + draw.i) < outcome.p;
  }

  #duration({ command, handler }: Task, attempt: number): number {
    return sampleUs(handler.time, drawUnit(this.#durations, this.#drawKey(command), attempt));
  }

  /** Draws are keyed by business key and type: the same order takes the same time whatever else is switched. */
  #drawKey(command: number): number {
    const { journal } = this.#options;
    return journal.keyOf(command) * 256 + journal.typeOf(command);
  }

  #tasksOf(work: Work): readonly Task[] {
    const { journal, place, policies } = this.#options;
    const type = journal.typeOf(work.message);
    const own = this.#handlers.get(type);
    if (own !== undefined) return [{ command: work.message, handler: own }];
    const tasks: Task[] = [];
    if (this.#goesRound(work)) return tasks;
    for (const policy of policies) {
      const handler = policy.when === type ? this.#handlers.get(policy.do) : undefined;
      if (handler === undefined || (policy.if !== null && !policy.if(this.#env(work.message, work.attempt, this.state)))) continue;
      const command = journal.message(
        policy.do,
        journal.keyOf(work.message),
        journal.correlationOf(work.message),
        work.message,
        place,
        journal.payloadOf(work.message),
      );
      journal.fact(FactKind.sent, place, command, work.attempt, 0, place);
      tasks.push({ command, handler });
    }
    return tasks;
  }

  /**
   * Policies that set each other off would never end: a message at the end of too long a chain is the last one (SGC-012). The
   * alarm names it, and its causes tell the way round.
   */
  #goesRound({ message, attempt }: Work): boolean {
    const { journal, place } = this.#options;
    if (!isDeeperThan(journal, message, hopsMax)) return false;
    journal.fact(FactKind.limitReached, place, message, attempt, journal.string(goesRoundText), 0);
    return true;
  }

  #env(message: number, attempt: number, state: Readonly<Record<string, StateValue>>): Env {
    return { state, msg: this.#options.payloadFields(message), meta: { attempt, version: 1 } };
  }
}

const none: readonly number[] = [];

/** Messages of which one led to the next; far more than any flow that ends. */
const hopsMax = 100;
const goesRoundText = `A chain of more than ${hopsMax} messages was cut: policies set each other off in a circle.`;

function isDeeperThan(journal: Journal, message: number, depth: number): boolean {
  let cause = message;
  for (let hops = 0; hops < depth; hops++) {
    cause = journal.causationOf(cause);
    if (cause === 0) return false;
  }
  return true;
}

/** `b` of stateSet: the index of a number, or -1 minus the string index of the JSON of anything else. */
function stateCode(journal: Journal, value: StateValue): number {
  return typeof value === 'number' ? journal.value(value) : -1 - journal.string(JSON.stringify(value));
}
