import type { Frame } from '../../playback';
import type { AppStore } from '../store/context';
import type { Selection } from '../store/state';

/** Where in the run something shows. */
export interface Evidence {
  readonly time: number;
  /** 0 = the run as a whole. */
  readonly place: number;
  /** 0 = none. */
  readonly message: number;
}

/** Puts the playhead where it shows and selects what it shows on: map, timeline and inspector then point at it. */
export function goTo({ api, actions }: AppStore, evidence: Evidence): void {
  actions.seek(evidence.time);
  const { frame, run } = api.getState();
  const place = run.trace?.header.places[evidence.place]?.id;
  if (place === undefined || evidence.place === 0) return;
  actions.select(
    evidence.message === 0
      ? { kind: 'place', place }
      : { kind: 'message', place, message: evidence.message, where: whereOf(frame, evidence) },
  );
}

type Where = Extract<Selection, { kind: 'message' }>['where'];

function whereOf(frame: Frame | null, { place, message }: Evidence): Where {
  const found = frame?.places[place];
  const isHere = (one: { readonly message: number }): boolean => one.message === message;
  if (found?.deadLetters.some(isHere) === true) return 'deadLetter';
  if (found?.working.some(isHere) === true) return 'working';
  return found?.waiting.some(isHere) === true ? 'waiting' : 'flight';
}
