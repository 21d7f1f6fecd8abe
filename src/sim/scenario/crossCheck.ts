import { pathTo, type ServiceGraph } from './graph';
import type { FlowEnds } from './flowEnds';
import type { OptionDraft, OptionDrafts } from './options';
import type { Coordination } from './coordinations';
import { errorsOf, finding, listed, unknownName, type Finding, type ProblemPath } from './problem';
import type { Scenario } from './schema';

export interface CrossCheck {
  readonly scenario: Scenario;
  readonly graph: ServiceGraph;
  readonly ends: FlowEnds;
  /** The options that the file gives; derived ones are right by construction. */
  readonly given: OptionDrafts;
  readonly findings: Finding[];
}

/** Rules that span several sections: who handles, who emits, what can be reached. */
export function crossCheck(check: CrossCheck): void {
  checkHandlers(check);
  checkWorkload(check);
  for (const [name, option] of Object.entries(check.given)) checkOption(check, name as Coordination, option);
  checkEnds(check);
}

/** Ids that the simulated world itself uses for places. */
const reservedIds: readonly string[] = ['run', 'broker', 'defaults', 'customer', 'coordinator', 'analytics'];

function checkHandlers({ scenario, graph, findings }: CrossCheck): void {
  for (const id of Object.keys(scenario.services)) {
    const suggestion = `${id}-service`;
    if (!reservedIds.includes(id)) continue;
    findings.push(
      finding(['services', id], `The id "${id}" is reserved. Call it "${suggestion}".`, {
        at: 'key',
        found: id,
        expected: 'another id',
        suggestion,
      }),
    );
  }
  for (const [command, services] of graph.handlers) {
    const [first, second] = services;
    if (second === undefined) continue;
    const message = `${command} has ${services.length} handlers (${listed(services)}): a command goes to exactly one place.`;
    findings.push(finding(['services', second, 'handles', command], message, { at: 'key', found: second, expected: `only ${first}` }));
  }
  for (const [command, undo] of graph.undoOf) {
    const path = ['services', graph.serviceOf(command) ?? '', 'handles', command, 'undo'];
    wantHandler({ graph, findings, command: undo, path });
  }
}

interface Wanted {
  readonly graph: ServiceGraph;
  readonly findings: Finding[];
  readonly path: ProblemPath;
}

function wantHandler({ graph, findings, command, path }: Wanted & { readonly command: string }): void {
  if (graph.handlers.has(command)) return;
  const known = unknownName('command', command, graph.handlers.keys(), { path });
  const hint = known.suggestion === '' ? '' : ` Did you mean "${known.suggestion}"?`;
  findings.push({ ...known, message: `No service handles ${command}.${hint}`, expected: 'a command that a service handles' });
}

function wantEmitter({ graph, findings, event, path }: Wanted & { readonly event: string }): void {
  if (graph.emitted.has(event)) return;
  const known = unknownName('event', event, graph.emitted, { path });
  const hint = known.suggestion === '' ? '' : ` Did you mean "${known.suggestion}"?`;
  findings.push({ ...known, message: `Nobody emits ${event}, but this waits for it.${hint}`, expected: 'an event that a service emits' });
}

function checkWorkload({ scenario, graph, ends, findings }: CrossCheck): void {
  const { send, to } = scenario.workload;
  wantHandler({ graph, findings, command: send, path: ['workload', 'send'] });
  wantPlace({ scenario, graph, findings, command: send, service: to, path: ['workload', 'to'] });
  if (ends.starts === send) return;
  const message = `The flow starts with ${ends.starts}, but the workload sends ${send}.`;
  findings.push(finding(['workload', 'send'], message, { found: send, expected: ends.starts, suggestion: ends.starts }));
}

interface WantedPlace extends Wanted {
  readonly scenario: Scenario;
  readonly command: string;
  readonly service: string;
}

function wantPlace({ scenario, graph, findings, command, service, path }: WantedPlace): void {
  const right = graph.serviceOf(command);
  if (!Object.hasOwn(scenario.services, service)) {
    findings.push(unknownName('service', service, Object.keys(scenario.services), { path }));
  } else if (right !== null && right !== service) {
    const message = `${command} is handled by "${right}", not by "${service}".`;
    findings.push(finding(path, message, { found: service, expected: right, suggestion: right }));
  }
}

