import { chunkMask, chunkShift, FactKind, type Trace } from '../../sim';
import { timeOf } from '../columns';
import { aAt, type Fold, kindAt } from '../fold/fold';
import { isFlying } from '../fold/hops';
import { FlightKind, type Flights } from '../frame';

export type FlightColumns = { -readonly [name in keyof Flights]: Flights[name] };

export function newFlightColumns(capacity: number): FlightColumns {
  return {
    count: 0,
    message: new Uint32Array(capacity),
    from: new Uint16Array(capacity),
    to: new Uint16Array(capacity),
    departs: new Float64Array(capacity),
    arrives: new Float64Array(capacity),
    attempt: new Uint16Array(capacity),
    kind: new Uint8Array(capacity),
  };
}

/** Writes every message in flight at `time` into columns; returns wider columns when these are too narrow. */
export function fillFlights(fold: Fold, time: number, into: FlightColumns): FlightColumns {
  const { flights } = fold;
  const columns = into.message.length >= flights.length ? into : newFlightColumns(flights.length * 2);
  columns.count = 0;
  for (let i = 0; i < flights.length; i++) {
    const row = flights.at(i);
    if (isFlying(fold, row, time)) writeFlight(fold.trace, fold.learned.broker, row, columns);
  }
  return columns;
}

function writeFlight(trace: Trace, broker: number, row: number, columns: FlightColumns): void {
  const chunk = trace.facts[row >>> chunkShift]!;
  const at = row & chunkMask;
  const i = columns.count++;
  const place = chunk.place[at]!;
  const kind = kindAt(trace, row);
  const isDelivery = kind === FactKind.delivered;
  const to = isDelivery ? place : chunk.b[at]!;
  columns.message[i] = chunk.message[at]!;
  columns.from[i] = isDelivery ? broker : place;
  columns.to[i] = to;
  columns.departs[i] = timeOf(trace, row);
  columns.arrives[i] = timeOf(trace, row) + aAt(trace, row);
  columns.attempt[i] = chunk.attempt[at]!;
  columns.kind[i] = flightKind(kind, place, { to, broker });
}

function flightKind(kind: number, from: number, where: { readonly to: number; readonly broker: number }): number {
  if (kind === FactKind.delivered) return FlightKind.deliver;
  if (kind === FactKind.called) return FlightKind.call;
  if (kind === FactKind.replied) return FlightKind.reply;
  if (where.to === where.broker) return FlightKind.publish;
  return where.to === from ? FlightKind.local : FlightKind.direct;
}
