import { FactKind, type Trace } from '../../src/sim/index';
import table from '../conformance/queueing.json';
import { blocked, boundedQueue, manyServers, singleServer, spreadOfMeanWait, warmUp } from './closedForms';
import { fault, scenarioFrom, run } from './engine';
import { afterWarmUp, mean, meanRow, quantileRow, rate, type Row, share, timeAverage } from './measures';
import { eachFact, placeNamed, runStation, type StationPlan, visitsOf } from './station';

/** A parameter set of queueing theory, measured through the ordinary services and broker. */
export interface QueueingCase {
  readonly id: string;
  readonly title: string;
  /** Customers in `npm test`, and in a long run: K(rho) says how many make a precise mean. */
  readonly customers: number;
  readonly customersLong: number;
  readonly measure: (customers: number, seed: number) => readonly Row[];
}

/** The expected values of one entry of queueing.json. */
export function expectedOf(id: string): Readonly<Record<string, number>> {
  const entry = table.find((each) => each.id === id);
  if (entry === undefined) throw new Error(`no entry ${id} in queueing.json`);
  return entry.expected as unknown as Readonly<Record<string, number>>;
}

interface Station {
  readonly lambda: number;
  readonly mu: number;
  readonly c?: number;
  readonly cs2?: number;
  /** In the file's notation. */
  readonly service: string;
}

/** A queue without bound in front of c workers; `expected` names the quantities that are looked at. */
function stationRows(
  id: string,
  station: Station,
  expected: Readonly<Record<string, number>>,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const { lambda, mu, c = 1, service } = station;
  const rho = lambda / (c * mu);
  const trace = runStation({
    arrivals: `arrivals: poisson, rate: ${lambda}/s`,
    customers: how.customers,
    service,
    workers: c,
    seed: how.seed,
  });
  const { visits, window } = afterWarmUp(visitsOf(trace), warmUp(c * mu, rho));
  const inService = timeAverage(visits.started, visits.done, window);
  // Known for M/M/1; close enough for the others that have the same utilisation.
  const deviation = Math.sqrt(spreadOfMeanWait(rho) / visits.count) * (expected['Wq'] ?? 0);
  const rows: Readonly<Record<string, (about: { id: string; quantity: string; expected: number }) => Row>> = {
    rho: (about) => meanRow(about, { ...inService, mean: inService.mean / c, halfWidth: inService.halfWidth / c }),
    P0: (about) => meanRow(about, { ...inService, mean: 1 - inService.mean }),
    L: (about) => meanRow({ ...about, deviation: deviation * lambda }, timeAverage(visits.arrived, visits.done, window)),
    Lq: (about) => meanRow({ ...about, deviation: deviation * lambda }, timeAverage(visits.arrived, visits.started, window)),
    W: (about) => meanRow({ ...about, deviation }, mean(visits.sojourn)),
    Wq: (about) => meanRow({ ...about, deviation }, mean(visits.wait)),
    P_wait: (about) =>
      meanRow(
        about,
        share(visits.wait, (wait) => wait > 0),
      ),
    ErlangC: (about) =>
      meanRow(
        about,
        share(visits.wait, (wait) => wait > 0),
      ),
    p50_W: (about) => quantileRow(about, visits.sojourn, 0.5),
    p95_W: (about) => quantileRow(about, visits.sojourn, 0.95),
    p99_W: (about) => quantileRow(about, visits.sojourn, 0.99),
    p99_Wq: (about) => quantileRow(about, visits.wait, 0.99),
  };
  return Object.entries(expected).flatMap(([quantity, value]) => rows[quantity]?.({ id, quantity, expected: value }) ?? []);
}

const stationCase = (
  id: string,
  title: string,
  station: Station,
  sizes: readonly [number, number],
  expected = expectedOf(id),
): QueueingCase => ({
  id,
  title,
  customers: sizes[0],
  customersLong: sizes[1],
  measure: (customers, seed) => stationRows(id, station, expected, { customers, seed }),
});

