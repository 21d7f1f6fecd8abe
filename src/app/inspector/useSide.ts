import { useLayoutEffect, type RefObject } from 'react';
import type { Trace } from '../../sim';
import type { Selection } from '../store/state';

/**
 * Puts the panel on the side of the map where it does not cover what it describes. Things as wide as the map are covered either way.
 * The side is measured, so it is written to the element after layout instead of being rendered.
 */
export function useSide(panel: RefObject<HTMLElement | null>, selection: Selection, trace: Trace | null): void {
  const id = placeOf(selection);
  const place = trace?.header.places.findIndex((one) => one.id === id) ?? -1;
  useLayoutEffect(() => {
    const element = panel.current;
    const box = document.querySelector(`.react-flow__node[data-id="${place}"]`)?.getBoundingClientRect();
    if (element === null || box === undefined) return;
    const width = element.offsetWidth;
    element.setAttribute('data-side', box.right > window.innerWidth - width && box.left > width ? 'left' : 'right');
  }, [panel, place]);
}

function placeOf(selection: Selection): string | null {
  if (selection === null || selection.kind === 'fault') return null;
  return selection.kind === 'link' ? selection.to : selection.place;
}
