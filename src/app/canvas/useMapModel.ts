import { useMemo, useState } from 'react';
import type { RunHeader, Trace } from '../../sim';
import { layoutMap } from './layout';
import type { MapModel } from './mapContext';
import { edgesOf, nodesOf, type MapEdge, type MapNode } from './mapGraph';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The map of a run. A new future of the same system keeps its layout, nodes and edges: only another structure or size makes new ones. */
export function useMapModel(trace: Trace, size: Size): MapModel {
  const header = useStable(trace.header);
  const { width, height } = size;
  const layout = useMemo(() => layoutMap(header, { width, height }), [header, width, height]);
  return useMemo(() => ({ trace, header: trace.header, layout }), [trace, layout]);
}

export function useMapGraph(model: MapModel, current: number): { readonly nodes: MapNode[]; readonly edges: MapEdge[] } {
  const { layout } = model;
  const header = useStable(model.header);
  const nodes = useMemo(() => nodesOf(header, layout, current), [header, layout, current]);
  const edges = useMemo(() => edgesOf(header, layout), [header, layout]);
  return useMemo(() => ({ nodes, edges }), [nodes, edges]);
}

/** The first header with the same structure. */
function useStable(header: RunHeader): RunHeader {
  const structure = useMemo(() => structureOf(header), [header]);
  const [kept, keep] = useState({ header, structure });
  if (kept.structure === structure) return kept.header;
  keep({ header, structure });
  return header;
}

function structureOf(header: RunHeader): string {
  return JSON.stringify([header.places.map((place) => [place.id, place.title, place.kind, place.main]), header.links]);
}
