import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import { loadScenarioWith, type LoadedScenario } from '../../../../src/sim/scenario/parse';
import type { Problem } from '../../../../src/sim/scenario/problem';

/** A small valid scenario, one line per statement so that tests can name lines. */
export const small = `eventflow: 1
info: { id: small, title: Small }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, fails: ThingStopped }
services:
  desk:
    state: { done: 0 }
    handles:
      StartThing: { emit: ThingStarted }
      StopThing: { emit: ThingStopped }
  works:
    state: { stored: 10, label: new, open: true }
    handles:
      MakeThing:
        undo: UnmakeThing
        outcomes:
          - { if: "state.stored >= msg.size", set: { stored: "state.stored - msg.size" }, emit: ThingMade }
          - { emit: ThingRefused }
      UnmakeThing: { set: { stored: "state.stored + msg.size" }, emit: ThingUnmade }
      FinishThing: { emit: ThingFinished }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingMade, in: works, do: FinishThing }
      - { when: ThingRefused, in: desk, do: StopThing }
workload: { send: StartThing, to: desk, every: 1s, count: 3, payload: { size: "{1..4}" } }
`;

/** The small scenario with a piece of its text replaced; the piece must be there once. */
export function smallWith(piece: string, replacement: string): string {
  if (small.split(piece).length !== 2) throw new Error(`not exactly once in the small scenario: ${piece}`);
  return small.replace(piece, replacement);
}

export function load(text: string): LoadedScenario {
  const result = loadScenarioWith(yaml, text, 'test.flow.yaml');
  if (!result.ok) throw new Error(result.error.map((each) => `${each.line}:${each.column} ${each.message}`).join('\n'));
  return result.value;
}

/** The problems of a text that must not load. */
export function problemsOf(text: string): readonly Problem[] {
  const result = loadScenarioWith(yaml, text, 'test.flow.yaml');
  if (result.ok) throw new Error('this text was expected to be refused');
  return result.error;
}

/** Line and column of the first place of a piece of text, from 1. */
export function whereIs(text: string, piece: string): { readonly line: number; readonly column: number } {
  const before = text.slice(0, text.indexOf(piece)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

export const bundled = (name: string): string => readFileSync(`src/scenarios/${name}.flow.yaml`, 'utf8');
