import { memo, useCallback, type MouseEvent, type ReactNode } from 'react';
import { EdgeLabelRenderer, type EdgeProps } from 'reactflow';
import { useActions } from '../../store/context';
import css from '../canvas.module.css';
import { useMap } from '../mapContext';
import type { MapEdge, MapEdgeData } from '../mapGraph';
import { words } from '../words';

/** A static line of the structure. It never moves or changes with the run: messages are drawn over it. */
export const LineEdge = memo(function LineEdge({ data, id }: EdgeProps<MapEdge>): ReactNode {
  if (data === undefined) return null;
  return (
    <>
      <path id={`line-${id}`} className={css.line} data-look={data.look} d={data.path} fill="none" markerEnd={markers[data.look]} />
      {data.back !== '' && <path className={css.line} data-look={data.look} d={data.back} fill="none" markerEnd={markers[data.look]} />}
      <path className={`react-flow__edge-interaction ${css.lineTouch}`} d={data.path} fill="none" strokeWidth={24} />
      {data.handle !== null && <LineHandle data={data} />}
    </>
  );
});

const markers = {
  in: 'url(#map-arrow)',
  out: undefined,
  direct: 'url(#map-arrow-command)',
  call: 'url(#map-arrow-call)',
  local: undefined,
} as const;

/** The ⋯ handle: the way to a line's menu for those who do not right-click. Keyboards reach the same menu in the inspector. */
function LineHandle({ data }: { readonly data: MapEdgeData }): ReactNode {
  const { header } = useMap();
  const actions = useActions();
  const info = header.places[data.to];
  const open = useCallback(
    (event: MouseEvent): void => {
      event.preventDefault();
      event.stopPropagation();
      const target = { kind: 'link', type: '', to: info?.id ?? '' } as const;
      actions.select(target);
      actions.openMenu({ target, x: event.clientX, y: event.clientY });
    },
    [actions, info?.id],
  );
  if (info === undefined || data.handle === null) return null;
  return (
    <EdgeLabelRenderer>
      <button
        type="button"
        tabIndex={-1}
        className={`nopan ${css.lineHandle}`}
        style={{ transform: `translate(-50%, -50%) translate(${data.handle.x}px, ${data.handle.y}px)` }}
        aria-haspopup="menu"
        aria-label={words.links(info.title)}
        onClick={open}
        onContextMenu={open}
      >
        <svg viewBox="0 0 16 6" aria-hidden="true" focusable="false">
          <path d="M3 3h.01M8 3h.01M13 3h.01" stroke="currentColor" strokeWidth={3} strokeLinecap="round" />
        </svg>
      </button>
    </EdgeLabelRenderer>
  );
}

/** Arrow heads, drawn once. */
export function LineMarkers(): ReactNode {
  return (
    <svg className={css.markers} aria-hidden="true" focusable="false">
      <defs>
        <marker
          id="map-arrow"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
          markerUnits="userSpaceOnUse"
        >
          <path d="M1 1l8 4-8 4" fill="none" stroke="var(--edge)" strokeWidth="2" />
        </marker>
        <marker
          id="map-arrow-call"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
          markerUnits="userSpaceOnUse"
        >
          <path d="M1 1l8 4-8 4" fill="none" stroke="var(--edge-command)" strokeWidth="2" />
        </marker>
        <marker
          id="map-arrow-command"
          viewBox="0 0 10 10"
          refX="9"
          refY="5"
          markerWidth="11"
          markerHeight="11"
          orient="auto-start-reverse"
          markerUnits="userSpaceOnUse"
        >
          <path d="M0 0l10 5-10 5z" fill="var(--edge-command)" />
        </marker>
      </defs>
    </svg>
  );
}
