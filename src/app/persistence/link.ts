import { type FaultCodes, type LinkProblem, type LinkValue, decodeLink, emptyLink, encodeLink } from '../../interop/link';
import { defaultScenarioId, defaultSeed } from '../store/defaults';
import type { FaultDefaults } from '../store/faultDefaults';
import type { RunOptions } from '../store/scenarioActions';
import type { ScenarioSource, State } from '../store/state';
import { inflateText } from './compression';
import { linkWords } from './words';

/** Between the state of the page and the fragment of its address. */

/** The run value as a fragment. `inline` is the packed text when the scenario is not one of the bundled files. */
export function linkOf(
  state: Pick<State, 'spec' | 'source'>,
  how: { faults: FaultCodes; inline: string | null; playhead: number | null },
): string | null {
  const { spec, source } = state;
  if (spec === null || source === null) return null;
  const value: LinkValue = {
    ...emptyLink,
    scenarioId: source.kind === 'bundled' ? source.id : null,
    inline: how.inline,
    coordination: spec.coordination,
    product: spec.product,
    seed: spec.seed,
    workload: spec.workload,
    settings: spec.settings,
    interventions: spec.interventions,
    playhead: how.playhead,
  };
  return encodeLink(value, how.faults);
}

export interface LinkNotice {
  readonly text: string;
  /** Data that could not be used, for a person to keep. */
  readonly raw: string | null;
}

export interface OpenedLink {
  readonly source: ScenarioSource;
  readonly options: RunOptions;
  readonly notices: readonly LinkNotice[];
  readonly nouns: readonly string[];
  readonly theme: string | null;
  readonly motion: string | null;
}

const defaultSource: ScenarioSource = { kind: 'bundled', id: defaultScenarioId };

/** Reads a fragment into something to open. Whatever is wrong with it becomes a notice and a working default. */
export async function openLink(hash: string, faults: FaultCodes, defaults: FaultDefaults): Promise<OpenedLink> {
  const decoded = decodeLink(hash, faults);
  if (!decoded.ok) {
    const text = decoded.error.kind === 'newerVersion' ? linkWords.newer(decoded.error.found) : linkWords.tooLong;
    return asOpened(emptyLink, defaultSource, [{ text, raw: hash }]);
  }
  const { value, problems } = decoded.value;
  const notices = problems.flatMap((problem) => noticeOf(problem, hash));
  const nouns = problems.flatMap((problem) => (problem.kind === 'noun' ? [problem.found] : []));
  const interventions = value.interventions.map((one) => (one.kind === 'fault' ? { ...one, fault: defaults.shortest(one.fault) } : one));
  const shortened = { ...value, interventions };
  if (value.inline === null) {
    const source: ScenarioSource = { kind: 'bundled', id: value.scenarioId ?? defaultScenarioId };
    return { ...asOpened(shortened, source, notices), nouns };
  }
  const text = await inflateText(value.inline);
  if (text.ok) return { ...asOpened(shortened, { kind: 'text', name: linkWords.inlineName, text: text.value }, notices), nouns };
  return asOpened(emptyLink, defaultSource, [...notices, { text: linkWords.brokenScenario(text.error), raw: value.inline }]);
}

function asOpened(value: LinkValue, source: ScenarioSource, notices: readonly LinkNotice[]): OpenedLink {
  return {
    source,
    options: {
      coordination: value.coordination,
      product: value.product,
      seed: value.seed ?? defaultSeed,
      workload: value.workload,
      settings: value.settings,
      interventions: value.interventions,
      playhead: value.playhead ?? 0,
    },
    notices,
    nouns: [],
    theme: value.theme,
    motion: value.motion,
  };
}

function noticeOf(problem: LinkProblem, hash: string): readonly LinkNotice[] {
  switch (problem.kind) {
    case 'unknownKey':
      return [{ text: linkWords.unknownKey(problem.key), raw: null }];
    case 'badValue':
      return [{ text: linkWords.badValue(problem.key, problem.found), raw: hash }];
    case 'noun':
      return [];
  }
}
