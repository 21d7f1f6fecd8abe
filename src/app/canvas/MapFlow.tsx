import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { ReactFlow, type EdgeTypes, type NodeTypes, type ReactFlowInstance, type ReactFlowProps, type Viewport } from 'reactflow';
import 'reactflow/dist/base.css';
import css from './canvas.module.css';
import { LineEdge, LineMarkers } from './edges/LineEdge';
import { legendPx, type MapLayout } from './layout';
import type { MapModel } from './mapContext';
import type { MapEdge, MapNode } from './mapGraph';
import { BrokerNode } from './nodes/BrokerNode';
import { CardNode } from './nodes/CardNode';
import { CoordinatorNode } from './nodes/CoordinatorNode';
import { SendNode } from './nodes/SendNode';
import { StripNode } from './nodes/StripNode';
import { TokenFocus } from './TokenFocus';
import { useLongPress } from './useLongPress';
import { useMapKeys } from './useMapKeys';
import { useMapGraph } from './useMapModel';
import { useOpenMenu } from './useOpenMenu';
import { useOverlay, type OverlayUse } from './useOverlay';
import { words } from './words';

const nodeTypes: NodeTypes = { card: CardNode, broker: BrokerNode, coordinator: CoordinatorNode, strip: StripNode, send: SendNode };
const edgeTypes: EdgeTypes = { line: LineEdge };
const zoomMaxTimes = 3;

/** React Flow's own keys, dragging and selection are off: the map has a fixed structure and keys of its own. */
const fixed = {
  nodeTypes,
  edgeTypes,
  nodesDraggable: false,
  nodesConnectable: false,
  elementsSelectable: false,
  edgesFocusable: false,
  zoomOnScroll: false,
  zoomOnDoubleClick: false,
  preventScrolling: false,
  panActivationKeyCode: null,
  selectionKeyCode: null,
  deleteKeyCode: null,
  multiSelectionKeyCode: null,
  zoomActivationKeyCode: null,
  ariaLabelConfig: { 'node.a11yDescription.default': '', 'edge.a11yDescription.default': '' },
  'aria-label': words.map,
  attributionPosition: 'bottom-right',
} as const satisfies Partial<ReactFlowProps<MapNode, MapEdge>>;

type Instance = ReactFlowInstance<MapNode, MapEdge>;

/** React Flow wired for a run: fixed structure, own keys, roving focus in causal order, the overlay above the nodes. */
export function MapFlow({ model }: { readonly model: MapModel }): ReactNode {
  const { layout, header } = model;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useRef<Instance | null>(null);
  const [current, setCurrent] = useState(() => header.places.findIndex((place) => place.kind === 'customer'));
  const graph = useMapGraph(model, current);
  const overlay = useOverlay(canvas, model);
  const keys = useMapKeys({ model, box, setCurrent, overlay: overlay.handle });
  const open = useOpenMenu(header);
  const press = useLongPress();
  const moved = useCallback((_event: unknown, view: Viewport) => overlay.setView(view), [overlay]);
  useFit({ flow, overlay, model });
  return (
    <div
      ref={box}
      className={css.flow}
      style={{ height: Math.round(layout.height * layout.zoom) + (layout.narrow ? 0 : legendPx) }}
      {...keys}
      {...press}
      {...overlay.pointer}
    >
      <LineMarkers />
      <ReactFlow<MapNode, MapEdge>
        {...fixed}
        {...graph}
        defaultViewport={{ x: 0, y: 0, zoom: layout.zoom }}
        minZoom={layout.zoom}
        maxZoom={layout.zoom * zoomMaxTimes}
        translateExtent={extentOf(layout)}
        panOnDrag={!layout.narrow}
        zoomOnPinch={!layout.narrow}
        onInit={(instance) => {
          flow.current = instance;
        }}
        onMove={moved}
        onNodeClick={open.node}
        onNodeContextMenu={open.node}
        onEdgeClick={open.edge}
        onEdgeContextMenu={open.edge}
        onPaneClick={open.nothing}
      />
      <canvas ref={canvas} className={css.overlay} aria-hidden="true" data-testid="flights" />
      <TokenFocus overlay={overlay.handle} />
    </div>
  );
}

/** The whole map with the room for the legend: at rest there is nothing to pan to. */
const extentOf = ({ width, height, zoom, narrow }: MapLayout): [[number, number], [number, number]] => [
  [0, 0],
  [width, narrow ? height : height + legendPx / zoom],
];

interface Fit {
  readonly flow: RefObject<Instance | null>;
  readonly overlay: OverlayUse;
  readonly model: MapModel;
}

/** Another size or structure shows the whole map again. */
function useFit({ flow, overlay, model }: Fit): void {
  const { layout } = model;
  useEffect(() => {
    const view = { x: 0, y: 0, zoom: layout.zoom };
    void flow.current?.setViewport(view);
    overlay.setView(view);
  }, [flow, layout, overlay]);
}
