import type { RunSpec } from '../../sim';
import type { Reply, Request } from './protocol';
import type { ParseReply, Runner, ScenarioFile, SimulateReply } from './runner';

/** The part of a worker that the runner needs. */
export type Port = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

interface Waiting<R> {
  readonly id: number;
  readonly done: (reply: R) => void;
}

/**
 * Runs requests in a worker. While it is busy only the latest simulation waits; an overtaken one that has already begun is
 * thrown away with its worker when it is known to take long, otherwise its answer is dropped.
 */
export function createWorkerRunner(open: () => Port, now: () => number): Runner {
  let port: Port | null = null;
  let lastId = 0;
  let parsing: Waiting<ParseReply> | null = null;
  let parseRequest: Request | null = null;
  let simulating: (Waiting<SimulateReply> & { readonly since: number }) | null = null;
  let next: { readonly spec: RunSpec; readonly done: (reply: SimulateReply) => void } | null = null;

  const connect = (): Port => {
    if (port !== null) return port;
    port = open();
    port.onmessage = (event: MessageEvent<Reply>) => receive(event.data);
    port.onerror = (event) => fail(event.message || 'the worker stopped');
    return port;
  };

  const close = (): void => {
    port?.terminate();
    port = null;
    simulating = null;
    // A file that was being read is read again by the next worker.
    if (parsing !== null && parseRequest !== null) connect().postMessage(parseRequest);
  };

  const start = (spec: RunSpec, done: (reply: SimulateReply) => void): void => {
    simulating = { id: ++lastId, done, since: now() };
    connect().postMessage({ kind: 'simulate', id: simulating.id, spec } satisfies Request);
  };

  const receive = (reply: Reply): void => {
    if (reply.kind === 'parse') {
      if (parsing?.id !== reply.id) return;
      const { done } = parsing;
      parsing = null;
      done(reply.reply);
      return;
    }
    if (simulating?.id !== reply.id) return;
    const { done } = simulating;
    simulating = null;
    const waiting = next;
    next = null;
    if (waiting === null) done(reply.reply);
    else start(waiting.spec, waiting.done);
  };

  const fail = (message: string): void => {
    const done = next?.done ?? simulating?.done;
    next = null;
    parsing = null;
    close();
    done?.({ kind: 'failed', message });
  };

  return {
    parse(file: ScenarioFile, done) {
      parsing = { id: ++lastId, done };
      parseRequest = { kind: 'parse', id: parsing.id, file };
      connect().postMessage(parseRequest);
    },
    simulate(spec, done) {
      if (simulating !== null && now() - simulating.since > patienceMs) close();
      if (simulating === null) start(spec, done);
      else next = { spec, done };
    },
    cancel() {
      next = null;
      if (simulating !== null) close();
    },
  };
}

/** Starting a worker anew costs about as much as waiting this long for an answer that nobody wants. */
const patienceMs = 150;

export function openWorker(): Port {
  return new Worker(new URL('./simulation.worker.ts', import.meta.url), { type: 'module' });
}