function checkOption(check: CrossCheck, name: Coordination, option: OptionDraft): void {
  const { scenario, graph, findings } = check;
  const path = ['coordination', name];
  if (name === 'choreography' && option.process !== null) {
    findings.push(
      finding([...path, 'process'], 'A choreography has policies only: a process belongs to orchestration or hybrid.', {
        at: 'key',
        suggestion: 'hybrid',
      }),
    );
  }
  if (name !== 'choreography' && option.process === null) {
    findings.push(
      finding(path, `The option "${name}" needs a process with steps.`, {
        at: 'key',
        expected: 'the key "process"',
        suggestion: 'process',
      }),
    );
  }
  if ((name === 'orchestration' || name === 'calls') && option.policies.length > 0) {
    findings.push(
      finding([...path, 'policies'], `The option "${name}" has a process only: with policies it is a hybrid.`, {
        at: 'key',
        suggestion: 'hybrid',
      }),
    );
  }
  option.policies.forEach((policy, position) => {
    const at = [...path, 'policies', position];
    wantEmitter({ graph, findings, event: policy.when, path: [...at, 'when'] });
    wantHandler({ graph, findings, command: policy.do, path: [...at, 'do'] });
    wantPlace({ scenario, graph, findings, command: policy.do, service: policy.in, path: [...at, 'in'] });
  });
  checkProcess(check, option, [...path, 'process']);
}

function checkProcess({ graph, findings }: CrossCheck, { process }: OptionDraft, path: ProblemPath): void {
  if (process === null) return;
  wantEmitter({ graph, findings, event: process.starts, path: [...path, 'starts'] });
  wantHandler({ graph, findings, command: process.done, path: [...path, 'done'] });
  if (process.failed !== null) wantHandler({ graph, findings, command: process.failed, path: [...path, 'failed'] });
  process.steps.forEach((step, position) => {
    const at = [...path, 'steps', position];
    wantHandler({ graph, findings, command: step.do, path: [...at, 'do'] });
    wantAnswer({ graph, findings, command: step.do, event: step.ok, path: [...at, 'ok'] });
    if (step.fail !== null) wantAnswer({ graph, findings, command: step.do, event: step.fail, path: [...at, 'fail'] });
    if (step.undo !== null) wantHandler({ graph, findings, command: step.undo, path: [...at, 'undo'] });
  });
}

/** A step waits for an event of its own command: any other never answers it. */
function wantAnswer({ graph, findings, command, event, path }: Wanted & { readonly command: string; readonly event: string }): void {
  const answers = graph.emitsOf(command);
  if (!graph.handlers.has(command) || answers.includes(event)) return;
  const known = unknownName('event', event, answers, { path });
  const expected = answers.length === 0 ? `an event that ${command} leads to (it emits none)` : listed(answers);
  findings.push({ ...known, message: `${command} never leads to ${event}.`, expected });
}

function checkEnds({ scenario, graph, ends, given, findings }: CrossCheck): void {
  if (ends.succeeds.length === 0) findings.push(finding(['workload', 'send'], `${ends.starts} leads to no event: nothing can succeed.`));
  if (scenario.flow === undefined) return;
  for (const end of ['succeeds', 'fails'] as const) {
    for (const event of ends[end]) wantEmitter({ graph, findings, event, path: ['flow', end] });
  }
  if (errorsOf(findings).length > 0) return;
  for (const [name, option] of Object.entries(given)) {
    findings.push(...unreachableEnds(name, option, { graph, ends }));
  }
}

/** An end that no way of an option leads to; one reachable event of a list is enough. */
function unreachableEnds(name: string, option: OptionDraft, { graph, ends }: Pick<CrossCheck, 'graph' | 'ends'>): readonly Finding[] {
  return (['succeeds', 'fails'] as const).flatMap((end) => {
    const events = ends[end];
    if (events.length === 0 || events.some((event) => canReach({ graph, ends, option, event }))) return [];
    const message = `Under ${name} no way leads to ${listed(events)}.`;
    return [finding(['flow', end], message, { found: listed(events), expected: `an event that ${name} can reach` })];
  });
}

interface Reach {
  readonly graph: ServiceGraph;
  readonly ends: FlowEnds;
  readonly option: OptionDraft;
  readonly event: string;
}

function canReach({ graph, ends, option, event }: Reach): boolean {
  const goal = new Set([event]);
  const first = graph.emitsOf(ends.starts);
  const { process, policies } = option;
  const fromProcess = process === null ? [] : processEvents(graph, process);
  return [...first, ...fromProcess].some((start) => pathTo(graph, policies, start, goal) !== null);
}

function processEvents(graph: ServiceGraph, process: NonNullable<OptionDraft['process']>): readonly string[] {
  const undos = process.steps.flatMap((step) => (step.undo === null ? [] : [step.undo]));
  const commands = [...process.steps.map((step) => step.do), ...undos, process.done, ...(process.failed === null ? [] : [process.failed])];
  return commands.flatMap((command) => graph.emitsOf(command));
}
