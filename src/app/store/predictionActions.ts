import type { StoreApi } from 'zustand/vanilla';
import type { Trace } from '../../sim';
import { endOf, outcomeOf, startedBy } from './prediction';
import type { Actions, PredictionChoice, State } from './state';

export interface PredictionActions extends Pick<Actions, 'predict' | 'skipPrediction' | 'closePrediction'> {
  /** Places the order, unless the question comes first. */
  readonly send: Actions['send'];
}

/** Play asks one question: what will the sender see while a service is down? Asked once, before anything moves, and it can be skipped. */
export function createPredictionActions(api: StoreApi<State>, send: Actions['send']): PredictionActions {
  const answer = (choice: PredictionChoice | null): void => {
    const { prediction } = api.getState();
    if (prediction.status !== 'asking') return;
    api.setState({
      prediction: { status: 'waiting', place: prediction.place, choice, message: null },
      memory: { asked: true, choice, outcome: null },
    });
    if (prediction.send) send();
  };
  api.subscribe((state, before) => {
    if (state.frame !== before.frame || state.playing !== before.playing) ask(api);
    if (state.run.trace !== before.run.trace) attach(api);
    if (state.playhead !== before.playhead || state.run.trace !== before.run.trace) reveal(api);
  });
  return {
    send() {
      ask(api, { evenPlaying: true });
      const { prediction } = api.getState();
      if (prediction.status === 'asking') api.setState({ prediction: { ...prediction, send: true }, playing: false });
      else send();
    },
    predict: answer,
    skipPrediction: () => answer(null),
    closePrediction: () => api.setState({ prediction: { status: 'none' } }),
  };
}

/** Opens the question when a service is down, something has run before, and nobody asked yet. */
function ask(api: StoreApi<State>, how: { readonly evenPlaying: boolean } = { evenPlaying: false }): void {
  const state = api.getState();
  if (!open(state) || (state.playing && !how.evenPlaying)) return;
  const place = serviceDown(state);
  if (place !== null) api.setState({ prediction: { status: 'asking', place, send: false } });
}

/** Play asks; a run with its own workload is an experiment and does not. */
const open = ({ prediction, memory, level, frame, spec }: State): boolean =>
  prediction.status === 'none' && spec?.workload === 'none' && !memory.asked && level > 0 && frame !== null && frame.flow.started > 0;

/** Id of the first service that is down at the playhead. */
function serviceDown({ frame, run }: State): string | null {
  const places = run.trace?.header.places ?? [];
  const down = frame?.places.find((one) => one?.status === 'down' && places[one.place]?.kind === 'service');
  return (down === undefined ? undefined : places[down.place])?.id ?? null;
}

/** The message whose fate the prediction is about: the one sent after the answer. */
function attach(api: StoreApi<State>): void {
  const { prediction, run, spec } = api.getState();
  if (prediction.status !== 'waiting' || prediction.message !== null || run.trace === null || spec === null) return;
  const down = lastDown(spec.interventions);
  const message = startedBy(run.trace, spec.interventions);
  const sentAt = spec.interventions.findLast((one) => one.kind === 'send')?.at ?? -1;
  if (message !== null && sentAt >= down) api.setState({ prediction: { ...prediction, message } });
}

const lastDown = (interventions: NonNullable<State['spec']>['interventions']): number =>
  interventions.findLast((one) => one.kind === 'fault')?.at ?? 0;

const ends = new WeakMap<Trace, Map<number, number>>();

function endTimeOf(trace: Trace, message: number): number {
  const known = ends.get(trace) ?? new Map<number, number>();
  ends.set(trace, known);
  const time = known.get(message) ?? endOf(trace, message);
  known.set(message, time);
  return time;
}

function reveal(api: StoreApi<State>): void {
  const { prediction, run, playhead, memory } = api.getState();
  if (prediction.status !== 'waiting' || prediction.message === null || run.trace === null || run.status !== 'ready') return;
  if (playhead < endTimeOf(run.trace, prediction.message)) return;
  const outcome = outcomeOf(run.trace, prediction.message);
  api.setState({
    prediction: { status: 'revealed', choice: prediction.choice, outcome, place: prediction.place },
    memory: { ...memory, outcome },
  });
}
