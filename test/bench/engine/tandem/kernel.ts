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
const ringMask = ringSize - 1;

/**
 * The same model on the kernel: total order, handles, keyed draws with exact arithmetic, whole microseconds, a message per order, a fact per event and
 * the digest over all of it. `factsPerHop` 3 writes arrival, start and completion of every station as a real run does.
 */
export function tandemOnKernel({ orders, timers }: TandemSize, factsPerHop: 1 | 3): TandemResult {
  const agenda = new Agenda();
  const writer = new TraceWriter();
  const arrivals = new RandomStream(1, 'arrivals');
  const streams = Array.from({ length: stations }, (_, station) => streamSeed(1, `service ${station}`));
  const waiting = new Int32Array(stations * ringSize);
  const arrivedAt = new Float64Array(stations * ringSize);
  const head = new Int32Array(stations);
  const count = new Int32Array(stations);
  const sojourn = new Float64Array(stations);
  const everything = factsPerHop === 3;
  const run: Run = { agenda, writer, streams, everything };
  for (let i = 0; i < timers; i++) agenda.schedule(timersFromUs + ((i * 7919) % 10_007), Phase.timer, timer, i, 0, 0);
  agenda.schedule(sampleUs(interarrival, arrivals.unit()), Phase.send, arrival, 0, 0, 0);
  let events = 0;
  let made = 0;
  let done = 0;
  while (done < orders && agenda.next()) {
    events++;
    const now = agenda.time;
    writer.now = now;
    let station = 0;
    let message = 0;
    if (agenda.kind === arrival) {
      made++;
      if (made < orders) agenda.schedule(now + sampleUs(interarrival, arrivals.unit()), Phase.send, arrival, 0, 0, 0);
      message = writer.message(0, made, 0, 0, 1, 0);
    } else {
      station = agenda.a;
      message = agenda.b;
      const first = station * ringSize + (head[station]! & ringMask);
      sojourn[station]! += now - arrivedAt[first]!;
      head[station]!++;
      count[station]!--;
      writer.fact(FactKind.committed, station + 1, message, 1, 0, 0);
      if (count[station]! > 0) start(run, station, waiting[station * ringSize + (head[station]! & ringMask)]!);
      station++;
      if (station === stations) {
        done++;
        continue;
      }
    }
    if (everything || station === 0) writer.fact(FactKind.received, station + 1, message, 1, 0, 0);
    const free = station * ringSize + ((head[station]! + count[station]!) & ringMask);
    arrivedAt[free] = now;
    waiting[free] = message;
    count[station]!++;
    if (count[station] === 1) start(run, station, message);
  }
  writer.fact(FactKind.ended, 0, 0, 0, RunEnd.quiet, 0);
  // The header takes no part in what is measured.
  const trace = writer.finish({} as RunHeader, 'tandem');
  const bytes = transferablesOf(trace).reduce((sum, buffer) => sum + buffer.byteLength, 0);
  return { events, facts: trace.rows, bytes, sojournUs: Array.from(sojourn, (sum) => sum / orders) };
}

interface Run {
  readonly agenda: Agenda;
  readonly writer: TraceWriter;
  readonly streams: readonly number[];
  readonly everything: boolean;
}

function start({ agenda, writer, streams, everything }: Run, station: number, message: number): void {
  const us = sampleUs(service, drawUnit(streams[station]!, message, 0));
  agenda.schedule(agenda.time + us, Phase.completion, completion, station, message, 0);
  if (everything) writer.fact(FactKind.started, station + 1, message, 1, us, 0);
}
