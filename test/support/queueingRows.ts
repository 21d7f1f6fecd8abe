import { FactKind, type Trace } from '../../src/sim/index';
import { spreadOfMeanWait, warmUp } from './closedForms';
import { fault, run, scenarioFrom } from './engine';
import { afterWarmUp, mean, meanRow, quantileRow, rate, type Row, share, timeAverage } from './measures';
import { eachFact, placeNamed, runStation, type StationPlan, visitsOf } from './station';

export interface Station {
  readonly lambda: number;
  readonly mu: number;
  readonly c?: number;
  readonly cs2?: number;
  /** In the file's notation. */
  readonly service: string;
}

/** A queue without bound in front of c workers; `expected` names the quantities that are looked at. */
export function stationRows(
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

export function boundedRows(
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

/** The same system made of a bounded classic queue that refuses (RabbitMQ counts only what waits, so K - 1) and one consumer. */
export function boundedBrokerRows(
  id: string,
  plan: { readonly lambda: number; readonly mu: number; readonly k: number },
  expected: Readonly<Record<string, number>>,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const trace = runStation({
    arrivals: `arrivals: poisson, rate: ${plan.lambda}/s`,
    service: `exp(${1000 / plan.mu}ms)`,
    product: 'rabbitmq-classic',
    own: `maxLength: ${plan.k - 1}, overflow: reject-publish`,
    ...how,
  });
  const { visits, window } = afterWarmUp(visitsOf(trace), 20 / plan.mu);
  const desk = placeNamed(trace, 'desk');
  const outcomes: number[] = [];
  eachFact(trace, (_, kind, place) => {
    if (kind === FactKind.accepted) outcomes.push(0);
    if (kind === FactKind.publishFailed && place === desk) outcomes[outcomes.length - 1] = 1;
  });
  const rows: Readonly<Record<string, (about: { id: string; quantity: string; expected: number }) => Row>> = {
    P_block: (about) => meanRow(about, mean(outcomes)),
    throughput: (about) => meanRow(about, rate(visits.done, window)),
    L: (about) => meanRow(about, timeAverage(visits.arrived, visits.done, window)),
    W: (about) => meanRow(about, mean(visits.sojourn)),
  };
  return Object.entries(expected).flatMap(
    ([quantity, value]) => rows[quantity]?.({ id, quantity: `${quantity} (queue)`, expected: value }) ?? [],
  );
}

/** Pure loss, whatever the service time's distribution. */
export function lossRows(
  id: string,
  plan: { readonly lambda: number; readonly service: string; readonly c: number },
  expected: number,
  how: { readonly customers: number; readonly seed: number },
): readonly Row[] {
  const trace = bulkheadTrace({ ...plan, workers: plan.c, room: 0 }, how);
  return [meanRow({ id, quantity: `P_block ${plan.service}`, expected }, mean(refusals(trace)))];
}

/** Attempts at a station whose handler fails by chance. */
export function attemptRows(
  id: string,
  plan: StationPlan & { readonly p: number },
  expected: Readonly<Record<string, number>>,
): readonly Row[] {
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
export function sagaRows(
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
