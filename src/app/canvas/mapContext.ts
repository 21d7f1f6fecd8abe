import { createContext, useContext, useState } from 'react';
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

interface PlaceOnMap {
  readonly info: PlaceInfo;
  readonly box: PlaceBox;
  readonly header: RunHeader;
}

/**
 * A place and its header. React Flow draws the nodes of the old run once more before it takes the new ones: a coordinator that
 * has just gone is then drawn from what was known of it last.
 */
export function usePlace(place: number): PlaceOnMap {
  const { header, layout } = useMap();
  const info = header.places[place];
  const box = layout.boxes[place];
  const now = info === undefined || box === undefined || box === null ? null : { info, box, header };
  const [known, setKnown] = useState(now);
  if (now !== null && (known?.header !== header || known.box !== box)) setKnown(now);
  return ensure(now ?? known, 'a place of the run');
}
