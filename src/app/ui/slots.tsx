import type { ReactElement } from 'react';
import { Canvas } from '../canvas/Canvas';
import { Inspector } from '../inspector/Inspector';
import { useAppState } from '../store/context';

/** Where the map stands. Another set of places is another map: nothing of the old one may be drawn with the new header. */
export function CanvasSlot(): ReactElement {
  const places = useAppState((state) => state.run.trace?.header.places.map((place) => place.id).join(' ') ?? '');
  return <Canvas key={places} />;
}

export function InspectorSlot(): ReactElement {
  return <Inspector />;
}
