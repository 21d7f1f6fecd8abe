import { describe, expect, test } from 'vitest';
import type { Request } from '../../../../src/app/workers/protocol';
import { type Port, createWorkerRunner } from '../../../../src/app/workers/workerRunner';
import type { SimulateReply } from '../../../../src/app/workers/runner';
import type { RunSpec } from '../../../../src/sim';

class FakePort implements Port {
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  readonly sent: Request[] = [];
  terminated = false;

  postMessage(message: Request): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Answers the request with this position in the order of arrival. */
  answer(index: number): void {
    const request = this.sent[index];
    if (request === undefined) throw new Error('nothing was asked');
    const reply: SimulateReply = { kind: 'failed', message: `answer ${request.id}` };
    this.onmessage?.call(this as unknown as Worker, { data: { kind: 'simulate', id: request.id, reply } } as MessageEvent);
  }
}

const spec = { seed: 1 } as RunSpec;

function start() {
  const ports: FakePort[] = [];
  let time = 0;
  const runner = createWorkerRunner(
    () => {
      const port = new FakePort();
      ports.push(port);
      return port;
    },
    () => time,
  );
  const answers: string[] = [];
  const simulate = (name: string): void =>
    runner.simulate(spec, (reply) => answers.push(`${name}: ${reply.kind === 'failed' ? reply.message : ''}`));
  return { ports, runner, answers, simulate, pass: (ms: number) => (time += ms) };
}

describe('the worker runner', () => {
  test('opens no worker before there is something to do', () => {
    expect(start().ports).toHaveLength(0);
  });

  test('answers the latest request only; those overtaken on the way are never started', () => {
    const { ports, answers, simulate } = start();
    simulate('a');
    simulate('b');
    simulate('c');
    expect(ports[0]?.sent).toHaveLength(1);
    ports[0]?.answer(0);
    expect(answers).toEqual([]);
    ports[0]?.answer(1);
    expect(answers).toEqual(['c: answer 2']);
  });

  test('throws away a worker that is busy for long with something overtaken', () => {
    const { ports, answers, simulate, pass } = start();
    simulate('long');
    pass(200);
    simulate('new');
    expect(ports[0]?.terminated).toBe(true);
    ports[1]?.answer(0);
    expect(answers).toEqual(['new: answer 2']);
  });

  test('cancel stops the worker and nobody is called', () => {
    const { ports, answers, runner, simulate } = start();
    simulate('a');
    runner.cancel();
    expect(ports[0]?.terminated).toBe(true);
    simulate('b');
    ports[1]?.answer(0);
    expect(answers).toEqual(['b: answer 2']);
  });

  test('a worker that dies is an answer, not a hang', () => {
    const { ports, answers, simulate } = start();
    simulate('a');
    ports[0]?.onerror?.call(ports[0] as unknown as Worker, { message: 'out of memory' } as ErrorEvent);
    expect(answers).toEqual(['a: out of memory']);
  });
});
