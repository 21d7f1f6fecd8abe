import { pathTo, reachable } from './graph';
import type { LintContext } from './lint';
import type { OptionDraft } from './options';
import { finding, listed, type Finding, type ProblemPath } from './problem';

const chainMax = 4;
const compensationRulesMax = 3;
const fanOutMax = 3;
const eventsPerContextMax = 12;

/** Remarks on when things happen: missing undo and timeouts, choreographies that have outgrown policies, queries that travel as events. */
export function lintOptions(context: LintContext): readonly Finding[] {
  const options = Object.entries(context.given);
  return [
    ...options.flatMap(([name, option]) => lintProcess(option, ['coordination', name, 'process'], context)),
    ...lintChoreography(context),
    ...options.flatMap(([name, { policies }]) => lintCircles(policies, ['coordination', name, 'policies'], context)),
    ...lintQueries(context),
    ...lintContexts(context),
  ];
}

/** Steps up to the last one that can fail must be undone when a later step fails; what follows can only go forward. */
function lintProcess({ process }: OptionDraft, path: ProblemPath, { scenario, graph }: LintContext): readonly Finding[] {
  if (process === null) return [];
  const lastFailing = process.steps.findLastIndex((step) => step.fail !== null);
  const hasEffect = (command: string): boolean => {
    const handler = scenario.services[graph.serviceOf(command) ?? '']?.handles?.[command];
    return [handler, ...(handler?.outcomes ?? [])].some((each) => each?.set !== undefined);
  };
  return process.steps.flatMap((step, position) => {
    const at = [...path, 'steps', position];
    const findings: Finding[] = [];
    if (step.timeout === null) {
      findings.push(
        finding(at, `The step ${step.do} has no timeout: a lost answer stops the process for ever.`, {
          expected: 'timeout: 5s',
          suggestion: 'timeout: 5s',
        }),
      );
    }
    if (position < lastFailing && step.undo === null && hasEffect(step.do)) {
      findings.push(
        finding(at, `The step ${step.do} has an effect but no undo, and a later step may fail.`, {
          expected: 'undo',
          suggestion: `undo: ${graph.undoOf.get(step.do) ?? 'UndoIt'}`,
        }),
      );
    }
    return findings;
  });
}

function lintChoreography({ given, graph, ends }: LintContext): readonly Finding[] {
  const policies = given.choreography?.policies ?? [];
  const path = ['coordination', 'choreography', 'policies'];
  const chains = graph.emitsOf(ends.starts).flatMap((event) => {
    const chain = pathTo(graph, policies, event, new Set(ends.succeeds));
    return chain === null ? [] : [chain.length];
  });
  const longest = Math.max(0, ...chains);
  const undos = new Set(graph.undoOf.values());
  const rules = policies.filter((policy) => undos.has(policy.do));
  const findings: Finding[] = [];
  if (longest > chainMax) {
    findings.push(
      finding(path, `The chain to success has ${longest} links: nobody sees the whole. A process may say it better.`, {
        at: 'key',
        expected: `at most ${chainMax} links`,
      }),
    );
  }
  if (rules.length > compensationRulesMax) {
    findings.push(
      finding(path, `${rules.length} policies only undo things: compensation is a process of its own.`, {
        at: 'key',
        expected: `at most ${compensationRulesMax}`,
      }),
    );
  }
  return [...findings, ...lintFanOut(policies, path)];
}

/** An event that comes back to itself through policies sets them off again, and again (SGC-012). */
function lintCircles(policies: OptionDraft['policies'], path: ProblemPath, { graph }: LintContext): readonly Finding[] {
  const comesBack = (event: string): boolean => {
    const next = policies.filter(({ when }) => when === event).flatMap((policy) => graph.emitsOf(policy.do));
    return reachable(graph, policies, next).has(event);
  };
  const circle = [...new Set(policies.map(({ when }) => when))].filter((event) => comesBack(event));
  if (circle.length === 0) return [];
  return [
    finding(path, `${listed(circle)} can lead back to itself: these policies may set each other off for ever.`, {
      at: 'key',
      expected: 'policies that come to an end',
    }),
  ];
}

/** One event that orders several services about is a command in disguise only when it is many. */
function lintFanOut(policies: OptionDraft['policies'], path: ProblemPath): readonly Finding[] {
  const counts = new Map<string, number>();
  for (const policy of policies) counts.set(policy.when, (counts.get(policy.when) ?? 0) + 1);
  const many = [...counts].filter(([, count]) => count > fanOutMax).map(([event]) => event);
  if (many.length === 0) return [];
  return [
    finding(path, `${listed(many)} sets off more than ${fanOutMax} commands: is it an event, or a command to everybody?`, {
      at: 'key',
      expected: `at most ${fanOutMax}`,
    }),
  ];
}

function lintQueries({ scenario, given }: LintContext): readonly Finding[] {
  const queries = new Set(Object.entries(scenario.messages ?? {}).flatMap(([name, { kind }]) => (kind === 'query' ? [name] : [])));
  return Object.entries(given).flatMap(([name, option]) =>
    option.policies.flatMap((policy, position) => {
      if (!queries.has(policy.do)) return [];
      const path = ['coordination', name, 'policies', position, 'do'];
      return [
        finding(path, `${policy.do} is a query: asking through events makes the asker wait for an answer that may never come.`, {
          found: policy.do,
          expected: 'a command',
        }),
      ];
    }),
  );
}

/** Too many event types in one place: consumers must know them all. */
function lintContexts({ scenario, graph }: LintContext): readonly Finding[] {
  const byContext = new Map<string, Set<string>>();
  const firstService = new Map<string, string>();
  for (const [id, service] of Object.entries(scenario.services)) {
    const context = service.context ?? id;
    const events = byContext.get(context) ?? new Set();
    for (const command of Object.keys(service.handles ?? {})) for (const event of graph.emitsOf(command)) events.add(event);
    byContext.set(context, events);
    if (!firstService.has(context)) firstService.set(context, id);
  }
  return [...byContext].flatMap(([context, events]) => {
    if (events.size <= eventsPerContextMax) return [];
    const path = ['services', firstService.get(context) ?? context];
    return [
      finding(path, `"${context}" emits ${events.size} types of event: whoever listens must know them all.`, {
        at: 'key',
        expected: `at most ${eventsPerContextMax}`,
      }),
    ];
  });
}
