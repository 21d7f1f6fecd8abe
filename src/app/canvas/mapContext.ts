import { createContext, useContext } from 'react';
import { ensure } from '../../base/assert';
import type { PlaceInfo, RunHeader, Trace } from '../../sim';
import type { MapLayout, PlaceBox } from './layout';

/** What all parts of the map share and what changes only with the run or the size. */
export interface MapModel {
  readonly trace: Trace;
  readonly header: RunHeader;
  readonly layout: MapLayout;
}

const MapContext = createContext<MapModel | null>(null);
export const MapProvider = MapContext.Provider;

export function useMap(): MapModel {
  return ensure(useContext(MapContext), 'MapProvider around the component');
}

export function usePlace(place: number): { readonly info: PlaceInfo; readonly box: PlaceBox; readonly header: RunHeader } {
  const { header, layout } = useMap();
  return { info: ensure(header.places[place], 'a place of the run'), box: ensure(layout.boxes[place], 'a place on the map'), header };
}
