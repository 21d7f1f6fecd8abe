import * as yaml from 'yaml';
import {
  defaultSpec,
  factAt,
  messageAt,
  parseScenarioWith,
  simulate,
  type FactName,
  type Intervention,
  type RunSpec,
  type Scenario,
  type SettingValue,
  type Trace,
} from '../../src/sim/index';

/** One fact with its names resolved; times in milliseconds, as people write them. */
export interface Fact {
  readonly ms: number;
  readonly kind: FactName;
  readonly place: string;
  readonly type: string;
  readonly key: number;
  readonly message: number;
  readonly attempt: number;
  readonly a: number;
  readonly b: number;
  /** `a` as a string of the trace, for kinds that carry one. */
  readonly says: string;
}

/** Kinds whose `a` is a string. */
const speaking: ReadonlySet<string> = new Set<FactName>([
  ...(['stateSet', 'returned', 'failed', 'deadLettered', 'dropped', 'publishFailed', 'callFailed', 'refused', 'crashed'] as const),
  ...(['settingSet', 'projected', 'limitReached', 'discarded', 'answerIgnored'] as const),
]);

export function factsOf(trace: Trace): readonly Fact[] {
  return Array.from({ length: trace.rows }, (_, row) => {
    const fact = factAt(trace, row);
    const message = fact.message === 0 ? null : messageAt(trace, fact.message);
    return {
      ms: fact.time / 1000,
      kind: fact.name as FactName,
      place: trace.header.places[fact.place]?.id ?? '',
      type: message === null ? '' : (trace.header.messageTypes[message.type]?.name ?? ''),
      key: message?.key ?? 0,
      message: fact.message,
      attempt: fact.attempt,
      a: fact.a,
      b: fact.b,
      says: speaking.has(fact.name) ? (trace.strings[fact.a] ?? '') : '',
    };
  });
}

export type Filter = Partial<Pick<Fact, 'place' | 'type' | 'key' | 'message' | 'attempt' | 'says'>>;

const wanted = Object.entries as (filter: Filter) => [keyof Filter, unknown][];

/** Facts of one kind, narrowed by what else must be equal. */
export function select(facts: readonly Fact[], kind: FactName, filter: Filter = {}): readonly Fact[] {
  const pairs = wanted(filter);
  return facts.filter((fact) => fact.kind === kind && pairs.every(([name, value]) => fact[name] === value));
}

export const count = (facts: readonly Fact[], kind: FactName, filter: Filter = {}): number => select(facts, kind, filter).length;

/** The only fact of that kind; fails when there is none or more than one. */
export function only(facts: readonly Fact[], kind: FactName, filter: Filter = {}): Fact {
  const found = select(facts, kind, filter);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} facts "${kind}" ${JSON.stringify(filter)}, expected one`);
  return found[0];
}

/** Committed events by type: how often each effect really happened. */
export function emissions(trace: Trace): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { a, b } of select(factsOf(trace), 'committed')) {
    const name = a === 0 ? '' : (trace.header.messageTypes[b]?.name ?? '');
    if (name !== '') counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function scenarioFrom(text: string): Scenario {
  const parsed = parseScenarioWith(yaml, text, 'test');
  if (!parsed.ok) throw new Error(parsed.error.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.value;
}

export const run = (scenario: Scenario, changes: Partial<RunSpec> = {}): Trace => simulate(defaultSpec(scenario, changes));
export const factsOfRun = (scenario: Scenario, changes: Partial<RunSpec> = {}): readonly Fact[] => factsOf(run(scenario, changes));

// ── what people do, in milliseconds ──────────────────────────────────────────────────────────────────────────────────

export const send = (ms = 0): Intervention => ({ kind: 'send', at: ms * 1000 });
export const set = (ms: number, path: string, value: SettingValue): Intervention => ({ kind: 'set', at: ms * 1000, path, value });
export const restart = (ms: number, place: string): Intervention => ({ kind: 'restart', at: ms * 1000, place });

export interface When {
  readonly at: number;
  /** Null = until the run ends. */
  readonly for: number | null;
}

export const fault = (kind: string, target: string, when: When, params: Readonly<Record<string, SettingValue>> = {}): Intervention => ({
  kind: 'fault',
  at: when.at * 1000,
  for: when.for === null ? null : when.for * 1000,
  fault: { kind, target, params },
});

export const act = (ms: number, what: Omit<Intervention & { readonly kind: 'message' }, 'kind' | 'at'>): Intervention => ({
  kind: 'message',
  at: ms * 1000,
  ...what,
});

export const deadLetter = (
  ms: number,
  what: 'redrive' | 'repair' | 'discard',
  place: string,
  message: number | null = null,
): Intervention => ({
  kind: 'deadLetter',
  at: ms * 1000,
  act: what,
  place,
  message,
});
