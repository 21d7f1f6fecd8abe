import type { StoreApi } from 'zustand/vanilla';
import type { Question } from '../../playback';
import type { RunHeader, Trace } from '../../sim';
import { messageOf } from './reading';
import type { Actions, State } from './state';

/** Questions about the run and the panels over the map. They never change a run code. */
export function createPanelActions(api: StoreApi<State>): Pick<Actions, 'ask' | 'askSelection' | 'closeAnswer' | 'togglePanel' | 'say'> {
  const open = (question: Question | null): void => {
    const { run, playhead } = api.getState();
    if (run.trace === null) return;
    api.setState({ asked: { question, time: playhead, trace: run.trace }, playing: false, menu: null });
  };
  return {
    ask: open,
    askSelection: () => open(questionOf(api.getState())),
    closeAnswer: () => api.setState({ asked: null }),
    togglePanel: (panel) => api.setState((state) => ({ panel: state.panel === panel ? null : panel, menu: null })),
    say: (text) => api.setState(({ said }) => ({ said: { text, count: said.count + 1 } })),
  };
}

/** What is meant by "why?" about the selection; null when nothing is selected. */
function questionOf({ selection, run, playhead, follow }: State): Question | null {
  if (selection === null || run.trace === null) return null;
  const { header } = run.trace;
  switch (selection.kind) {
    case 'place':
      return { kind: 'place', place: placeIndex(header, selection.place) };
    case 'message':
      return { kind: 'message', message: selection.message, place: placeIndex(header, selection.place) };
    case 'link':
      return { kind: 'absence', place: placeIndex(header, selection.to), key: follow ?? lastKey(run.trace, playhead) };
    case 'fault': {
      const fault = header.faults.find(({ intervention }) => intervention === selection.intervention);
      return fault === undefined ? null : { kind: 'place', place: fault.target };
    }
  }
}

const placeIndex = (header: RunHeader, id: string): number => header.places.findIndex((place) => place.id === id);

/** Business key of the last message with one that exists at an instant; 0 = none. */
export function lastKey(trace: Trace, time: number): number {
  for (let id = trace.messageCount; id > 0; id--) {
    const { createdAt, key } = messageOf(trace, id);
    if (createdAt <= time && key > 0) return key;
  }
  return 0;
}
