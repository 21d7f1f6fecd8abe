import { coordinations, type Coordination } from './coordinations';
import { pathTo, type PolicyDraft, type ProcessDraft, type ServiceGraph, type StepDraft } from './graph';
import type { FlowEnds } from './flowEnds';
import type { Scenario } from './schema';

export interface OptionDraft {
  readonly derived: boolean;
  readonly policies: readonly PolicyDraft[];
  readonly process: ProcessDraft | null;
}

export type OptionDrafts = Readonly<Partial<Record<Coordination, OptionDraft>>>;

/** Steps that a file does not describe get these, so that a derived process neither waits for ever nor gives up at once. */
const derivedTimeout = '5s';
const derivedRetries = 2;

/** The options as the file gives them. */
export function fileOptions(scenario: Scenario): OptionDrafts {
  const drafts: Partial<Record<Coordination, OptionDraft>> = {};
  for (const name of coordinations) {
    const entry = scenario.coordination[name];
    if (entry === undefined) continue;
    const policies = (entry.policies ?? []).map((policy) => ({ when: policy.when, in: policy.in, do: policy.do, if: policy.if ?? null }));
    drafts[name] = { derived: false, policies, process: entry.process === undefined ? null : processDraft(entry.process) };
  }
  return drafts;
}

type ProcessEntry = NonNullable<NonNullable<Scenario['coordination']['calls']>['process']>;

function processDraft(entry: ProcessEntry): ProcessDraft {
  const steps = entry.steps.map((step): StepDraft => ({
    do: step.do,
    ok: step.ok,
    fail: step.fail ?? null,
    undo: step.undo ?? null,
    timeout: step.timeout ?? null,
    retries: step.retries ?? 0,
  }));
  return {
    key: entry.key ?? null,
    id: entry.id,
    starts: entry.starts,
    durable: entry.durable ?? true,
    steps,
    done: entry.done,
    failed: entry.failed ?? null,
  };
}

export interface Derivation {
  readonly graph: ServiceGraph;
  readonly ends: FlowEnds;
  readonly noun: string;
}

/** Adds the options that the file leaves out, made from those that it gives: the same services, another way to decide when. */
export function withDerived(given: OptionDrafts, derivation: Derivation): OptionDrafts {
  const policies = given.choreography?.policies ?? reversed(given, derivation);
  const choreography: OptionDrafts = policies.length > 0 ? { choreography: { derived: true, policies, process: null } } : {};
  const core = firstProcess([given.hybrid, given.orchestration, given.calls]) ?? processFrom(policies, derivation);
  if (core === null) return { ...choreography, ...given };
  const whole = firstProcess([given.orchestration, given.calls]) ?? withSides(core, policies, derivation);
  return {
    ...choreography,
    orchestration: { derived: true, policies: [], process: whole },
    hybrid: hybridOf({ core, whole, given: given.choreography }, derivation),
    calls: { derived: true, policies: [], process: asCalls(whole) },
    ...given,
  };
}

/** The first process among options, in order of preference. */
export function firstProcess(options: readonly (OptionDraft | undefined)[]): ProcessDraft | null {
  for (const option of options) if (option?.process != null) return option.process;
  return null;
}

interface HybridParts {
  readonly core: ProcessDraft;
  readonly whole: ProcessDraft;
  readonly given: OptionDraft | undefined;
}

/** The process for the chain to success, policies for the side branches; without a choreography nobody says which branches those are. */
function hybridOf({ core, whole, given }: HybridParts, derivation: Derivation): OptionDraft {
  if (given === undefined) return { derived: true, policies: [], process: whole };
  const process = withoutSides(core, given.policies, derivation);
  return { derived: true, policies: remaining(process, given.policies), process };
}

/** The caller of a synchronous call sees an error when time is up: it does not try again by itself. */
function asCalls(process: ProcessDraft): ProcessDraft {
  return { ...process, id: `${process.id}-calls`.slice(0, 32), steps: process.steps.map((step) => ({ ...step, retries: 0 })) };
}