/** Requests that come directly to a service with a bulkhead: `room` may wait, who finds it full is refused. */
function bulkheadTrace(
  plan: { readonly lambda: number; readonly service: string; readonly workers: number; readonly room: number },
  how: { readonly customers: number; readonly seed: number },
): Trace {
  const scenario = scenarioFrom(`eventflow: 1
info: { id: bulkhead, title: Bulkhead }
flow: { starts: Serve, key: jobId, succeeds: Served, deadline: 600s }
services: { works: { concurrency: ${plan.workers}, handles: { Serve: { time: "${plan.service}", emit: Served } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s }, works: { bulkhead: true, waitingRoom: ${plan.room}, outbox: false } }
workload: { send: Serve, to: works, arrivals: poisson, rate: ${plan.lambda}/s, count: ${how.customers} }
`);
  return run(scenario, { workload: 'file', seed: how.seed });
}

/** Of the requests in order of arrival: 1 when refused, 0 when not. */
function refusals(trace: Trace): Float64Array {
  const works = placeNamed(trace, 'works');
  const order: number[] = [];
  const refused = new Set<number>();
  eachFact(trace, (_, kind, place, message) => {
    if (kind === FactKind.received && place === works) order.push(message);
    if (kind === FactKind.refused) refused.add(message);
  });
  return Float64Array.from(order, (message) => (refused.has(message) ? 1 : 0));
}

function boundedRows(
  id: string,
  plan: { readonly lambda: number; readonly mu: number; readonly k: number },
  expected: Readonly<Record<string, number>>,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const trace = bulkheadTrace({ lambda: plan.lambda, service: `exp(${1000 / plan.mu}ms)`, workers: 1, room: plan.k - 1 }, how);
  const { visits, window } = afterWarmUp(visitsOf(trace, 'works', { joins: FactKind.received, leaves: FactKind.committed }), 20 / plan.mu);
  const rows: Readonly<Record<string, (about: { id: string; quantity: string; expected: number }) => Row>> = {
    P_block: (about) => meanRow(about, mean(refusals(trace))),
    lambda_eff: (about) => meanRow(about, rate(visits.arrived, window)),
    throughput: (about) => meanRow(about, rate(visits.done, window)),
    L: (about) => meanRow(about, timeAverage(visits.arrived, visits.done, window)),
    W: (about) => meanRow(about, mean(visits.sojourn)),
  };
  return Object.entries(expected).flatMap(([quantity, value]) => rows[quantity]?.({ id, quantity, expected: value }) ?? []);
}

/** Pure loss, whatever the service time's distribution. */
function lossRows(
  id: string,
  plan: { readonly lambda: number; readonly service: string; readonly c: number },
  expected: number,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const trace = bulkheadTrace({ ...plan, workers: plan.c, room: 0 }, how);
  return [meanRow({ id, quantity: `P_block ${plan.service}`, expected }, mean(refusals(trace)))];
}

/** Attempts at a station whose handler fails by chance. */
function attemptRows(id: string, plan: StationPlan & { readonly p: number }, expected: Readonly<Record<string, number>>): readonly Row[] {
  const flaky = fault('flaky', 'works', { at: 0, for: null }, { p: plan.p });
  const trace = runStation({ ...plan, changes: { interventions: [flaky] } });
  const works = placeNamed(trace, 'works');
  const order: number[] = [];
  const attempts = new Float64Array(trace.messageCount + 1);
  const dead = new Uint8Array(trace.messageCount + 1);
  const starts: number[] = [];
  eachFact(trace, (time, kind, place, message) => {
    if (place !== works) return;
    if (kind === FactKind.enqueued && attempts[message] === 0) order.push(message);
    if (kind === FactKind.started) {
      attempts[message]!++;
      starts.push(time / 1e6);
    }
    if (kind === FactKind.deadLettered) dead[message] = 1;
  });
  const each = Float64Array.from(order, (message) => attempts[message]!);
  const died = Float64Array.from(order, (message) => dead[message]!);
  const rows: Readonly<Record<string, (about: { id: string; quantity: string; expected: number }) => Row>> = {
    attempts: (about) => meanRow(about, mean(each)),
    mean_deliveries: (about) => meanRow(about, mean(each)),
    lambda_eff: (about) => meanRow(about, rate(Float64Array.from(starts), { begin: 0, end: starts.at(-1) ?? 1 })),
    P_exhaust: (about) => meanRow({ ...about, deviation: Math.sqrt(about.expected / order.length) }, mean(died)),
    P_dlq: (about) => meanRow({ ...about, deviation: Math.sqrt(about.expected / order.length) }, mean(died)),
  };
  return Object.entries(expected).flatMap(([quantity, value]) => rows[quantity]?.({ id, quantity, expected: value }) ?? []);
}

