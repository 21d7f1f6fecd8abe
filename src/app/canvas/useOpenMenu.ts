import { useMemo, type MouseEvent } from 'react';
import type { Edge, Node } from 'reactflow';
import type { RunHeader } from '../../sim';
import { useActions } from '../store/context';
import type { Selection } from '../store/state';
import type { MapEdge, MapNode } from './mapGraph';

interface Openers {
  readonly node: (event: MouseEvent, node: Node) => void;
  readonly edge: (event: MouseEvent, edge: Edge) => void;
  readonly nothing: () => void;
}

/** A click selects and shows what can be done; it never changes the run by itself. */
export function useOpenMenu(header: RunHeader): Openers {
  const actions = useActions();
  return useMemo(() => {
    const show = (event: MouseEvent, target: NonNullable<Selection>): void => {
      event.preventDefault();
      actions.select(target);
      actions.openMenu({ target, x: event.clientX, y: event.clientY });
    };
    return {
      node: (event, node) => {
        const place = header.places[(node as MapNode).data.place];
        if (place !== undefined && place.kind !== 'run') show(event, { kind: 'place', place: place.id });
      },
      edge: (event, edge) => {
        const to = header.places[(edge as MapEdge).data?.to ?? -1];
        if (to !== undefined) show(event, { kind: 'link', type: '', to: to.id });
      },
      nothing: () => actions.select(null),
    };
  }, [actions, header]);
}