/** A process from the choreography: the chain of commands that leads to success; its last command ends the process. */
function processFrom(policies: readonly PolicyDraft[], { graph, ends, noun }: Derivation): ProcessDraft | null {
  const goal = new Set(ends.succeeds);
  for (const starts of graph.emitsOf(ends.starts)) {
    const path = pathTo(graph, policies, starts, goal);
    const last = path?.at(-1);
    if (path === null || last === undefined) continue;
    const steps = path.slice(0, -1).map((step) => derivedStep(step.do, step.ok, graph));
    // One command needs no conductor: there is nothing to wait for in between.
    if (steps.length === 0) continue;
    const failed = failureCommand({ graph, ends, policies, steps });
    return { key: null, id: processId(noun), starts, durable: true, steps, done: last.do, failed };
  }
  return null;
}

function derivedStep(command: string, ok: string, graph: ServiceGraph): StepDraft {
  const fail = graph.emitsOf(command).find((event) => event !== ok) ?? null;
  return { do: command, ok, fail, undo: graph.undoOf.get(command) ?? null, timeout: derivedTimeout, retries: derivedRetries };
}

function processId(noun: string): string {
  const base = noun
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 24);
  return base === '' ? 'process' : `${base}-process`;
}

interface FailureSearch {
  readonly graph: ServiceGraph;
  readonly ends: FlowEnds;
  readonly policies: readonly PolicyDraft[];
  readonly steps: readonly StepDraft[];
}

/** The command that ends a failed flow: it leads to one of `fails`, is asked for by a policy and is no step itself. */
function failureCommand({ graph, ends, policies, steps }: FailureSearch): string | null {
  const failures = new Set(ends.fails);
  const busy = new Set(steps.map((step) => step.do));
  const candidates = policies.map((policy) => policy.do).filter((command) => !busy.has(command));
  return candidates.find((command) => graph.emitsOf(command).some((event) => failures.has(event))) ?? null;
}

function commandsOf(process: ProcessDraft): ReadonlySet<string> {
  const undos = process.steps.flatMap((step) => (step.undo === null ? [] : [step.undo]));
  return new Set([...process.steps.map((step) => step.do), ...undos, process.done, ...(process.failed === null ? [] : [process.failed])]);
}

/** Policies that a process does not cover: side branches that need no conductor. */
function remaining(process: ProcessDraft, policies: readonly PolicyDraft[]): readonly PolicyDraft[] {
  const covered = commandsOf(process);
  return policies.filter((policy) => !covered.has(policy.do));
}

/** Side branches join the process as last steps, as far as an event tells when they are done. */
function withSides(core: ProcessDraft, policies: readonly PolicyDraft[], { graph }: Derivation): ProcessDraft {
  const failures = new Set(core.steps.flatMap((step) => (step.fail === null ? [] : [step.fail])));
  const sides = new Map<string, StepDraft>();
  for (const policy of remaining(core, policies)) {
    const ok = graph.emitsOf(policy.do)[0];
    if (ok !== undefined && !failures.has(policy.when)) sides.set(policy.do, derivedStep(policy.do, ok, graph));
  }
  return { ...core, steps: [...core.steps, ...sides.values()] };
}

/** The core of a process: without steps that stand beside the chain to success. */
function withoutSides(process: ProcessDraft, policies: readonly PolicyDraft[], { graph, ends }: Derivation): ProcessDraft {
  const path = pathTo(graph, policies, process.starts, new Set(ends.succeeds));
  if (path === null) return process;
  const main = new Set(path.map((step) => step.do));
  const steps = process.steps.filter((step) => main.has(step.do));
  return steps.length === 0 ? process : { ...process, steps };
}

/** A choreography from a process: each answer starts the next step, each failure starts every compensation before it and the ending. */
function reversed(given: OptionDrafts, { graph }: Derivation): readonly PolicyDraft[] {
  const process = firstProcess([given.orchestration, given.hybrid, given.calls]);
  const sides = given.hybrid?.policies ?? [];
  return process === null ? sides : [...policiesFrom(process, graph), ...sides];
}

function policiesFrom(process: ProcessDraft, graph: ServiceGraph): readonly PolicyDraft[] {
  const policies: PolicyDraft[] = [];
  const add = (when: string, command: string): void => {
    const service = graph.serviceOf(command);
    if (service !== null) policies.push({ when, in: service, do: command, if: null });
  };
  let when = process.starts;
  for (const step of process.steps) {
    add(when, step.do);
    when = step.ok;
  }
  add(when, process.done);
  for (const [position, { fail }] of process.steps.entries()) {
    if (fail === null) continue;
    for (const { undo } of process.steps.slice(0, position).toReversed()) if (undo !== null) add(fail, undo);
    if (process.failed !== null) add(fail, process.failed);
  }
  return policies;
}
