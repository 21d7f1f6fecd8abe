import { useCallback, useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { ReactFlow, type Edge, type EdgeTypes, type Node, type NodeTypes, type ReactFlowInstance, type Viewport } from 'reactflow';
import 'reactflow/dist/base.css';
import { useActions } from '../store/context';
import type { Selection } from '../store/state';
import css from './canvas.module.css';
import { LineEdge, LineMarkers } from './edges/LineEdge';
import type { MapModel } from './mapContext';
import type { MapEdge, MapNode } from './mapGraph';
import { BrokerNode } from './nodes/BrokerNode';
import { CardNode } from './nodes/CardNode';
import { CoordinatorNode } from './nodes/CoordinatorNode';
import { SendNode } from './nodes/SendNode';
import { StripNode } from './nodes/StripNode';
import { TokenFocus } from './TokenFocus';
import { useMapKeys } from './useMapKeys';
import { useMapGraph } from './useMapModel';
import { useLongPress } from './useLongPress';
import { useOverlay } from './useOverlay';
import { words } from './words';

const nodeTypes: NodeTypes = { card: CardNode, broker: BrokerNode, coordinator: CoordinatorNode, strip: StripNode, send: SendNode };
const edgeTypes: EdgeTypes = { line: LineEdge };
const ariaLabelConfig = { 'node.a11yDescription.default': '', 'edge.a11yDescription.default': '' };
const zoomMaxTimes = 3;

/** React Flow wired for a run: fixed structure, own keys, roving focus in causal order, the overlay above the nodes. */
export function MapFlow({ model }: { readonly model: MapModel }): ReactNode {
  const { layout, header } = model;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const flow = useRef<ReactFlowInstance<MapNode, MapEdge> | null>(null);
  const [current, setCurrent] = useState(() => header.places.findIndex((place) => place.kind === 'customer'));
  const graph = useMapGraph(model, current);
  const overlay = useOverlay(canvas, model);
  const keys = useMapKeys({ model, box, setCurrent, overlay: overlay.handle });
  const open = useOpenMenu(model);
  const press = useLongPress();
  const moved = useCallback((_event: unknown, view: Viewport) => overlay.setView(view), [overlay]);

  useEffect(() => {
    const view = { x: 0, y: 0, zoom: layout.zoom };
    void flow.current?.setViewport(view);
    overlay.setView(view);
  }, [layout, overlay]);

  return (
    <div
      ref={box}
      className={css.flow}
      style={layout.narrow ? { height: Math.ceil(layout.height * layout.zoom) } : undefined}
      {...keys}
      {...press}
      {...overlay.pointer}
    >
      <LineMarkers />
      <ReactFlow<MapNode, MapEdge>
        nodes={graph.nodes}
        edges={graph.edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        defaultViewport={{ x: 0, y: 0, zoom: layout.zoom }}
        minZoom={layout.zoom}
        maxZoom={layout.zoom * zoomMaxTimes}
        translateExtent={[
          [0, 0],
          [layout.width, layout.height],
        ]}
        onInit={(instance) => {
          flow.current = instance;
        }}
        onMove={moved}
        onNodeClick={open.node}
        onNodeContextMenu={open.node}
        onEdgeClick={open.edge}
        onEdgeContextMenu={open.edge}
        onPaneClick={open.nothing}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        edgesFocusable={false}
        panOnDrag={!layout.narrow}
        zoomOnPinch={!layout.narrow}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        panActivationKeyCode={null}
        selectionKeyCode={null}
        deleteKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        ariaLabelConfig={ariaLabelConfig}
        aria-label={words.map}
        attributionPosition="bottom-right"
      />
      <canvas ref={canvas} className={css.overlay} aria-hidden="true" data-testid="flights" />
      <TokenFocus overlay={overlay.handle} />
    </div>
  );
}

interface Openers {
  readonly node: (event: MouseEvent, node: Node) => void;
  readonly edge: (event: MouseEvent, edge: Edge) => void;
  readonly nothing: () => void;
}

/** A click selects and shows what can be done; it never changes the run by itself. */
function useOpenMenu({ header }: MapModel): Openers {
  const actions = useActions();
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
}
