import { describe, expect, it } from 'vitest';
import { digestOfTrace } from '../../../../src/sim/run/digest';
import { FactKind, RunEnd } from '../../../../src/sim/run/facts';
import { goldenText } from '../../../../src/sim/run/goldenText';
import { factAt, messageAt, rowAtOrBefore, timeAt, transferablesOf } from '../../../../src/sim/run/read';
import { chunkRows, type Trace } from '../../../../src/sim/run/trace';
import { TraceWriter } from '../../../../src/sim/run/traceWriter';
import { smallHeader } from './smallHeader';

/** Writes `count` facts, one per microsecond pair, and a message for every third of them. */
function writeMany(count: number): { trace: Trace; messages: number } {
  const writer = new TraceWriter();
  let messages = 0;
  for (let i = 0; i < count; i++) {
    writer.now = i >> 1;
    if (i % 3 === 0) messages = writer.message(i % 2, i, i % 6 === 0 ? 0 : 1, messages, 2, writer.payload({ i }));
    writer.fact(FactKind.received, 1 + (i % 2), messages, i % 5, i, -i);
  }
  return { trace: writer.finish(smallHeader, 'spec'), messages };
}

describe('trace', () => {
  it('gives back every fact and message across chunks', () => {
    const count = 2 * chunkRows + 1234;
    const { trace, messages } = writeMany(count);
    expect([trace.rows, trace.messageCount, trace.endTime]).toEqual([count, messages, (count - 1) >> 1]);
    expect(trace.facts.map((chunk) => chunk.rows)).toEqual([chunkRows, chunkRows, 1234]);
    for (const i of [0, 1, 1023, 1024, 65_535, 65_536, 131_072, count - 1]) {
      expect(factAt(trace, i)).toEqual({
        time: i >> 1,
        kind: FactKind.received,
        name: 'received',
        place: 1 + (i % 2),
        message: Math.floor(i / 3) + 1,
        attempt: i % 5,
        a: i,
        b: 0 - i,
      });
    }
    const id = 43_000;
    expect(messageAt(trace, id)).toEqual({
      type: ((id - 1) * 3) % 2,
      key: (id - 1) * 3,
      correlation: 1,
      causation: id - 1,
      sender: 2,
      payload: id,
      createdAt: ((id - 1) * 3) >> 1,
    });
    expect(messageAt(trace, 1).correlation).toBe(1);
    expect(messageAt(trace, 3).correlation).toBe(3);
    expect(trace.payloads[id]).toEqual({ i: (id - 1) * 3 });
  });

  it('reads while it is written', () => {
    const writer = new TraceWriter();
    const payload = writer.payload({ amount: 12 });
    let last = 0;
    for (let i = 0; i < chunkRows + 5; i++) last = writer.message(3, i, 0, last, 4, payload);
    expect([writer.typeOf(last), writer.keyOf(last), writer.causationOf(last), writer.senderOf(last)]).toEqual([
      3,
      chunkRows + 4,
      last - 1,
      4,
    ]);
    expect([writer.correlationOf(last), writer.messageCount, writer.keyOf(1)]).toEqual([last, last, 0]);
    expect(writer.payloadFields(writer.payloadOf(last))).toEqual({ amount: 12 });
  });

  it('interns texts and keeps numbers', () => {
    const writer = new TraceWriter();
    const stock = writer.string('stock');
    expect(writer.string('stock')).toBe(stock);
    expect(writer.string('')).toBe(0);
    const values = Array.from({ length: 200 }, (_, i) => writer.value(i / 3));
    const trace = writer.finish(smallHeader, '');
    expect(trace.strings).toEqual(['', 'stock']);
    expect(trace.values[values[100]!]).toBe(100 / 3);
    expect(trace.values).toHaveLength(200);
  });

  it('carries no slack and hands over one buffer per chunk', () => {
    const { trace } = writeMany(100);
    const bytes = transferablesOf(trace).reduce((sum, buffer) => sum + buffer.byteLength, 0);
    expect(bytes).toBe(100 * 25 + 35 * 28);
    const large = writeMany(chunkRows + 1).trace;
    expect(transferablesOf(large)).toHaveLength(2 + 1 + 1);
    expect(transferablesOf(large)).toContain(large.facts[1]!.kind.buffer);
  });

  it('finds the row of a time', () => {
    const { trace } = writeMany(70_000);
    expect([-1, 0, 0.5, 1, 34_999, 1e9].map((t) => rowAtOrBefore(trace, t))).toEqual([0, 2, 2, 4, 70_000, 70_000]);
    for (const t of [5, 31_000, 33_333]) {
      const rows = rowAtOrBefore(trace, t);
      expect([timeAt(trace, rows - 1), timeAt(trace, rows)]).toEqual([t, t + 1]);
    }
  });

  it('refuses facts that go back in time', () => {
    const writer = new TraceWriter();
    writer.now = 5;
    writer.fact(FactKind.received, 1, 0, 0, 0, 0);
    writer.now = 4;
    writer.fact(FactKind.received, 1, 0, 0, 0, 0);
    expect(() => writer.finish(smallHeader, '')).toThrow('in the order of time');
  });

  it('is digested while it is written exactly as afterwards', () => {
    const { trace } = writeMany(chunkRows + 77);
    expect(digestOfTrace(trace, 'spec')).toBe(trace.digest);
    expect(trace.digest).toMatch(/^[A-Z2-7]{26}$/);
    expect(trace.runCode).toBe(trace.digest.slice(0, 6));
  });
});

describe('golden text', () => {
  it('has one readable line per fact', () => {
    const writer = new TraceWriter();
    const command = writer.message(0, 7, 0, 0, 1, 0);
    writer.fact(FactKind.sent, 1, command, 0, 10_000, 2);
    writer.now = 10_000;
    writer.fact(FactKind.received, 2, command, 1, 0, 0);
    writer.fact(FactKind.started, 2, command, 1, 15_500, 0);
    writer.now = 25_501;
    const event = writer.message(1, 7, command, command, 2, 0);
    writer.fact(FactKind.stateSet, 2, command, 0, writer.string('stock'), writer.value(4));
    writer.fact(FactKind.committed, 2, command, 1, event, 1);
    writer.fact(FactKind.sent, 2, event, 0, 2500, 3);
    writer.fact(FactKind.accepted, 3, event, 0, 0, 0);
    writer.fact(FactKind.failed, 2, command, 2, writer.string('poison'), -1);
    writer.fact(FactKind.settled, 2, event, 0, 1, 25);
    writer.fact(FactKind.ended, 0, 0, 0, RunEnd.quiet, 0);
    expect(`\n${goldenText(writer.finish(smallHeader, ''))}`).toMatchInlineSnapshot(`
      "
             0.000 sent           customer     m1 DoIt #7 hop=10ms to shop
            10.000 received       shop         m1 DoIt #7
            10.000 started        shop         m1 DoIt #7 takes=15500us
            25.501 stateSet       shop         m1 DoIt #7 stock = 4
            25.501 committed      shop         m1 DoIt #7 emits m2 Done
            25.501 sent           shop         m2 Done #7 (after m1) hop=2500us to broker
            25.501 accepted       broker       m2 Done #7 copies=0
            25.501 failed         shop         m1 DoIt #7 try 2 "poison" retry=never
            25.501 settled        shop         m2 Done #7 success after=25ms
            25.501 ended          run          quiet
      "
    `);
  });
});
