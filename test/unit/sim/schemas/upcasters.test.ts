import { describe, expect, it } from 'vitest';
import { added, removed, renamed, type Upcaster, UpcasterChain } from '../../../../src/sim/schemas/upcasters';

const steps: readonly Upcaster[] = [
  { from: 1, to: 2, upcast: renamed('amount', 'total') },
  { from: 2, to: 3, upcast: added('currency', 'EUR') },
  { from: 3, to: 5, upcast: removed('note') },
];

function chain(upcasters: readonly Upcaster[]): UpcasterChain {
  const made = UpcasterChain.of(upcasters);
  if (!made.ok) throw new Error(made.error.kind);
  return made.value;
}

describe('upcasters', () => {
  it('bring data of any version up to the wanted one, in the order of the versions', () => {
    const { upcast } = {
      upcast: (version: number, wanted: number) => chain(steps.toReversed()).upcast({ amount: 5, note: 'x' }, version, wanted),
    };
    expect(upcast(1, 5)).toEqual({ ok: true, value: { total: 5, currency: 'EUR' } });
    expect(upcast(1, 2)).toEqual({ ok: true, value: { total: 5, note: 'x' } });
    expect(upcast(2, 3)).toEqual({ ok: true, value: { amount: 5, note: 'x', currency: 'EUR' } });
    expect(upcast(5, 5)).toEqual({ ok: true, value: { amount: 5, note: 'x' } });
  });

  it('leave the data that they got as it is', () => {
    const data = Object.freeze({ amount: 5, currency: 'USD' });
    expect(chain(steps).upcast(data, 1, 3)).toEqual({ ok: true, value: { total: 5, currency: 'USD' } });
    expect(data).toEqual({ amount: 5, currency: 'USD' });
  });

  it('never go down, never guess a step', () => {
    expect(chain(steps).upcast({}, 3, 2)).toEqual({ ok: false, error: { kind: 'newer', version: 3, wanted: 2 } });
    expect(chain(steps).upcast({}, 1, 4)).toEqual({ ok: false, error: { kind: 'noPath', version: 3, wanted: 4 } });
    expect(chain(steps).upcast({}, 5, 6)).toEqual({ ok: false, error: { kind: 'noPath', version: 5, wanted: 6 } });
  });

  it('make a chain only when every step goes up and each version has one', () => {
    const same = { from: 1, to: 1, upcast: removed('x') };
    expect(UpcasterChain.of([same])).toEqual({ ok: false, error: { kind: 'backwards', from: 1, to: 1 } });
    expect(UpcasterChain.of([...steps, { from: 2, to: 9, upcast: removed('x') }])).toEqual({
      ok: false,
      error: { kind: 'ambiguous', from: 2 },
    });
  });
});
