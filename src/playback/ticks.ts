import { chunkMask, chunkRows, chunkShift, FactKind, type Intervention, type Trace } from '../sim';
import { keyOf, timeOf, typeIndexOf } from './columns';

/** One fault bar. `until` is where it ended or will end; null = it lasts to the end of the run. */
export interface FaultMark {
  readonly fault: number;
  readonly label: string;
  readonly intervention: number;
  readonly from: number;
  readonly until: number | null;
  readonly struck: number;
}

export interface InterventionMark {
  readonly intervention: number;
  readonly kind: Intervention['kind'];
  readonly at: number;
}

export type TickKind = 'command' | 'event' | 'success' | 'failure';

/** What happened within one pixel of the timeline. */
export interface Tick {
  readonly pixel: number;
  readonly time: number;
  /** The weightiest thing in this pixel. */
  readonly kind: TickKind;
  readonly count: number;
}

export interface ViolationMark {
  readonly pixel: number;
  readonly time: number;
  readonly row: number;
  readonly invariant: number;
  readonly key: number;
  readonly count: number;
}

export interface TimelineMarks {
  readonly faults: readonly FaultMark[];
  readonly interventions: readonly InterventionMark[];
  readonly ticks: readonly Tick[];
  readonly violations: readonly ViolationMark[];
}

/** Everything that a timeline of `pixels` width shows, at most one tick and one violation per pixel. */
export function timelineMarks(trace: Trace, pixels: number, interventions: readonly Intervention[] = []): TimelineMarks {
  const scale = { pixels: Math.max(1, Math.floor(pixels)), endTime: Math.max(1, trace.endTime) };
  const scan = scanTrace(trace, scale);
  return {
    faults: faultMarks(trace, scan),
    interventions: interventions.flatMap(({ kind, at }, intervention) => (kind === 'fault' ? [] : [{ intervention, kind, at }])),
    ticks: ticksOf(scan, scale),
    violations: [...scan.violations.values()],
  };
}

interface Scale {
  readonly pixels: number;
  readonly endTime: number;
}

interface Scan {
  /** Per pixel: what was seen, and how much of it. */
  readonly weight: Uint8Array;
  readonly count: Uint32Array;
  readonly violations: Map<number, ViolationMark>;
  readonly opened: Map<number, number>;
  readonly closed: Map<number, number>;
  readonly struck: Map<number, number>;
}

const byWeight: readonly TickKind[] = ['command', 'event', 'success', 'failure'];

function pixelOf(scale: Scale, time: number): number {
  return Math.min(scale.pixels - 1, Math.floor((time / scale.endTime) * scale.pixels));
}

function scanTrace(trace: Trace, scale: Scale): Scan {
  const scan: Scan = {
    weight: new Uint8Array(scale.pixels),
    count: new Uint32Array(scale.pixels),
    violations: new Map(),
    opened: new Map(),
    closed: new Map(),
    struck: new Map(),
  };
  trace.facts.forEach((chunk, index) => {
    for (let i = 0; i < chunk.rows; i++) scanners[chunk.kind[i]!]?.(scan, trace, { row: index * chunkRows + i, scale });
  });
  return scan;
}

interface Spot {
  readonly row: number;
  readonly scale: Scale;
}

const scanners: Partial<Record<number, (scan: Scan, trace: Trace, spot: Spot) => void>> = {
  [FactKind.sent]: (scan, trace, spot) => tick(scan, trace, spot, weightOfMessage(trace, spot.row)),
  [FactKind.called]: (scan, trace, spot) => tick(scan, trace, spot, 1),
  [FactKind.replied]: (scan, trace, spot) => tick(scan, trace, spot, 2),
  [FactKind.settled]: (scan, trace, spot) => tick(scan, trace, spot, columnA(trace, spot.row) === 1 ? 3 : 4),
  [FactKind.deadLettered]: (scan, trace, spot) => tick(scan, trace, spot, 4),
  [FactKind.refused]: (scan, trace, spot) => tick(scan, trace, spot, 4),
  [FactKind.callFailed]: (scan, trace, spot) => tick(scan, trace, spot, 4),
  [FactKind.dropped]: (scan, trace, spot) => tick(scan, trace, spot, 4),
  [FactKind.faultOpened]: (scan, trace, { row }) => void scan.opened.set(columnA(trace, row), timeOf(trace, row)),
  [FactKind.faultClosed]: (scan, trace, { row }) => void scan.closed.set(columnA(trace, row), timeOf(trace, row)),
  [FactKind.faultStruck]: (scan, trace, { row }) => {
    const fault = columnA(trace, row);
    scan.struck.set(fault, (scan.struck.get(fault) ?? 0) + 1);
  },
  [FactKind.ruleBroken]: markViolation,
};

function columnA(trace: Trace, row: number): number {
  return trace.facts[row >>> chunkShift]!.a[row & chunkMask]!;
}

function weightOfMessage(trace: Trace, row: number): number {
  const message = trace.facts[row >>> chunkShift]!.message[row & chunkMask]!;
  return trace.header.messageTypes[typeIndexOf(trace, message)]?.kind === 'command' ? 1 : 2;
}

function tick(scan: Scan, trace: Trace, { row, scale }: Spot, weight: number): void {
  const pixel = pixelOf(scale, timeOf(trace, row));
  scan.count[pixel] = scan.count[pixel]! + 1;
  if (weight > scan.weight[pixel]!) scan.weight[pixel] = weight;
}

function markViolation(scan: Scan, trace: Trace, { row, scale }: Spot): void {
  const time = timeOf(trace, row);
  const pixel = pixelOf(scale, time);
  const before = scan.violations.get(pixel);
  const message = trace.facts[row >>> chunkShift]!.message[row & chunkMask]!;
  const mark = before ?? { pixel, time, row, invariant: columnA(trace, row), key: keyOf(trace, message), count: 0 };
  scan.violations.set(pixel, { ...mark, count: mark.count + 1 });
}

function ticksOf(scan: Scan, scale: Scale): readonly Tick[] {
  const ticks: Tick[] = [];
  for (let pixel = 0; pixel < scale.pixels; pixel++) {
    const kind = byWeight[scan.weight[pixel]! - 1];
    if (kind === undefined) continue;
    ticks.push({ pixel, time: (pixel / scale.pixels) * scale.endTime, kind, count: scan.count[pixel]! });
  }
  return ticks;
}

/** Facts say when a fault really began and ended; before that, the plan does. */
function faultMarks(trace: Trace, scan: Scan): readonly FaultMark[] {
  return trace.header.faults.map(({ label, at, until, intervention }, fault) => ({
    fault,
    label,
    intervention,
    from: scan.opened.get(fault) ?? at,
    until: scan.closed.get(fault) ?? until,
    struck: scan.struck.get(fault) ?? 0,
  }));
}
