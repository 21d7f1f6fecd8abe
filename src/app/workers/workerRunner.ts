import type { RunSpec } from '../../sim';
import type { Reply, Request } from './protocol';
import type { ParseReply, Runner, ScenarioFile, SimulateReply } from './runner';

/** The part of a worker that the runner needs. */
export type Port = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** A worker that is opened when it is first needed and can be thrown away. */
interface Line {
  send(request: Request): void;
  close(): void;
}

function createLine(open: () => Port, on: { readonly reply: (reply: Reply) => void; readonly failure: (message: string) => void }): Line {
  let port: Port | null = null;
  return {
    send(request) {
      if (port === null) {
        port = open();
        port.onmessage = (event: MessageEvent<Reply>) => on.reply(event.data);
        port.onerror = (event) => on.failure(event.message || 'the worker stopped');
      }
      port.postMessage(request);
    },
    close() {
      port?.terminate();
      port = null;
    },
  };
}

interface Work {
  readonly spec: RunSpec;
  readonly onProgress: (facts: number) => void;
  readonly done: (reply: SimulateReply) => void;
}

/**
 * Runs requests in a worker. While it is busy only the latest simulation waits; an overtaken one that has already begun is
 * thrown away with its worker when it is known to take long, otherwise its answer is dropped.
 */
export function createWorkerRunner(open: () => Port, now: () => number): Runner {
  let lastId = 0;
  let parsing: { readonly request: Request; readonly done: (reply: ParseReply) => void } | null = null;
  let running: (Work & { readonly id: number; readonly since: number }) | null = null;
  let next: Work | null = null;

  const start = (work: Work): void => {
    running = { ...work, id: ++lastId, since: now() };
    line.send({ kind: 'simulate', id: running.id, spec: work.spec });
  };

  const restart = (): void => {
    line.close();
    running = null;
    // A file that was being read is read again by the next worker.
    if (parsing !== null) line.send(parsing.request);
  };

  const parsed = (reply: ParseReply): void => {
    const done = parsing?.done;
    parsing = null;
    done?.(reply);
  };

  const simulated = (reply: SimulateReply): void => {
    const overtaking = next;
    const done = running?.done;
    running = null;
    next = null;
    if (overtaking === null) done?.(reply);
    else start(overtaking);
  };

  const line = createLine(open, {
    reply(answer) {
      if (answer.kind === 'parse' && answer.id === parsing?.request.id) parsed(answer.reply);
      if (answer.kind === 'progress' && answer.id === running?.id) running.onProgress(answer.facts);
      if (answer.kind === 'simulate' && answer.id === running?.id) simulated(answer.reply);
    },
    failure(message) {
      const done = next?.done ?? running?.done;
      next = null;
      parsing = null;
      restart();
      done?.({ kind: 'failed', message });
    },
  });

  return {
    parse(file: ScenarioFile, done) {
      parsing = { request: { kind: 'parse', id: ++lastId, file }, done };
      line.send(parsing.request);
    },
    simulate(spec, done, onProgress = () => undefined) {
      if (running !== null && now() - running.since > patienceMs) restart();
      if (running === null) start({ spec, done, onProgress });
      else next = { spec, done, onProgress };
    },
    cancel() {
      next = null;
      if (running !== null) restart();
    },
  };
}

/** Starting a worker anew costs about as much as waiting this long for an answer that nobody wants. */
const patienceMs = 150;

export function openWorker(): Port {
  return new Worker(new URL('./simulation.worker.ts', import.meta.url), { type: 'module' });
}
