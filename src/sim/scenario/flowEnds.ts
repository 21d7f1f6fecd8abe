import { pathTo, reachable, type PolicyDraft, type ProcessDraft, type ServiceGraph } from './graph';
import { namesIn } from './messageTable';
import type { Scenario } from './schema';

/** Start and ends of the flow by name. */
export interface FlowEnds {
  readonly starts: string;
  readonly succeeds: readonly string[];
  readonly fails: readonly string[];
}

const failureWords = /(?:Cancel|Reject|Fail|Refus|Declin|Abort|Den(?:y|ied)|Expire|TimedOut|Unavailable|NotAvailable|^No[A-Z])/;

/** What the file says, or, without a `flow`, what the shape of the coordination tells. */
export function flowEnds(
  scenario: Scenario,
  graph: ServiceGraph,
  policies: readonly PolicyDraft[],
  process: ProcessDraft | null,
): FlowEnds {
  const { flow, workload } = scenario;
  if (flow !== undefined) return { starts: flow.starts, succeeds: namesIn(flow.succeeds), fails: namesIn(flow.fails) };
  const starts = workload.send;
  if (policies.length > 0) return { starts, ...endsOfPolicies(graph, policies, starts) };
  const succeeds = process === null ? graph.emitsOf(starts) : graph.emitsOf(process.done);
  const fails = process === null || process.failed === null ? [] : graph.emitsOf(process.failed);
  return { starts, succeeds, fails };
}

/**
 * Success is the end of the longest chain whose name does not speak of failure; failures are the other ends that lie behind an
 * alternative outcome of that chain. Ends of side branches (a notice that somebody sends as well) are neither.
 */
function endsOfPolicies(graph: ServiceGraph, policies: readonly PolicyDraft[], starts: string): Omit<FlowEnds, 'starts'> {
  const first = graph.emitsOf(starts);
  const waited = new Set(policies.map(({ when }) => when));
  const ends = [...reachable(graph, policies, first)].filter((event) => !waited.has(event));
  const paths = ends.map((end) => ({ end, path: shortestFrom(graph, policies, first, end) }));
  const hopeful = paths.filter(({ end }) => !failureWords.test(end));
  const ranked = (hopeful.length > 0 ? hopeful : paths).sort((one, other) => other.path.length - one.path.length);
  const success = ranked[0];
  if (success === undefined) return { succeeds: first, fails: [] };
  const alternatives = success.path.flatMap((step) => graph.emitsOf(step.do).filter((event) => event !== step.ok));
  const behind = reachable(graph, policies, [...alternatives, ...first.filter((event) => failureWords.test(event))]);
  return { succeeds: [success.end], fails: ends.filter((end) => end !== success.end && behind.has(end)) };
}

function shortestFrom(
  graph: ServiceGraph,
  policies: readonly PolicyDraft[],
  first: readonly string[],
  end: string,
): readonly { do: string; ok: string }[] {
  const paths = first.flatMap((event) => {
    const path = pathTo(graph, policies, event, new Set([end]));
    return path === null ? [] : [path];
  });
  return paths.sort((one, other) => one.length - other.length)[0] ?? [];
}
