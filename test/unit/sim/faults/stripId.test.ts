import { describe, expect, it } from 'vitest';
import { type Intervention, messageAt, type Trace } from '../../../../src/sim/index';
import { count, factsOf, fault, run, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const traceOf = (interventions: readonly Intervention[]): Trace => run(workshop(), { interventions: [send(), ...interventions] });
const strips = fault('strip-id', 'works', { at: 0, for: null }, { p: 1 });

describe('a service that strips correlation ids', () => {
  const traces = (trace: Trace) => new Set(Array.from({ length: trace.messageCount }, (_, i) => messageAt(trace, i + 1).correlation)).size;

  it('makes two traces of one flow: what it sends begins another, and what follows belongs to that', () => {
    expect(traces(traceOf([]))).toBe(1);
    expect(traces(traceOf([strips]))).toBe(2);
  });

  it('changes nothing but that: causes, keys and facts stay', () => {
    const [whole, broken] = [traceOf([]), traceOf([strips])];
    expect(count(factsOf(broken), 'faultStruck')).toBe(1);
    const others = (trace: Trace) => factsOf(trace).filter(({ kind }) => kind !== 'faultStruck' && kind !== 'faultOpened');
    expect(others(broken)).toEqual(others(whole));
    for (let message = 1; message <= whole.messageCount; message++) {
      const { causation, key } = messageAt(whole, message);
      expect(messageAt(broken, message)).toMatchObject({ causation, key });
    }
  });
});