/** A process of steps that fail by chance, each with an undo. */
function sagaRows(
  id: string,
  failing: readonly number[],
  expected: Readonly<Record<string, number>>,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const names = failing.map((_, i) => `Step${'ABCDEFGH'[i] ?? ''}`);
  const handlers = names.map(
    (name, i) =>
      `Do${name}: { time: 0s, undo: Undo${name}, outcomes: [ { p: ${failing[i] ?? 0}, emit: ${name}Failed }, { emit: ${name}Done } ] }, Undo${name}: { time: 0s, emit: ${name}Undone }`,
  );
  const steps = names.map((name) => `{ do: Do${name}, ok: ${name}Done, fail: ${name}Failed, undo: Undo${name}, timeout: 60s }`);
  const trace = run(
    scenarioFrom(`eventflow: 1
info: { id: saga, title: Saga }
flow: { starts: Begin, key: sagaId, succeeds: Succeeded, fails: Stopped, deadline: 600s }
services:
  desk: { handles: { Begin: { time: 0s, emit: Begun }, Finish: { time: 0s, emit: Succeeded }, Stop: { time: 0s, emit: Stopped } } }
  works: { handles: { ${handlers.join(', ')} } }
coordination: { orchestration: { process: { id: saga, starts: Begun, steps: [ ${steps.join(', ')} ], done: Finish, failed: Stop } } }
delivery: { broker: { latency: 0s }, defaults: { outbox: false } }
workload: { send: Begin, to: desk, every: 100ms, count: ${how.customers} }
`),
    { workload: 'file', seed: how.seed, coordination: 'orchestration' },
  );
  const started = new Map<number, number>();
  const undone = new Float64Array(how.customers);
  const succeeded = new Float64Array(how.customers);
  const ended = new Float64Array(how.customers);
  eachFact(trace, (_, kind, __, message, a) => {
    if (kind === FactKind.processStarted) started.set(message, started.size);
    const index = started.get(message) ?? -1;
    if (kind === FactKind.compensating) undone[index]!++;
    if (kind === FactKind.processEnded) {
      succeeded[index] = a;
      ended[index] = 1;
    }
  });
  const binomial = (p: number): number => Math.sqrt((p * (1 - p)) / how.customers);
  const rows: Readonly<Record<string, (about: { id: string; quantity: string; expected: number }) => Row>> = {
    P_success: (about) => meanRow({ ...about, deviation: binomial(about.expected) }, mean(succeeded)),
    P_compensate: (about) => meanRow({ ...about, deviation: binomial(about.expected) }, mean(ended.map((end, i) => end - succeeded[i]!))),
    mean_compensations: (about) => meanRow(about, mean(undone)),
  };
  return Object.entries(expected).flatMap(([quantity, value]) => rows[quantity]?.({ id, quantity, expected: value }) ?? []);
}

const evenly = (lambda: number): string => `every: ${1000 / lambda}ms`;

