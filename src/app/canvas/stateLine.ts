import type { PlaceFrame } from '../../playback';
import type { PlaceInfo } from '../../sim';

/** The state of a place in words: "stock 39". */
export function stateLineOf(info: PlaceInfo, frame: PlaceFrame | null): string {
  const state = frame?.state ?? info.state;
  return info.shows.replace(/\{(\w+)\}/g, (whole, field: string) => String(state[field] ?? whole));
}
