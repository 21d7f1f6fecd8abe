import type { StoreApi } from 'zustand/vanilla';
import type { Intervention, RunSpec } from '../../sim';
import { placeAct } from './interventions';
import type { Change, Simulation } from './simulation';
import type { Selection, State } from './state';

/** Changes the run value: one step of undo each, with the selected bar followed through its list. */
export interface Editor {
  edit(change: (spec: RunSpec) => RunSpec, how: How): void;
  /** Puts an intervention into the list; the playhead stays and the old future becomes the ghost. */
  insert(intervention: Intervention, then: Change['then']): void;
  /** Whole microseconds at which an act of this moment stands. */
  now(): number;
}

export type How = Pick<Change, 'playhead' | 'ghostFrom' | 'then' | 'caption'> & {
  /** What the selected bar became. */
  readonly selected?: Intervention;
};

const undoStepsMax = 200;

export function createEditor(api: StoreApi<State>, simulation: Simulation): Editor {
  const edit: Editor['edit'] = (change, { selected, ...how }) => {
    const { spec, source, past, selection } = api.getState();
    if (spec === null || source === null) return;
    const next = change(spec);
    if (next === spec) return;
    const followed = selected ?? selectedOf(spec, selection);
    simulation.change({ value: { spec: next, source }, past: [...past, { spec, source }].slice(-undoStepsMax), future: [], ...how });
    if (selection?.kind === 'fault') api.setState({ selection: selectionOf(next, followed) });
  };
  return {
    edit,
    insert: (intervention, then) =>
      edit((spec) => ({ ...spec, interventions: placeAct(spec.interventions, intervention).interventions }), {
        playhead: 'stay',
        ghostFrom: intervention.at,
        then,
      }),
    now: () => Math.round(api.getState().playhead),
  };
}

const selectedOf = (spec: RunSpec, selection: Selection): Intervention | undefined =>
  selection?.kind === 'fault' ? spec.interventions[selection.intervention] : undefined;

function selectionOf(spec: RunSpec, intervention: Intervention | undefined): Selection {
  const index = intervention === undefined ? -1 : spec.interventions.indexOf(intervention);
  return index < 0 ? null : { kind: 'fault', intervention: index };
}