/** The parameter sets of queueing.json that are measured, and a few with other numbers: the rule, not the example. */
export const queueingCases: readonly QueueingCase[] = [
  stationCase('Q01', 'M/M/1 at 80 %', { lambda: 80, mu: 100, service: 'exp(10ms)' }, [100_000, 1_600_000]),
  stationCase('Q02', 'M/M/1 at 95 %', { lambda: 95, mu: 100, service: 'exp(10ms)' }, [120_000, 2_600_000]),
  stationCase('Q04', 'M/M/10 at 80 %', { lambda: 8, mu: 1, c: 10, service: 'exp(1s)' }, [60_000, 1_000_000]),
  stationCase('Q06', 'M/M/10 at 90 %', { lambda: 90, mu: 10, c: 10, service: 'exp(100ms)' }, [80_000, 1_600_000]),
  stationCase('Q07', 'M/D/1 at 80 %', { lambda: 80, mu: 100, cs2: 0, service: '10ms' }, [60_000, 1_000_000]),
  stationCase('Q08', 'M/G/1, squared variation 4', { lambda: 80, mu: 100, cs2: 4, service: 'hyper(10ms, cv2=4)' }, [100_000, 2_000_000]),
  stationCase(
    'M/E4/1',
    'Erlang-4 service at 70 %',
    { lambda: 35, mu: 50, cs2: 0.25, service: 'erlang(20ms, k=4)' },
    [40_000, 400_000],
    named(singleServer(35, 50, 0.25)),
  ),
  stationCase(
    'M/M/3',
    'three workers at 60 %',
    { lambda: 18, mu: 10, c: 3, service: 'exp(100ms)' },
    [40_000, 400_000],
    named(manyServers(18, 10, 3)),
  ),
  {
    id: 'Q10',
    title: 'M/M/1/10 at 120 %',
    customers: 50_000,
    customersLong: 1_000_000,
    measure: (customers, seed) => boundedRows('Q10', { lambda: 120, mu: 100, k: 10 }, expectedOf('Q10'), { customers, seed }),
  },
  {
    id: 'M/M/1/4',
    title: 'room for four at 75 %',
    customers: 30_000,
    customersLong: 400_000,
    measure: (customers, seed) => {
      const { blocked: full, throughput, l, w } = boundedQueue(30, 40, 4);
      return boundedRows('M/M/1/4', { lambda: 30, mu: 40, k: 4 }, { P_block: full, throughput, L: l, W: w }, { customers, seed });
    },
  },
  {
    id: 'Q11',
    title: 'bulkhead of 25 (Erlang B), any service time',
    customers: 30_000,
    customersLong: 500_000,
    measure: (customers, seed) =>
      ['exp(1s)', '1s', 'hyper(1s, cv2=4)'].flatMap((service) =>
        lossRows('Q11', { lambda: 20, service, c: 25 }, expectedOf('Q11')['P_block'] ?? 0, { customers, seed }),
      ),
  },
  {
    id: 'M/G/5/5',
    title: 'bulkhead of 5',
    customers: 20_000,
    customersLong: 400_000,
    measure: (customers, seed) => lossRows('M/G/5/5', { lambda: 4, service: 'erlang(1s, k=3)', c: 5 }, blocked(4, 5), { customers, seed }),
  },
  {
    id: 'Q12',
    title: 'retries, 3 attempts, each fails with 0.3',
    customers: 30_000,
    customersLong: 500_000,
    measure: (customers, seed) =>
      attemptRows(
        'Q12',
        { p: 0.3, arrivals: evenly(100), customers, service: '1ms', works: 'attempts: 3, dlq: true', seed },
        expectedOf('Q12'),
      ),
  },
  {
    id: 'Q14',
    title: 'redelivery until maxReceiveCount 3, each fails with 0.1',
    customers: 30_000,
    customersLong: 1_000_000,
    measure: (customers, seed) =>
      attemptRows(
        'Q14',
        { p: 0.1, arrivals: evenly(100), customers, service: '1ms', works: 'attempts: 3, dlq: true', seed },
        expectedOf('Q14'),
      ),
  },
  {
    id: 'Q25',
    title: 'saga of three steps',
    customers: 8000,
    customersLong: 200_000,
    measure: (customers, seed) => sagaRows('Q25', [0.01, 0.02, 0.05], expectedOf('Q25'), { customers, seed }),
  },
];

/** Closed forms under the names of queueing.json. */
function named({ rho, w, wq, l, lq }: ReturnType<typeof singleServer>): Readonly<Record<string, number>> {
  return { rho, W: w, Wq: wq, L: l, Lq: lq };
}
