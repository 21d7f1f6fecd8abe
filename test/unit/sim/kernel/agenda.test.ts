import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda, Phase } from '../../../../src/sim/kernel/agenda';

interface ModelEvent {
  readonly time: number;
  readonly phase: number;
  readonly sequence: number;
  readonly handle: number;
}

/** What the agenda must do, as simply as it can be said. */
class SortedModel {
  now = 0;
  private events: ModelEvent[] = [];
  private sequence = 0;

  add(time: number, phase: number, handle: number): number {
    this.sequence++;
    this.events.push({ time, phase, sequence: this.sequence, handle });
    this.events.sort((p, q) => p.time - q.time || p.phase - q.phase || p.sequence - q.sequence);
    return this.sequence;
  }

  cancel(handle: number): boolean {
    const before = this.events.length;
    this.events = this.events.filter((event) => event.handle !== handle);
    return this.events.length < before;
  }

  next(): ModelEvent | undefined {
    const event = this.events.shift();
    if (event !== undefined) this.now = event.time;
    return event;
  }

  get size(): number {
    return this.events.length;
  }

  get peek(): number {
    return this.events[0]?.time ?? Infinity;
  }
}

type Step =
  | { readonly do: 'add'; readonly delay: number; readonly phase: number }
  | { readonly do: 'next' }
  | { readonly do: 'cancel'; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  // Few delays and phases: ties are the rule here.
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('add' as const), delay: fc.integer({ min: 0, max: 4 }), phase: fc.integer({ min: 0, max: 5 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'next' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick: fc.nat() }) },
);

type Observation = readonly (number | boolean)[];

interface Pair {
  readonly agenda: Agenda;
  readonly model: SortedModel;
  readonly handles: number[];
}

/** Does one step on both sides; each side tells what can be observed of it. */
function stepBoth({ agenda, model, handles }: Pair, action: Step): readonly [Observation, Observation] {
  switch (action.do) {
    case 'add': {
      const time = model.now + action.delay;
      const ordinal = handles.length;
      const handle = agenda.schedule(time, action.phase, 7, ordinal, 1 - ordinal, 0x7fffffff);
      handles.push(handle);
      model.add(time, action.phase, handle);
      return [[handle > 0], [true]];
    }
    case 'cancel': {
      // Old handles are picked as well: their slots are long in use by other events.
      const handle = handles[action.pick % Math.max(1, handles.length)] ?? 0;
      return [[agenda.cancel(handle)], [model.cancel(handle)]];
    }
    case 'next': {
      const expected = model.next();
      const found = agenda.next();
      if (expected === undefined) return [[found], [false]];
      const ordinal = handles.indexOf(expected.handle);
      return [
        [found, agenda.phase, agenda.kind, agenda.a, agenda.b, agenda.c],
        [true, expected.phase, 7, ordinal, 1 - ordinal, 0x7fffffff],
      ];
    }
    default:
      throw new Error('unknown step');
  }
}

function runBoth(steps: readonly Step[]): void {
  const pair: Pair = { agenda: new Agenda(), model: new SortedModel(), handles: [] };
  const { agenda, model } = pair;
  const seen = steps.map((action) => {
    const [ours, theirs] = stepBoth(pair, action);
    return [
      [...ours, agenda.pending, agenda.peekTime(), agenda.time],
      [...theirs, model.size, model.peek, model.now],
    ] as const;
  });
  expect(seen.map(([ours]) => ours)).toEqual(seen.map(([, theirs]) => theirs));
}

describe('agenda', () => {
  it('does what a sorted list does, with ties, cancellations and reused slots', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 400 }), runBoth), { seed: 20_261, numRuns: 300 });
  });

  it('runs events of one instant by phase, then in the order of scheduling', () => {
    const agenda = new Agenda();
    agenda.schedule(10, Phase.send, 1, 0, 0, 0);
    agenda.schedule(10, Phase.timer, 2, 0, 0, 0);
    agenda.schedule(10, Phase.send, 3, 0, 0, 0);
    agenda.schedule(10, Phase.intervention, 4, 0, 0, 0);
    agenda.schedule(9, Phase.send, 5, 0, 0, 0);
    const kinds: number[] = [];
    while (agenda.next()) kinds.push(agenda.kind);
    expect(kinds).toEqual([5, 4, 2, 1, 3]);
  });

  it('lets an event of the same instant with an earlier phase run before the later phases that wait', () => {
    const agenda = new Agenda();
    agenda.schedule(5, Phase.completion, 1, 0, 0, 0);
    agenda.schedule(5, Phase.send, 2, 0, 0, 0);
    agenda.next();
    agenda.schedule(5, Phase.timer, 3, 0, 0, 0);
    agenda.next();
    expect(agenda.kind).toBe(3);
  });

  it('never lets the handle of a finished event cancel the event that took its slot', () => {
    const agenda = new Agenda();
    const first = agenda.schedule(1, Phase.timer, 1, 0, 0, 0);
    agenda.next();
    const second = agenda.schedule(2, Phase.timer, 2, 0, 0, 0);
    expect(agenda.cancel(first)).toBe(false);
    expect(agenda.pending).toBe(1);
    expect(agenda.cancel(second)).toBe(true);
    expect(agenda.cancel(second)).toBe(false);
    expect(agenda.cancel(0)).toBe(false);
    expect(agenda.next()).toBe(false);
  });

  it('keeps order with ten thousand timers at a time of which most are cancelled', () => {
    const agenda = new Agenda();
    let cancelled = 0;
    for (let round = 0; round < 50; round++) {
      const handles: number[] = [];
      for (let i = 0; i < 10_000; i++) handles.push(agenda.schedule(agenda.time + 1 + ((i * 7919) % 10_007), Phase.timer, i, 0, 0, 0));
      for (let i = 0; i < 10_000; i++) if (i % 10 !== 0 && agenda.cancel(handles[i]!)) cancelled++;
      for (let i = 0; i < 900; i++) agenda.next();
    }
    expect(cancelled).toBe(50 * 9000);
    expect(agenda.pending).toBe(50 * 1000 - 50 * 900);
    const times: number[] = [];
    while (agenda.next()) times.push(agenda.time);
    expect(times).toHaveLength(5000);
    expect(times).toEqual(times.toSorted((p, q) => p - q));
  });

  it('cancels without moving time', () => {
    const agenda = new Agenda();
    const handle = agenda.schedule(100, Phase.timer, 1, 0, 0, 0);
    agenda.cancel(handle);
    expect(agenda.peekTime()).toBe(Infinity);
    expect(agenda.next()).toBe(false);
    expect(agenda.time).toBe(0);
  });

  it('refuses an event in the past', () => {
    const agenda = new Agenda();
    agenda.schedule(10, Phase.timer, 1, 0, 0, 0);
    agenda.next();
    expect(() => agenda.schedule(9, Phase.timer, 1, 0, 0, 0)).toThrow('an event lies in the past');
  });
});
