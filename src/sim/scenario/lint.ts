import type { ServiceGraph } from './graph';
import { outcomesOf } from './graph';
import { lintOptions } from './lintOptions';
import { lintSafety } from './lintSafety';
import type { MessageTable } from './messageTable';
import type { DeliveryModel } from './model';
import type { FlowEnds } from './flowEnds';
import type { OptionDrafts } from './options';
import { finding, type Finding } from './problem';
import type { Scenario } from './schema';
import { wordsOf } from './words';

/** What a lint may look at: the file and what resolving has found out about it. */
export interface LintContext {
  readonly scenario: Scenario;
  readonly table: MessageTable;
  readonly graph: ServiceGraph;
  readonly ends: FlowEnds;
  readonly given: OptionDrafts;
  readonly delivery: DeliveryModel;
}

/** Remarks in a teaching tone: nothing here stops a scenario from running. */
export function lintFindings(context: LintContext): readonly Finding[] {
  const remarks = [
    ...lintNames(context),
    ...lintHandlers(context),
    ...lintEvents(context),
    ...lintOptions(context),
    ...lintSafety(context),
  ];
  return remarks.map((each): Finding => ({ ...each, severity: 'warning' }));
}

/** Endings of English past participles, regular and irregular; generous, because a false remark teaches nothing. */
const pastTense = /(?:ed|en|id|[nlpf]t|[lun]d|un|ut|et|it|wn|one|ade|ung|ok|oke|ose|ote|ore)$/;

function lintNames({ table }: LintContext): readonly Finding[] {
  return table.types.flatMap(({ name, kind }) => {
    const path = table.mentions.find((mention) => mention.name === name)?.path ?? ['messages', name];
    if (kind === 'event' && !soundsPast(name)) {
      const message = `The event ${name} does not sound like something that happened. Events are in the past tense.`;
      return [finding(path, message, { found: name, expected: 'an event in the past tense' })];
    }
    if (kind === 'command' && !soundsImperative(name)) {
      const message = `The command ${name} does not sound like a request. Commands are imperative.`;
      return [finding(path, message, { found: name, expected: 'a command in the imperative' })];
    }
    return [];
  });
}

/** Events say what happened: some word after the first is in the past tense, or the name states that something is not there. */
function soundsPast(name: string): boolean {
  const [first, ...rest] = wordsOf(name);
  return first === 'no' || rest.includes('not') || rest.some((word) => pastTense.test(word));
}

function soundsImperative(name: string): boolean {
  const last = wordsOf(name).slice(1).at(-1) ?? '';
  return last.endsWith('eed') || !last.endsWith('ed');
}

function lintHandlers({ scenario, table, graph }: LintContext): readonly Finding[] {
  const declared = Object.entries(scenario.messages ?? {});
  const lonely = declared.filter(([name, { kind }]) => kind !== 'event' && !graph.handlers.has(name));
  const silent = [...graph.handlers.keys()].filter((command) => graph.emitsOf(command).length === 0);
  return [
    ...lonely.map(([name]) =>
      finding(['messages', name], `No service handles ${name}.`, { at: 'key', found: name, expected: 'exactly one handler' }),
    ),
    ...silent.map((command) => {
      const path = table.mentions.find(({ name, at }) => name === command && at === 'key')?.path ?? [];
      return finding(path, `${command} leads to no event: nobody learns what came of it.`, {
        at: 'key',
        found: command,
        expected: 'an outcome event',
      });
    }),
    ...alwaysTaken(scenario),
  ];
}

/** An outcome behind one that always happens can never happen. */
function alwaysTaken(scenario: Scenario): readonly Finding[] {
  return Object.entries(scenario.services).flatMap(([id, service]) =>
    Object.entries(service.handles ?? {}).flatMap(([command, handler]) => {
      const outcomes = outcomesOf(handler);
      const certain = outcomes.findIndex((outcome) => outcome.if === undefined && (outcome.p ?? 1) >= 1);
      if (certain < 0 || certain === outcomes.length - 1) return [];
      const path = ['services', id, 'handles', command, 'outcomes', certain + 1];
      return [
        finding(path, 'This outcome never happens: the one before it always does.', { expected: '"if" or "p" on the outcome before' }),
      ];
    }),
  );
}

/** Events that somebody waits for, shows or measures. */
function consumedEvents({ scenario, graph, ends, given }: LintContext): ReadonlySet<string> {
  const processes = Object.values(given).flatMap(({ process }) => (process === null ? [] : [process]));
  const answers = processes.flatMap(({ starts, steps }) => [starts, ...steps.flatMap((step) => [step.ok, step.fail ?? step.ok])]);
  const causes = Object.values(given).flatMap(({ policies }) => policies.map((policy) => policy.when));
  const shown = Object.values(scenario.readModels ?? {}).flatMap(({ from }) => from);
  // That something was undone is rarely anybody's business.
  const undone = [...graph.undoOf.values()].flatMap((command) => graph.emitsOf(command));
  return new Set([...ends.succeeds, ...ends.fails, ...answers, ...causes, ...shown, ...undone]);
}

function lintEvents(context: LintContext): readonly Finding[] {
  const { table, graph } = context;
  const consumed = consumedEvents(context);
  return table.types.flatMap(({ name, kind }) => {
    const path = table.mentions.find((mention) => mention.name === name)?.path ?? ['messages', name];
    if (kind !== 'event') return [];
    if (!graph.emitted.has(name)) return [finding(path, `Nobody emits ${name}.`, { found: name, expected: 'a handler that emits it' })];
    return consumed.has(name)
      ? []
      : [finding(path, `Nobody consumes ${name}. Fine, but intended?`, { found: name, expected: 'a consumer' })];
  });
}
