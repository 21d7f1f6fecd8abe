import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, digestOfTrace } from '../../../../src/sim/run/digest';
import { FactKind } from '../../../../src/sim/run/facts';
import type { Trace } from '../../../../src/sim/run/trace';
import { TraceWriter } from '../../../../src/sim/run/traceWriter';
import { smallHeader } from './smallHeader';

function sampleTrace(): Trace {
  const writer = new TraceWriter();
  let last = 0;
  for (let i = 0; i < 40; i++) {
    writer.now = i * 1e9;
    if (i % 4 === 0) last = writer.message(1, i, 0, last, 2, writer.payload({ id: `x-${i}`, amount: i / 10, nested: [i, null, true] }));
    writer.fact(FactKind.stateSet, 2, last, 1, writer.string(`field ${i % 3}`), writer.value(i / 7));
  }
  return writer.finish(smallHeader, '{"seed":1}');
}

type Writable = { [index: number]: number; readonly length: number };

/** Every column of a trace that holds numbers, by name. */
function columnsOf(trace: Trace): readonly (readonly [string, Writable])[] {
  const facts = trace.facts[0]!;
  const messages = trace.messages[0]!;
  return [
    ...(['time', 'kind', 'place', 'message', 'attempt', 'a', 'b'] as const).map((name) => [`facts.${name}`, facts[name]] as const),
    ...(['type', 'key', 'correlation', 'causation', 'sender', 'payload', 'createdAt'] as const).map(
      (name) => [`messages.${name}`, messages[name]] as const,
    ),
    ['values', trace.values],
  ];
}

describe('digest', () => {
  it('changes with every single value of every column', () => {
    const seen = new Set<string>([sampleTrace().digest]);
    let changes = 0;
    for (const [name] of columnsOf(sampleTrace())) {
      const trace = sampleTrace();
      const column = columnsOf(trace).find(([other]) => other === name)![1];
      for (let row = name.startsWith('messages') ? 1 : 0; row < column.length; row++) {
        const before = column[row]!;
        for (const delta of [1, -1]) {
          column[row] = before + delta;
          seen.add(digestOfTrace(trace, '{"seed":1}'));
          changes++;
        }
        column[row] = before;
      }
      expect(digestOfTrace(trace, '{"seed":1}')).toBe(trace.digest);
    }
    expect(changes).toBeGreaterThan(700);
    expect(seen.size).toBe(changes + 1);
  });

  it('changes with the spec, a text, a payload, the order of facts and a lost fact', () => {
    const trace = sampleTrace();
    const [chunk] = trace.facts;
    const swapped = { ...chunk!, a: chunk!.a.slice(), b: chunk!.b.slice() };
    [swapped.a[0], swapped.a[1]] = [swapped.a[1]!, swapped.a[0]!];
    const digests = [
      trace.digest,
      digestOfTrace(trace, '{"seed":2}'),
      digestOfTrace({ ...trace, strings: trace.strings.map((text) => text.replace('field 1', 'field1 ')) }, '{"seed":1}'),
      digestOfTrace(
        { ...trace, payloads: trace.payloads.map((fields, i) => (i === 3 ? { ...fields, extra: null } : fields)) },
        '{"seed":1}',
      ),
      digestOfTrace({ ...trace, facts: [swapped] }, '{"seed":1}'),
      digestOfTrace({ ...trace, facts: [{ ...chunk!, rows: chunk!.rows - 1 }] }, '{"seed":1}'),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('does not depend on the order of keys in plain data', () => {
    const keys = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.double()));
    fc.assert(
      fc.property(keys, (record) => {
        const reversed = Object.fromEntries(Object.entries(record).toReversed());
        expect(textOf(reversed)).toBe(textOf(record));
      }),
      { seed: 7 },
    );
  });

  it('tells different plain data apart', () => {
    const values = [
      null,
      true,
      false,
      0,
      1,
      '',
      '0',
      'a',
      'ab',
      'a\u0000',
      [],
      {},
      [[]],
      [1, 2],
      [[1], 2],
      { a: 1 },
      { b: 1 },
      { a: '1' },
      ['a'],
      { a: null },
    ];
    expect(new Set(values.map(textOf)).size).toBe(values.length);
  });

  it('absorbs a fact by its numbers, not by the bytes of the host', () => {
    // Worked out from the values alone: a big-endian host must get the same text.
    const trace = sampleTrace();
    expect(trace.digest).toMatchInlineSnapshot(`"KWF3LJSNOAGWTGVDLIQAML7OSU"`);
  });

  it('spreads one flipped bit over the whole text', () => {
    let same = 0;
    const base = textOf(0);
    for (let i = 1; i <= 1000; i++) {
      const text = textOf(i);
      for (let at = 0; at < 25; at++) if (text[at] === base[at]) same++;
    }
    // One character in 32 agrees by chance.
    expect(Math.abs(same / 25_000 - 1 / 32)).toBeLessThan(0.006);
  });

  it('gives run codes that do not collide in small sets', () => {
    const codes = new Set(Array.from({ length: 5000 }, (_, i) => textOf({ seed: i }).slice(0, 6)));
    expect(codes.size).toBeGreaterThan(4980);
  });
});

function textOf(value: Parameters<Digest['data']>[0]): string {
  const digest = new Digest();
  digest.data(value);
  return digest.toText();
}
