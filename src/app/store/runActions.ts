import type { StoreApi } from 'zustand/vanilla';
import type { Intervention, RunSpec } from '../../sim';
import type { Editor } from './editor';
import type { FaultDefaults } from './faultDefaults';
import { place, retime, sameIntervention, without } from './interventions';
import { createSettingDefaults, settingName } from './settings';
import type { Actions, State } from './state';
import { words } from './words';

type InterventionActions = Pick<Actions, 'send' | 'addFault' | 'addIntervention' | 'editIntervention' | 'removeIntervention'>;

/** Acts at the playhead and what is done to them afterwards. */
export function createInterventionActions(api: StoreApi<State>, editor: Editor, faults: FaultDefaults): InterventionActions {
  const { edit, insert, now } = editor;
  return {
    send() {
      // Whoever sends again has seen what there is to see at the first level.
      const again = api.getState().spec?.interventions.some((one) => one.kind === 'send') === true;
      if (again) api.setState((state) => ({ level: state.level === 0 ? 1 : state.level }));
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
      api.setState(({ said }) => ({ said: { text: words.moved(`${from / 1_000_000} s`), count: said.count + 1 } }));
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
  };
}

type OptionActions = Pick<
  Actions,
  'setCoordination' | 'setProduct' | 'setChannelProduct' | 'setSeed' | 'setSetting' | 'setWorkload' | 'setFileFaults'
>;

/** Options of the whole run: a new run with the same interventions. */
export function createOptionActions(api: StoreApi<State>, { edit, insert, now }: Editor): OptionActions {
  const wholeRun = (change: (spec: RunSpec) => RunSpec, caption?: string): void =>
    edit(change, { playhead: 0, ghostFrom: null, then: 'pause', caption });
  const defaults = createSettingDefaults(api);
  return {
    setCoordination(coordination, then = 'keep') {
      const how = then === 'playFromStart' ? ({ playhead: 0, then: 'play' } as const) : ({ playhead: 'clamp', then: 'keep' } as const);
      edit((spec) => (spec.coordination === coordination ? spec : { ...spec, coordination }), { ...how, ghostFrom: 0 });
    },
    setProduct(product) {
      const ofFile = product === api.getState().outline?.product;
      wholeRun((spec) => ({ ...spec, product: ofFile ? null : product, settings: withoutOwn(spec.settings) }));
    },
    setChannelProduct: (channel, product) => wholeRun((spec) => withChannelProduct(spec, channel, product)),
    setSeed: (seed) => wholeRun((spec) => ({ ...spec, seed: seed >>> 0 })),
    setWorkload(workload) {
      api.setState({ pace: workload === 'file' ? 'clock' : 'teach' });
      wholeRun((spec) => ({ ...spec, workload }));
    },
    setSetting(path, value, from) {
      if (from === 'now') insert({ kind: 'set', at: now(), path, value }, 'keep');
      else
        wholeRun(
          (spec) => ({ ...spec, settings: defaults.changed(spec.settings, path, value) }),
          words.sameSeed(settingName(api, path), value),
        );
    },
    setFileFaults(on) {
      const copies = (api.getState().outline?.faults ?? []).map(asIntervention);
      wholeRun((spec) => withFileFaults(spec, copies, on));
    },
  };
}

/** A product's own settings mean nothing to another product; nodes and copies do. */
const withoutOwn = (settings: RunSpec['settings']): RunSpec['settings'] =>
  Object.fromEntries(Object.entries(settings).filter(([path]) => !path.startsWith('broker.') || sharedSettings.includes(path)));

function withChannelProduct(spec: RunSpec, channel: string, product: string): RunSpec {
  const prefix = `channels.${channel}.`;
  const settings = Object.fromEntries(Object.entries(spec.settings).filter(([path]) => !path.startsWith(prefix)));
  const ofFile = spec.scenario.channels?.[channel]?.product === product;
  return { ...spec, settings: ofFile ? settings : { ...settings, [`${prefix}product`]: product } };
}

const sharedSettings: readonly string[] = ['broker.nodes', 'broker.replication'];

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
