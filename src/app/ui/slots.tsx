import type { ReactElement } from 'react';
import { Canvas } from '../canvas/Canvas';

/** The parts of the page that other folders draw, and where they stand. */
export function CanvasSlot(): ReactElement {
  return <Canvas />;
}

export function InspectorSlot(): ReactElement | null {
  return null;
}
