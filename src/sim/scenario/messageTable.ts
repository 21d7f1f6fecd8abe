import type { HandlerEntry } from './graph';
import type { MessageTypeModel } from './model';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import type { Scenario } from './schema';

type Kind = MessageTypeModel['kind'];

/** One mention of a message somewhere in the file, with the kind that its place demands. */
export interface Mention {
  readonly name: string;
  readonly kind: Kind;
  readonly path: ProblemPath;
  readonly at: 'key' | 'value';
}

/** All message types in a stable order: declared ones first, then those that are only used, in reading order. */
export interface MessageTable {
  readonly types: readonly MessageTypeModel[];
  readonly index: ReadonlyMap<string, number>;
  readonly mentions: readonly Mention[];
}

export function messageTable(scenario: Scenario, findings: Finding[]): MessageTable {
  const declared = scenario.messages ?? {};
  const types: MessageTypeModel[] = [];
  const index = new Map<string, number>();
  const add = (type: MessageTypeModel): void => {
    index.set(type.name, types.length);
    types.push(type);
  };
  for (const [name, { kind, says = '', version = 1 }] of Object.entries(declared)) add({ name, kind, says, version });
  const mentions = mentionsOf(scenario);
  for (const mention of mentions) {
    const known = types[index.get(mention.name) ?? -1];
    if (known === undefined) add({ name: mention.name, kind: mention.kind, says: '', version: 1 });
    findings.push(...problemsOf(mention, known?.kind ?? null, Object.keys(declared)));
  }
  return { types, index, mentions };
}

function problemsOf(mention: Mention, known: Kind | null, declared: readonly string[]): readonly Finding[] {
  if (known === null) return declared.length === 0 ? [] : [undeclared(mention, declared)];
  return fits(known, mention.kind) ? [] : [wrongKind(mention, known)];
}

/** A query is handled like a command. */
function fits(known: Kind, wanted: Kind): boolean {
  return known === wanted || (known === 'query' && wanted === 'command');
}

function wrongKind({ name, kind, path, at }: Mention, known: Kind): Finding {
  const article = (word: Kind): string => (word === 'event' ? 'an event' : `a ${word}`);
  const message = `"${name}" is ${article(known)}, but ${article(kind)} belongs here.`;
  return finding(path, message, { at, found: article(known), expected: article(kind) });
}

function undeclared({ name, path, at }: Mention, declared: readonly string[]): Finding {
  return { ...unknownName('message', name, declared, { path, at }), severity: 'warning' };
}

function mentionsOf(scenario: Scenario): readonly Mention[] {
  return [...workloadMentions(scenario), ...serviceMentions(scenario), ...optionMentions(scenario), ...endMentions(scenario)];
}

function workloadMentions({ workload, flow }: Scenario): Mention[] {
  const sent = value(workload.send, 'command', ['workload', 'send']);
  return flow === undefined ? [sent] : [value(flow.starts, 'command', ['flow', 'starts']), sent];
}

function* serviceMentions({ services }: Scenario): Generator<Mention> {
  for (const [id, service] of Object.entries(services)) {
    for (const [name, handler] of Object.entries(service.handles ?? {})) {
      const path = ['services', id, 'handles', name];
      yield { name, kind: 'command', path, at: 'key' };
      yield* handlerMentions(handler, path);
    }
  }
}

function* handlerMentions({ emit, outcomes = [], undo }: HandlerEntry, path: ProblemPath): Generator<Mention> {
  if (emit !== undefined) yield value(emit, 'event', [...path, 'emit']);
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome.emit !== undefined) yield value(outcome.emit, 'event', [...path, 'outcomes', position, 'emit']);
  }
  if (undo !== undefined) yield value(undo, 'command', [...path, 'undo']);
}

function* optionMentions({ coordination }: Scenario): Generator<Mention> {
  for (const [name, option] of Object.entries(coordination)) {
    const path = ['coordination', name];
    for (const [position, policy] of (option.policies ?? []).entries()) {
      yield value(policy.when, 'event', [...path, 'policies', position, 'when']);
      yield value(policy.do, 'command', [...path, 'policies', position, 'do']);
    }
    const { process } = option;
    if (process === undefined) continue;
    yield value(process.starts, 'event', [...path, 'process', 'starts']);
    for (const [position, step] of process.steps.entries()) yield* stepMentions(step, [...path, 'process', 'steps', position]);
    yield value(process.done, 'command', [...path, 'process', 'done']);
    if (process.failed !== undefined) yield value(process.failed, 'command', [...path, 'process', 'failed']);
  }
}

type Step = { readonly do: string; readonly ok: string; readonly fail?: string; readonly undo?: string };

function* stepMentions(step: Step, path: ProblemPath): Generator<Mention> {
  yield value(step.do, 'command', [...path, 'do']);
  yield value(step.ok, 'event', [...path, 'ok']);
  if (step.fail !== undefined) yield value(step.fail, 'event', [...path, 'fail']);
  if (step.undo !== undefined) yield value(step.undo, 'command', [...path, 'undo']);
}

function* endMentions({ flow, readModels }: Scenario): Generator<Mention> {
  for (const end of ['succeeds', 'fails'] as const) {
    for (const name of namesIn(flow?.[end])) yield value(name, 'event', ['flow', end]);
  }
  for (const [id, model] of Object.entries(readModels ?? {})) {
    for (const [position, name] of model.from.entries()) yield value(name, 'event', ['readModels', id, 'from', position]);
  }
}

function value(name: string, kind: Kind, path: ProblemPath): Mention {
  return { name, kind, path, at: 'value' };
}

/** A name, a list of names or nothing as a list. */
export function namesIn(names: string | readonly string[] | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === 'string' ? [names] : names;
}
