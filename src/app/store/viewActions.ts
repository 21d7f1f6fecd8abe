import type { StoreApi } from 'zustand/vanilla';
import { nextRow, previousRow, stateSentence } from '../../playback';
import { timeAt } from '../../sim';
import { captionOf } from './caption';
import { defaultPreferences, initialState } from './defaults';
import type { Actions, Notice, State } from './state';

type ViewActions = Omit<
  Pick<
    Actions,
    | 'play'
    | 'pause'
    | 'togglePlay'
    | 'seek'
    | 'step'
    | 'skipIdle'
    | 'runToEnd'
    | 'setSpeed'
    | 'setPace'
    | 'select'
    | 'inspect'
    | 'closeInspector'
    | 'openMenu'
    | 'closeMenu'
    | 'setFollow'
    | 'raiseLevel'
    | 'notify'
    | 'dismissNotice'
    | 'openDialog'
    | 'openFidelity'
    | 'closeDialog'
    | 'setPreferences'
    | 'sayState'
  >,
  never
>;

const noticesMax = 5;

export const speeds = [0.25, 0.5, 1, 2, 4, 8, 64] as const;

/** Acts that only change how the run is looked at. They never change a run code. */
export function createViewActions(api: StoreApi<State>): ViewActions {
  return { ...createPlayheadActions(api), ...createSelectionActions(api), ...createMessageActions(api) };
}

function createPlayheadActions(
  api: StoreApi<State>,
): Pick<Actions, 'play' | 'pause' | 'togglePlay' | 'seek' | 'step' | 'skipIdle' | 'runToEnd' | 'setSpeed' | 'setPace'> {
  const moveTo = (us: number): void => movePlayhead(api, us, { playing: false });
  const play = (): void => {
    const { run, playhead } = api.getState();
    if (run.trace === null || run.trace.rows <= 1) return;
    if (playhead >= run.trace.endTime) moveTo(0);
    api.setState({ playing: true, atEnd: false });
  };
  const stepTo = (direction: 'next' | 'previous', by: 'event' | 'notable'): void => {
    const { run, playhead } = api.getState();
    if (run.trace === null) return;
    const row = direction === 'next' ? nextRow(run.trace, playhead, by) : previousRow(run.trace, playhead, by);
    if (row !== null) moveTo(timeAt(run.trace, row));
    else if (direction === 'previous') moveTo(0);
    else movePlayhead(api, run.trace.endTime, { playing: false, atEnd: true });
  };
  return {
    play,
    pause: () => api.setState({ playing: false }),
    togglePlay() {
      if (api.getState().playing) api.setState({ playing: false });
      else play();
    },
    seek: moveTo,
    step: stepTo,
    skipIdle() {
      const { run, playhead, playing } = api.getState();
      const row = run.trace === null ? null : nextRow(run.trace, playhead, 'event');
      if (run.trace !== null && row !== null) movePlayhead(api, timeAt(run.trace, row), { playing });
    },
    runToEnd() {
      const { trace } = api.getState().run;
      if (trace !== null) movePlayhead(api, trace.endTime, { playing: false, atEnd: true });
    },
    setSpeed: (speed) => api.setState({ speed }),
    setPace: (pace) => api.setState({ pace }),
  };
}

type CaptionOf = typeof captionOf;

/** Puts the playhead at an instant together with its exact picture and sentence. */
export function movePlayhead(
  api: StoreApi<State>,
  us: number,
  how: { readonly playing: boolean; readonly atEnd?: boolean; readonly caption?: CaptionOf },
): void {
  const { run, level } = api.getState();
  if (run.trace === null || run.playback === null) return;
  const time = Math.max(0, Math.round(us));
  const atEnd = how.atEnd === true && run.trace.rows > 1;
  const frame = run.playback.frameAt(time);
  api.setState({
    playhead: time,
    frame,
    caption: (how.caption ?? captionOf)(run.trace, time, frame),
    playing: how.playing,
    atEnd,
    level: atEnd && level === 0 ? 1 : level,
  });
}

function createSelectionActions(
  api: StoreApi<State>,
): Pick<Actions, 'select' | 'inspect' | 'closeInspector' | 'openMenu' | 'closeMenu' | 'setFollow' | 'raiseLevel'> {
  return {
    select: (selection) => api.setState({ selection }),
    inspect: (selection, { keepMenu = false } = {}) =>
      api.setState((state) => ({ selection, inspecting: true, menu: keepMenu ? state.menu : null })),
    closeInspector: () => api.setState({ inspecting: false }),
    openMenu: (menu) =>
      api.setState({ menu, selection: menu.target, playing: menu.target.kind === 'message' ? false : api.getState().playing }),
    closeMenu: () => api.setState({ menu: null }),
    setFollow: (follow) => api.setState({ follow }),
    raiseLevel: (level) => api.setState((state) => (state.level < level ? { level } : {})),
  };
}

function createMessageActions(
  api: StoreApi<State>,
): Pick<Actions, 'notify' | 'dismissNotice' | 'openDialog' | 'openFidelity' | 'closeDialog' | 'setPreferences' | 'sayState'> {
  let noticeId = 0;
  return {
    notify(notice) {
      const added: Notice = { ...notice, id: ++noticeId };
      api.setState((state) => ({ notices: [...state.notices.filter((one) => one.text !== notice.text), added].slice(-noticesMax) }));
    },
    dismissNotice: (id) => api.setState((state) => ({ notices: state.notices.filter((one) => one.id !== id) })),
    openDialog: (dialog) => api.setState({ dialog, menu: null, ...(dialog === 'fidelity' ? { fidelity: initialState.fidelity } : {}) }),
    openFidelity: (fidelity) => api.setState({ dialog: 'fidelity', fidelity, menu: null }),
    closeDialog: () => api.setState({ dialog: null }),
    setPreferences: (change) => api.setState((state) => ({ preferences: { ...defaultPreferences, ...state.preferences, ...change } })),
    sayState() {
      const { frame, run, said } = api.getState();
      if (frame === null || run.trace === null) return;
      api.setState({ said: { text: stateSentence(frame, run.trace.header), count: said.count + 1 } });
    },
  };
}
