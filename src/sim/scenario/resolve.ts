import { err, ok } from '../../base/result';
import { compileCondition, typeOfValue, type FieldTypes, type HandlerScope } from './cel';
import type { Coordination } from './coordinations';
import { crossCheck } from './crossCheck';
import { resolveDriver } from './drivers';
import { scheduledFault } from './faultEntries';
import { flowEnds, type FlowEnds } from './flowEnds';
import { pathTo, serviceGraph, type PolicyDraft, type ProcessDraft, type ServiceGraph } from './graph';
import { invariantCompiler } from './invariants';
import { lintFindings } from './lint';
import { messageTable, type MessageTable } from './messageTable';
import type { CoordinationModel, FlowModel, Model, PayloadGenerator, PolicyModel, ProcessModel } from './model';
import { parseDurationUs } from './notation';
import { fileOptions, firstProcess, withDerived, type OptionDrafts } from './options';
import { errorsOf, finding, nowhere, placed, type Checked, type Finding, type Problem } from './problem';
import { resolveDelivery } from './resolveDelivery';
import { resolveReadModel } from './resolveReadModels';
import { kept, resolveService } from './resolveServices';
import { payloadTypes, resolvePayload, resolveWorkload } from './resolveWorkload';
import type { Scenario } from './schema';
import { buttonOf, pluralOf, wordsOf } from './words';

/** Turns a scenario into what the engine runs: names become indexes, defaults are filled in, expressions compiled, missing options derived. */
export function resolve(scenario: Scenario): Checked<Model> {
  const { model, findings } = resolveFindings(scenario);
  const errors = errorsOf(findings);
  return model !== null && errors.length === 0 ? ok(model) : err(placed(errors, scenario.info.id, nowhere));
}

/** Remarks on a scenario that runs, in a teaching tone; empty when it has errors. */
export function lint(scenario: Scenario): readonly Problem[] {
  const { model, findings } = resolveFindings(scenario);
  return model === null ? [] : placed(findings, scenario.info.id, nowhere);
}

export interface Resolution {
  /** Null when there are errors. */
  readonly model: Model | null;
  readonly findings: readonly Finding[];
}

/** Everything that can be said about the shape, names and expressions of a scenario, with the model when there is no error. */
export function resolveFindings(scenario: Scenario): Resolution {
  const findings: Finding[] = [];
  const draft = draftOf(scenario, findings);
  const model = modelOf(draft);
  if (errorsOf(findings).length > 0) return { model: null, findings };
  const { table, graph, ends, given } = draft;
  return { model, findings: [...findings, ...lintFindings({ scenario, table, graph, ends, given, delivery: model.delivery })] };
}

interface Draft {
  readonly scenario: Scenario;
  readonly findings: Finding[];
  readonly table: MessageTable;
  readonly graph: ServiceGraph;
  readonly serviceIndex: ReadonlyMap<string, number>;
  readonly given: OptionDrafts;
  readonly options: OptionDrafts;
  readonly ends: FlowEnds;
  readonly noun: string;
  readonly keyField: string;
  readonly payload: readonly PayloadGenerator[];
  /** Payload fields that every message of a flow carries. */
  readonly fields: FieldTypes;
  /** What the expressions of each service may read. */
  readonly expressions: ReadonlyMap<string, HandlerScope>;
}

function draftOf(scenario: Scenario, findings: Finding[]): Draft {
  const table = messageTable(scenario, findings);
  const graph = serviceGraph(scenario);
  const given = fileOptions(scenario);
  const process = firstProcess([given.orchestration, given.hybrid, given.calls]);
  const ends = flowEnds(scenario, graph, given.choreography?.policies ?? [], process);
  crossCheck({ scenario, graph, ends, given, findings });
  const noun = nounOf(scenario);
  const keyField = keyFieldOf(scenario, process?.key ?? null, noun);
  const payload = resolvePayload(scenario, keyField, findings);
  const fields = payloadTypes(payload, keyField);
  return {
    scenario,
    findings,
    table,
    graph,
    given,
    ends,
    noun,
    keyField,
    payload,
    serviceIndex: new Map(Object.keys(scenario.services).map((id, index) => [id, index])),
    options: withDerived(given, { graph, ends, noun }),
    fields,
    expressions: expressionScopes(scenario, fields),
  };
}

function expressionScopes({ services }: Scenario, msg: FieldTypes): ReadonlyMap<string, HandlerScope> {
  const entries = Object.entries(services).map(([id, { state = {} }]): [string, HandlerScope] => {
    return [id, { state: new Map(Object.entries(state).map(([field, value]) => [field, typeOfValue(value)])), msg }];
  });
  return new Map(entries);
}

/** What flows: the file's word, else the object of the start command (`RequestRide` → "ride"). */
function nounOf({ flow, workload }: Scenario): string {
  const object = wordsOf(flow?.starts ?? workload.send)
    .slice(1)
    .join(' ');
  return flow?.noun ?? (object === '' ? 'request' : object);
}

function keyFieldOf({ flow }: Scenario, processKey: string | null, noun: string): string {
  return flow?.key ?? processKey ?? fieldFor(noun);
}

