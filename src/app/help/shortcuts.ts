import { coordinations } from '../../sim';
import type { AppStore } from '../store/context';
import { coordinationTitles } from '../store/words';
import { speeds } from '../store/viewActions';

/** Every shortcut, once: the handler and the help page read the same list. */
export interface Shortcut {
  /** As `KeyboardEvent.key`; letters in lower case. */
  readonly key: string;
  readonly shift?: boolean;
  readonly control?: boolean;
  /** As shown in the help. */
  readonly shown: readonly string[];
  readonly title: string;
  /** Acts on the place that has the focus. */
  readonly onFocused?: boolean;
  readonly run: (store: AppStore) => void;
}

const bySpeed = (store: AppStore, by: 1 | -1): void => {
  const { speed } = store.api.getState();
  const index = speeds.findIndex((one) => one === speed);
  const next = speeds[Math.min(speeds.length - 1, Math.max(0, index + by))];
  if (next !== undefined) store.actions.setSpeed(next);
};

const crashable: readonly (string | undefined)[] = ['service', 'external', 'coordinator'];

/** Crash the selected place for its default time, or start it again when it is down. */
function crashOrRestart({ api, actions }: AppStore): void {
  const { selection, frame, run } = api.getState();
  const places = run.trace?.header.places ?? [];
  const index = selection?.kind === 'place' ? places.findIndex((place) => place.id === selection.place) : -1;
  const place = places[index];
  if (place === undefined || !crashable.includes(place.kind)) return;
  if (frame?.places[index]?.status === 'down') actions.addIntervention({ kind: 'restart', at: 0, place: place.id });
  else actions.addFault('crash', place.id);
}

export const shortcuts: readonly Shortcut[] = [
  { key: ' ', shown: ['Space'], title: 'Play or pause', run: ({ actions }) => actions.togglePlay() },
  { key: '.', shown: ['.'], title: 'Next event', run: ({ actions }) => actions.step('next', 'event') },
  { key: ',', shown: [','], title: 'Previous event', run: ({ actions }) => actions.step('previous', 'event') },
  { key: '.', shift: true, shown: ['Shift', '.'], title: 'Next notable event', run: ({ actions }) => actions.step('next', 'notable') },
  {
    key: ',',
    shift: true,
    shown: ['Shift', ','],
    title: 'Previous notable event',
    run: ({ actions }) => actions.step('previous', 'notable'),
  },
  { key: 'home', shown: ['Home'], title: 'Back to the start', run: ({ actions }) => actions.seek(0) },
  { key: 'end', shown: ['End'], title: 'Run to the end', run: ({ actions }) => actions.runToEnd() },
  { key: '-', shown: ['-'], title: 'Slower', run: (store) => bySpeed(store, -1) },
  { key: '=', shown: ['='], title: 'Faster', run: (store) => bySpeed(store, 1) },
  {
    key: 'r',
    shown: ['R'],
    title: 'Replay, same seed',
    run: ({ actions }) => {
      actions.seek(0);
      actions.play();
    },
  },
  {
    key: 'r',
    shift: true,
    shown: ['Shift', 'R'],
    title: 'New seed',
    run: ({ api, actions }) => actions.setSeed(((api.getState().spec?.seed ?? 0) + 1) >>> 0),
  },
  { key: 'o', shown: ['O'], title: 'Press the button of the scenario', run: ({ actions }) => actions.send() },
  ...coordinations.map((one, index): Shortcut => ({
    key: String(index + 1),
    shown: [String(index + 1)],
    title: coordinationTitles[one],
    run: ({ api, actions }) => {
      if (api.getState().level > 0) actions.setCoordination(one);
    },
  })),
  { key: 'k', shown: ['K'], title: 'Crash or restart the focused service', onFocused: true, run: crashOrRestart },
  {
    key: 'i',
    shown: ['I'],
    title: 'Inspector',
    onFocused: true,
    run: ({ api, actions }) => {
      const { inspecting, selection } = api.getState();
      if (inspecting) actions.closeInspector();
      else actions.inspect(selection);
    },
  },
  {
    key: 'w',
    shown: ['W'],
    title: 'Why? About what is focused or selected',
    onFocused: true,
    run: ({ actions }) => actions.askSelection(),
  },
  { key: 'l', shown: ['L'], title: 'Ledger: expected beside actual', run: ({ actions }) => actions.togglePanel('ledger') },
  { key: 's', shown: ['S'], title: 'Say the current state', run: ({ actions }) => actions.sayState() },
  { key: '?', shown: ['?'], title: 'Help', run: ({ actions }) => actions.openDialog('help') },
  { key: 'z', control: true, shown: ['Ctrl', 'Z'], title: 'Undo', run: ({ actions }) => actions.undo() },
  { key: 'z', control: true, shift: true, shown: ['Ctrl', 'Shift', 'Z'], title: 'Redo', run: ({ actions }) => actions.redo() },
];
