import type { StoreApi } from 'zustand/vanilla';
import type { SettingValue } from '../../base/plainData';
import type { Intervention, RunSpec } from '../../sim';
import type { FaultDefaults } from './faultDefaults';
import { place, retime, sameIntervention, without } from './interventions';
import type { Change, Simulation } from './simulation';
import type { Actions, RunValue, State } from './state';

type RunActions = Pick<
  Actions,
  | 'send'
  | 'addFault'
  | 'addIntervention'
  | 'editIntervention'
  | 'removeIntervention'
  | 'undo'
  | 'redo'
  | 'setCoordination'
  | 'setProduct'
  | 'setSeed'
  | 'setSetting'
  | 'setWorkload'
  | 'setFileFaults'
>;

const undoStepsMax = 200;

type How = Pick<Change, 'playhead' | 'ghostFrom' | 'then'> & { /** What the selected bar became. */ readonly selected?: Intervention };

/** Acts that change the run value. Each is one step of undo. */
export function createRunActions(api: StoreApi<State>, simulation: Simulation, faults: FaultDefaults): RunActions {
  const edit = (change: (spec: RunSpec) => RunSpec, how: How): void => {
    const { spec, source, past, selection } = api.getState();
    if (spec === null || source === null) return;
    const next = change(spec);
    if (next === spec) return;
    const selected = selection?.kind === 'fault' ? (how.selected ?? spec.interventions[selection.intervention]) : undefined;
    const { playhead, ghostFrom, then } = how;
    simulation.change({
      value: { spec: next, source },
      past: [...past, { spec, source }].slice(-undoStepsMax),
      future: [],
      playhead,
      ghostFrom,
      then,
    });
    if (selection?.kind !== 'fault') return;
    const index = selected === undefined ? -1 : next.interventions.indexOf(selected);
    api.setState({ selection: index < 0 ? null : { kind: 'fault', intervention: index } });
  };

  const insert = (intervention: Intervention, then: Change['then']): void =>
    edit((spec) => ({ ...spec, interventions: place(spec.interventions, intervention).interventions }), {
      playhead: 'stay',
      ghostFrom: intervention.at,
      then,
    });

  const now = (): number => Math.round(api.getState().playhead);
  const wholeRun = (change: Partial<RunSpec>): void =>
    edit((spec) => ({ ...spec, ...change }), { playhead: 0, ghostFrom: null, then: 'pause' });

  return {
    send() {
      insert({ kind: 'send', at: now() }, 'play');
    },
    addFault(kind, target, params = {}, forUs) {
      const fault = faults.shortest({ kind, target, params });
      api.setState((state) => ({ level: state.level === 0 ? 1 : state.level }));
      insert({ kind: 'fault', at: now(), for: forUs === undefined ? faults.duration(kind) : forUs, fault }, 'keep');
    },
    addIntervention(intervention) {
      insert({ ...intervention, at: now() }, 'keep');
    },
    editIntervention(index, change) {
      const spec = api.getState().spec;
      const old = spec?.interventions[index];
      const moved = spec === null ? undefined : retime(spec.interventions, index, change);
      const arrived = moved?.interventions[moved.index];
      if (old === undefined || moved === undefined || arrived === undefined) return;
      const from = Math.min(old.at, arrived.at);
      edit((value) => ({ ...value, interventions: moved.interventions }), {
        playhead: from,
        ghostFrom: from,
        then: 'pause',
        selected: arrived,
      });
    },
    removeIntervention(index) {
      const removed = api.getState().spec?.interventions[index];
      if (removed === undefined) return;
      edit((spec) => ({ ...spec, interventions: without(spec.interventions, index) }), {
        playhead: 'stay',
        ghostFrom: removed.at,
        then: 'keep',
      });
    },
    ...createHistory(api, simulation),
    setCoordination(coordination, then = 'keep') {
      const how = then === 'playFromStart' ? ({ playhead: 0, then: 'play' } as const) : ({ playhead: 'clamp', then: 'keep' } as const);
      edit((spec) => (spec.coordination === coordination ? spec : { ...spec, coordination }), { ...how, ghostFrom: 0 });
    },
    setProduct: (product) => wholeRun({ product }),
    setSeed: (seed) => wholeRun({ seed: seed >>> 0 }),
    setWorkload: (workload) => wholeRun({ workload }),
    setSetting(path, value, from) {
      if (from === 'now') insert({ kind: 'set', at: now(), path, value }, 'keep');
      else
        edit((spec) => ({ ...spec, settings: withSetting(spec.settings, path, value) }), { playhead: 0, ghostFrom: null, then: 'pause' });
    },
    setFileFaults(on) {
      const copies = (api.getState().outline?.faults ?? []).map(asIntervention);
      edit((spec) => withFileFaults(spec, copies, on), { playhead: 0, ghostFrom: null, then: 'pause' });
    },
  };
}

/** Undo and redo exchange whole run values; the playhead stays. */
function createHistory(api: StoreApi<State>, simulation: Simulation): Pick<Actions, 'undo' | 'redo'> {
  const exchange = (take: 'past' | 'future'): void => {
    const { spec, source, past, future } = api.getState();
    const value = (take === 'past' ? past : future).at(-1);
    if (value === undefined || spec === null || source === null) return;
    const current: RunValue = { spec, source };
    const stacks =
      take === 'past'
        ? { past: past.slice(0, -1), future: [...future, current] }
        : { past: [...past, current], future: future.slice(0, -1) };
    api.setState({ selection: null });
    simulation.change({ value, ...stacks, playhead: 'stay', ghostFrom: null, then: 'keep' });
  };
  return { undo: () => exchange('past'), redo: () => exchange('future') };
}

function withSetting(settings: RunSpec['settings'], path: string, value: SettingValue): RunSpec['settings'] {
  return { ...settings, [path]: value };
}

type FileFault = NonNullable<State['outline']>['faults'][number];

const asIntervention = ({ atUs, forUs, fault }: FileFault): Intervention => ({ kind: 'fault', at: atUs, for: forUs, fault });

function withFileFaults(spec: RunSpec, copies: readonly Intervention[], on: boolean): RunSpec {
  const others = spec.interventions.filter((one) => !copies.some((copy) => sameIntervention(one, copy)));
  const interventions = on ? copies.reduce<readonly Intervention[]>((list, copy) => place(list, copy).interventions, others) : others;
  return interventions.length === spec.interventions.length ? spec : { ...spec, interventions };
}

/** True when all faults of the file are among the interventions. */
export function hasFileFaults(state: Pick<State, 'spec' | 'outline'>): boolean {
  const copies = (state.outline?.faults ?? []).map(asIntervention);
  return copies.length > 0 && copies.every((copy) => state.spec?.interventions.some((one) => sameIntervention(one, copy)) === true);
}
