import { Agenda, Phase } from '../../../../src/sim/kernel/agenda';
import { drawUnit, RandomStream, streamSeed } from '../../../../src/sim/kernel/random';
import { sampleUs } from '../../../../src/sim/kernel/variates';
import type { Distribution } from '../../../../src/base/distribution';
import { FactKind, RunEnd } from '../../../../src/sim/run/facts';
import type { RunHeader } from '../../../../src/sim/run/header';
import { transferablesOf } from '../../../../src/sim/run/read';
import { TraceWriter } from '../../../../src/sim/run/traceWriter';
import { arrivalMeanUs, ringSize, serviceMeanUs, stations, timersFromUs, type TandemResult, type TandemSize } from './model';

const interarrival: Distribution = { kind: 'exponential', meanUs: arrivalMeanUs };
const service: Distribution = { kind: 'exponential', meanUs: serviceMeanUs };
const arrival = 1;
const completion = 2;
const timer = 3;

/**
 * The same model on the kernel: total order, handles, keyed draws with exact arithmetic, whole microseconds, a message per order, a fact per event and
 * the digest over all of it. `factsPerHop` 3 writes arrival, start and completion of every station as a real run does.
 */
export function tandemOnKernel({ orders, timers }: TandemSize, factsPerHop: 1 | 3): TandemResult {
  const agenda = new Agenda();
  const writer = new TraceWriter();
  const arrivals = new RandomStream(1, 'arrivals');
  const streams = Array.from({ length: stations }, (_, station) => streamSeed(1, `service ${station}`));
  const order = new Int32Array(stations * ringSize);
  const arrivedAt = new Float64Array(stations * ringSize);
  const head = new Int32Array(stations);
  const count = new Int32Array(stations);
  const sojourn = new Float64Array(stations);
  const everything = factsPerHop === 3;
  const start = (station: number, message: number): void => {
    const us = sampleUs(service, drawUnit(streams[station]!, message, 0));
    agenda.schedule(agenda.time + us, Phase.completion, completion, station, message, 0);
    if (everything) writer.fact(FactKind.started, station + 1, message, 1, us, 0);
  };
  const arrive = (station: number, message: number): void => {
    const waiting = count[station]!;
    const at = station * ringSize + ((head[station]! + waiting) & (ringSize - 1));
    arrivedAt[at] = agenda.time;
    order[at] = message;
    count[station] = waiting + 1;
    if (everything || station === 0) writer.fact(FactKind.received, station + 1, message, 1, 0, 0);
    if (waiting === 0) start(station, message);
  };
  const complete = (station: number, message: number): boolean => {
    const base = station * ringSize;
    sojourn[station] = sojourn[station]! + agenda.time - arrivedAt[base + (head[station]! & (ringSize - 1))]!;
    head[station] = head[station]! + 1;
    count[station] = count[station]! - 1;
    writer.fact(FactKind.committed, station + 1, message, 1, 0, 0);
    if (count[station]! > 0) start(station, order[base + (head[station]! & (ringSize - 1))]!);
    if (station + 1 === stations) return true;
    arrive(station + 1, message);
    return false;
  };
  for (let i = 0; i < timers; i++) agenda.schedule(timersFromUs + ((i * 7919) % 10_007), Phase.timer, timer, i, 0, 0);
  agenda.schedule(sampleUs(interarrival, arrivals.unit()), Phase.send, arrival, 0, 0, 0);
  let events = 0;
  let made = 0;
  let done = 0;
  while (done < orders && agenda.next()) {
    events++;
    writer.now = agenda.time;
    if (agenda.kind === arrival) {
      made++;
      if (made < orders) agenda.schedule(agenda.time + sampleUs(interarrival, arrivals.unit()), Phase.send, arrival, 0, 0, 0);
      arrive(0, writer.message(0, made, 0, 0, 1, 0));
    } else if (complete(agenda.a, agenda.b)) {
      done++;
    }
  }
  writer.fact(FactKind.ended, 0, 0, 0, RunEnd.quiet, 0);
  // The header takes no part in what is measured.
  const trace = writer.finish({} as RunHeader, 'tandem');
  const bytes = transferablesOf(trace).reduce((sum, buffer) => sum + buffer.byteLength, 0);
  return { events, facts: trace.rows, bytes, sojournUs: Array.from(sojourn, (sum) => sum / orders) };
}
