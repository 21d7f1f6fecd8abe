import { keyOf, timeOf } from '../columns';
import { aAt, type Fold, messageOfRow } from '../fold/fold';
import type { BrokenRule, BrokerFrame, FlowFrame, Frame, PlaceFrame } from '../frame';
import { fillFlights, type FlightColumns, newFlightColumns } from './flightColumns';
import { clockOf, placeFrameOf } from './placeFrame';
import { processFramesOf } from './processFrames';

/** A part of a frame with the stamp of the facts that it shows: equal stamps, equal part, so the old object serves again. */
interface Part<T> {
  stamp: number;
  clock: number;
  value: T;
}

/** Makes frames from a fold and hands out the same objects for what did not change. */
export interface FrameBuilder {
  readonly places: (Part<PlaceFrame> | undefined)[];
  broker: Part<BrokerFrame> | null;
  processes: Part<Pick<Frame, 'processes' | 'processCount'>> | null;
  exposure: Part<readonly number[]> | null;
  flow: Part<FlowFrame> | null;
  broken: Part<readonly BrokenRule[]> | null;
  frames: Part<readonly PlaceFrame[]> | null;
  flights: FlightColumns;
}

export function newFrameBuilder(): FrameBuilder {
  return {
    places: [],
    broker: null,
    processes: null,
    exposure: null,
    flow: null,
    broken: null,
    frames: null,
    flights: newFlightColumns(64),
  };
}

export function buildFrame(builder: FrameBuilder, fold: Fold, time: number): Frame {
  builder.flights = fillFlights(fold, time, builder.flights);
  const broker = (builder.broker = part(builder.broker, fold.broker.stamp, () => brokerFrameOf(fold)));
  const processes = (builder.processes = part(builder.processes, fold.processes.stamp, () => processPartOf(fold)));
  const exposure = (builder.exposure = part(builder.exposure, fold.exposureStamp, () => exposureOf(fold)));
  const flow = (builder.flow = part(builder.flow, fold.flow.stamp, () => flowFrameOf(fold)));
  const broken = (builder.broken = part(builder.broken, fold.broken.length, () => brokenOf(fold)));
  return {
    time,
    rows: fold.rows,
    places: placeFramesOf(builder, fold, time),
    broker: broker.value,
    processes: processes.value.processes,
    processCount: processes.value.processCount,
    flights: builder.flights,
    openFaults: fold.openFaults,
    exposure: exposure.value,
    flow: flow.value,
    broken: broken.value,
  };
}

function part<T>(old: Part<T> | null, stamp: number, make: () => T): Part<T> {
  return old !== null && old.stamp === stamp ? old : { stamp, clock: 0, value: make() };
}

function placeFramesOf(builder: FrameBuilder, fold: Fold, time: number): readonly PlaceFrame[] {
  let changed = false;
  for (const place of fold.places) {
    const old = builder.places[place.place];
    const clock = clockOf(fold, place, time);
    if (old !== undefined && old.stamp === place.stamp && old.clock === clock) continue;
    changed = true;
    builder.places[place.place] = { stamp: place.stamp, clock, value: placeFrameOf(fold, place, time) };
  }
  if (changed || builder.frames === null) {
    builder.frames = { stamp: 0, clock: 0, value: builder.places.flatMap((made) => (made === undefined ? [] : [made.value])) };
  }
  return builder.frames.value;
}

function brokerFrameOf(fold: Fold): BrokerFrame {
  const { down, since, nodesDown, queued } = fold.broker;
  return { status: down ? 'down' : 'up', since, nodesDown, queued };
}

function processPartOf(fold: Fold): Pick<Frame, 'processes' | 'processCount'> {
  const { running, done, failed, lost } = fold.processes;
  return { processes: processFramesOf(fold), processCount: { running, done, failed, lost } };
}

function exposureOf(fold: Fold): readonly number[] {
  return Array.from({ length: fold.exposure.length }, (_, fault) => fold.exposure.at(fault));
}

function flowFrameOf(fold: Fold): FlowFrame {
  const { started, succeeded, failed, open, late, refused } = fold.flow;
  return { started, succeeded, failed, open, late, refused };
}

function brokenOf(fold: Fold): readonly BrokenRule[] {
  return Array.from({ length: fold.broken.length }, (_, i) => {
    const row = fold.broken.at(i);
    const message = messageOfRow(fold.trace, row);
    return { invariant: aAt(fold.trace, row), message, key: keyOf(fold.trace, message), time: timeOf(fold.trace, row), row };
  });
}
