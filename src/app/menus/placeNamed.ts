import type { PlaceFrame } from '../../playback';
import type { PlaceInfo } from '../../sim';
import type { MenuScene } from './entries';

/** A place by its id, with its picture of the moment. */
export function placeNamed(
  scene: Pick<MenuScene, 'header' | 'frame'>,
  id: string,
): { readonly info: PlaceInfo; readonly frame: PlaceFrame | null; readonly place: number } | null {
  const place = scene.header.places.findIndex((one) => one.id === id);
  const info = scene.header.places[place];
  return info === undefined ? null : { info, frame: scene.frame?.places[place] ?? null, place };
}