function fieldFor(noun: string): string {
  const [first = 'request', ...rest] = wordsOf(noun).map((word) => word.replaceAll(/[^a-z0-9]/g, ''));
  return `${first}${rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Id`;
}

function modelOf(draft: Draft): Model {
  const { scenario, findings, table, fields, expressions, serviceIndex, payload } = draft;
  const { info, services, readModels = {} } = scenario;
  const typeIndex = table.index;
  const serviceScope = { typeIndex, expressions, main: mainServices(draft), findings };
  const serviceModels = Object.entries(services).map(([id, entry]) => resolveService(id, entry, serviceScope));
  const readModelScope = { scenario, typeIndex, fields, findings };
  const invariants = invariantCompiler({ typeIndex, services: serviceModels });
  const faultScope = { services: [...serviceIndex.keys()], messages: [...typeIndex.keys()], findings };
  return {
    id: info.id,
    title: info.title,
    summary: info.summary ?? '',
    flow: flowOf(draft),
    messageTypes: table.types,
    services: serviceModels,
    options: optionsOf(draft),
    readModels: Object.entries(readModels).map(([id, entry]) => resolveReadModel(id, entry, readModelScope)),
    delivery: resolveDelivery(scenario, { services: serviceModels, typeIndex, findings }),
    workload: resolveWorkload(scenario.workload, { typeIndex, serviceIndex, payload, findings }),
    faults: (scenario.faults ?? []).flatMap((entry, index) => scheduledFault(entry, ['faults', index], faultScope) ?? []),
    drivers: (scenario.drivers ?? []).map((entry, index) => resolveDriver(entry, ['drivers', index], findings)),
    invariants: (scenario.invariants ?? []).flatMap((entry, index) => invariants.compile(entry, ['invariants', index], findings) ?? []),
  };
}

/** Services on the way from the start to success, judged by the policies of the choreography (given or derived). */
function mainServices({ graph, ends, options, serviceIndex }: Draft): ReadonlySet<string> {
  const policies = options.choreography?.policies ?? [];
  const goal = new Set(ends.succeeds);
  const leads = (command: string): boolean => graph.emitsOf(command).some((event) => pathTo(graph, policies, event, goal) !== null);
  const asked = new Set([ends.starts, ...policies.map((policy) => policy.do)]);
  const main = [...asked].filter(leads).flatMap((command) => graph.serviceOf(command) ?? []);
  return new Set(main.filter((id) => serviceIndex.has(id)));
}

const defaultDeadline = '30s';

function flowOf({ scenario, ends, noun, keyField, table, graph, serviceIndex, findings }: Draft): FlowModel {
  const { deadline = defaultDeadline, nounPlural = pluralOf(noun), button = buttonOf(ends.starts) } = scenario.flow ?? {};
  const indexes = (names: readonly string[]): readonly number[] => names.flatMap((name) => table.index.get(name) ?? []);
  const deadlineUs = parseDurationUs(deadline) ?? 0;
  if (deadlineUs <= 0) findings.push(finding(['flow', 'deadline'], 'A deadline must be longer than nothing.', { found: deadline }));
  return {
    starts: table.index.get(ends.starts) ?? -1,
    keyField,
    succeeds: indexes(ends.succeeds),
    fails: indexes(ends.fails),
    deadlineUs,
    noun,
    nounPlural,
    button,
    entry: serviceIndex.get(graph.serviceOf(ends.starts) ?? '') ?? -1,
  };
}

function optionsOf(draft: Draft): Model['options'] {
  const models: Partial<Record<Coordination, CoordinationModel>> = {};
  for (const [key, option] of Object.entries(draft.options)) {
    const name = key as Coordination;
    const path = ['coordination', name];
    const policies = option.policies.map((policy, index) => policyOf(policy, draft, [...path, 'policies', index]));
    models[name] = { derived: option.derived, policies, process: option.process === null ? null : processOf(option.process, draft) };
  }
  return models;
}

function policyOf(policy: PolicyDraft, draft: Draft, path: readonly (string | number)[]): PolicyModel {
  const { table, serviceIndex, findings, expressions } = draft;
  const scope = expressions.get(policy.in);
  const isOpen = policy.if === null || scope === undefined;
  const condition = isOpen ? null : kept(compileCondition(policy.if, scope, [...path, 'if']), findings);
  return {
    when: table.index.get(policy.when) ?? -1,
    in: serviceIndex.get(policy.in) ?? -1,
    do: table.index.get(policy.do) ?? -1,
    if: condition,
  };
}

function processOf(process: ProcessDraft, { table }: Draft): ProcessModel {
  const index = (name: string): number => table.index.get(name) ?? -1;
  const optional = (name: string | null): number | null => (name === null ? null : index(name));
  return {
    id: process.id,
    starts: index(process.starts),
    durable: process.durable,
    steps: process.steps.map((step) => ({
      do: index(step.do),
      ok: index(step.ok),
      fail: optional(step.fail),
      undo: optional(step.undo),
      timeoutUs: step.timeout === null ? null : parseDurationUs(step.timeout),
      retries: step.retries,
    })),
    done: index(process.done),
    failed: process.failed === null ? -1 : index(process.failed),
  };
}
