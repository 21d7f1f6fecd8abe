import { type Budget } from '../../src/sim/kernel/budget';
import { chunkRows, defaultSpec, FactKind, type RunSpec, simulate, type Trace } from '../../src/sim/index';
import { scenarioFrom } from './engine';

/** One queue in front of one service, made of an ordinary scenario: a desk that takes no time publishes, the works consume through the broker. */
export interface StationPlan {
  /** Words of the workload: `arrivals: poisson, rate: 80/s`. */
  readonly arrivals: string;
  readonly customers: number;
  /** Service time in the file's notation. */
  readonly service: string;
  readonly workers?: number;
  readonly product?: string;
  /** Settings of the product, as YAML in braces without the braces. */
  readonly own?: string;
  /** Settings of the works, likewise. */
  readonly works?: string;
  readonly seed?: number;
  readonly changes?: Partial<RunSpec>;
}

const budget: Budget = { steps: 1e9, facts: 1e9, messages: 1e9, copiesInFlight: 1e9, timeUs: 1e15 };

export function runStation({
  arrivals,
  customers,
  service,
  workers = 1,
  product = 'rabbitmq-quorum',
  own = '',
  works = '',
  seed = 1,
  changes = {},
}: StationPlan): Trace {
  const scenario = scenarioFrom(`eventflow: 1
info: { id: station, title: Station }
flow: { starts: Enter, key: jobId, succeeds: Entered, deadline: 60s }
services:
  desk: { instances: 64, concurrency: 64, handles: { Enter: { time: 0s, emit: Entered } } }
  works: { concurrency: ${workers}, handles: { Serve: { time: "${service}" } } }
coordination: { choreography: { policies: [ { when: Entered, in: works, do: Serve } ] } }
delivery:
  broker: { product: ${product}, nodes: 1, latency: 0s, ${product}: { ${own} } }
  defaults: { outbox: false, dedupe: false, ack: after, backoff: 0ms }
  works: { ${works} }
workload: { send: Enter, to: desk, ${arrivals}, count: ${customers} }
`);
  return simulate(defaultSpec(scenario, { workload: 'file', seed, ...changes }), budget);
}

/** Columns of a trace in one loop, without an object per fact. */
export function eachFact(
  trace: Trace,
  visit: (time: number, kind: number, place: number, message: number, a: number, b: number) => void,
): void {
  trace.facts.forEach((chunk, index) => {
    const rows = Math.min(chunk.rows, trace.rows - index * chunkRows);
    for (let i = 0; i < rows; i++) visit(chunk.time[i]!, chunk.kind[i]!, chunk.place[i]!, chunk.message[i]!, chunk.a[i]!, chunk.b[i]!);
  });
}

export const placeNamed = (trace: Trace, id: string): number => trace.header.places.findIndex((place) => place.id === id);

/** What each customer of a station saw, in the order of arrival at the queue; seconds. */
export interface Visits {
  readonly count: number;
  readonly arrived: Float64Array;
  /** Begin of the last attempt. */
  readonly started: Float64Array;
  readonly done: Float64Array;
  readonly wait: Float64Array;
  readonly sojourn: Float64Array;
}

/** Reads the visits at a place: from joining its line to the acknowledgement, or between other facts. Customers that never got through are left out. */
export function visitsOf(
  trace: Trace,
  id = 'works',
  { joins, leaves }: { readonly joins: number; readonly leaves: number } = { joins: FactKind.enqueued, leaves: FactKind.acknowledged },
): Visits {
  const place = placeNamed(trace, id);
  const order: number[] = [];
  const [arrived, started, done] = [
    new Float64Array(trace.messageCount + 1),
    new Float64Array(trace.messageCount + 1),
    new Float64Array(trace.messageCount + 1).fill(-1),
  ];
  eachFact(trace, (time, kind, at, message) => {
    if (at !== place) return;
    if (kind === joins) {
      arrived[message] = time;
      order.push(message);
    } else if (kind === FactKind.started) started[message] = time;
    else if (kind === leaves) done[message] = time;
  });
  const through = order.filter((message) => done[message]! >= 0);
  const column = (value: (message: number) => number): Float64Array => Float64Array.from(through, (message) => value(message) / 1e6);
  return {
    count: through.length,
    arrived: column((message) => arrived[message]!),
    started: column((message) => started[message]!),
    done: column((message) => done[message]!),
    wait: column((message) => started[message]! - arrived[message]!),
    sojourn: column((message) => done[message]! - arrived[message]!),
  };
}
