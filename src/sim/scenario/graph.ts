import type { Scenario } from './schema';

export type ServiceEntry = Scenario['services'][string];
export type HandlerEntry = NonNullable<ServiceEntry['handles']>[string];
export type OutcomeEntry = NonNullable<HandlerEntry['outcomes']>[number];

export interface PolicyDraft {
  readonly when: string;
  readonly in: string;
  readonly do: string;
  readonly if: string | null;
}

export interface StepDraft {
  readonly do: string;
  readonly ok: string;
  readonly fail: string | null;
  readonly undo: string | null;
  readonly timeout: string | null;
  readonly retries: number;
}

export interface ProcessDraft {
  readonly key: string | null;
  readonly id: string;
  readonly starts: string;
  readonly durable: boolean;
  readonly steps: readonly StepDraft[];
  readonly done: string;
  readonly failed: string | null;
}

/** Who handles what, and what comes out: the part of a scenario that all coordinations share. */
export interface ServiceGraph {
  /** Services that handle a command, in file order. Valid files have exactly one. */
  readonly handlers: ReadonlyMap<string, readonly string[]>;
  readonly undoOf: ReadonlyMap<string, string>;
  /** Events that a command may lead to, in file order. */
  emitsOf(command: string): readonly string[];
  readonly emitted: ReadonlySet<string>;
  serviceOf(command: string): string | null;
}

export function serviceGraph(scenario: Scenario): ServiceGraph {
  const handlers = new Map<string, string[]>();
  const undoOf = new Map<string, string>();
  const emits = new Map<string, string[]>();
  for (const [id, service] of Object.entries(scenario.services)) {
    for (const [command, handler] of Object.entries(service.handles ?? {})) {
      handlers.set(command, [...(handlers.get(command) ?? []), id]);
      if (handler.undo !== undefined) undoOf.set(command, handler.undo);
      const events = outcomesOf(handler).flatMap(({ emit }) => (emit === undefined ? [] : [emit]));
      emits.set(command, [...new Set([...(emits.get(command) ?? []), ...events])]);
    }
  }
  return {
    handlers,
    undoOf,
    emitsOf: (command) => emits.get(command) ?? [],
    emitted: new Set([...emits.values()].flat()),
    serviceOf: (command) => handlers.get(command)?.[0] ?? null,
  };
}

/** The outcomes of a handler; the short form `{ set, emit }` is one outcome that always happens. */
export function outcomesOf(handler: HandlerEntry): readonly OutcomeEntry[] {
  if (handler.outcomes !== undefined) return handler.outcomes;
  const { set, emit } = handler;
  return [{ ...(set === undefined ? {} : { set }), ...(emit === undefined ? {} : { emit }) }];
}

/** Events that can follow a set of events through policies, the given ones included. */
export function reachable(graph: ServiceGraph, policies: readonly PolicyDraft[], from: readonly string[]): ReadonlySet<string> {
  const seen = new Set(from);
  const pending = [...from];
  for (let event = pending.pop(); event !== undefined; event = pending.pop()) {
    const followers = policies.filter(({ when }) => when === event).flatMap((policy) => graph.emitsOf(policy.do));
    for (const next of followers) {
      if (seen.has(next)) continue;
      seen.add(next);
      pending.push(next);
    }
  }
  return seen;
}

export interface PathStep {
  readonly do: string;
  readonly ok: string;
}

/** The first way (in file order, without loops) from an event to one of `ends`; null when there is none. */
export function pathTo(
  graph: ServiceGraph,
  policies: readonly PolicyDraft[],
  from: string,
  ends: ReadonlySet<string>,
): readonly PathStep[] | null {
  const visited = new Set<string>();
  const search = (event: string): readonly PathStep[] | null => {
    if (ends.has(event)) return [];
    if (visited.has(event)) return null;
    visited.add(event);
    for (const policy of policies.filter(({ when }) => when === event)) {
      for (const ok of graph.emitsOf(policy.do)) {
        const rest = search(ok);
        if (rest !== null) return [{ do: policy.do, ok }, ...rest];
      }
    }
    return null;
  };
  return search(from);
}
