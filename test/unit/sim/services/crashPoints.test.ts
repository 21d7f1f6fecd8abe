import { describe, expect, it } from 'vitest';
import { count, emissions, type Fact, factsOf, fault, only, run, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const scenario = workshop();
const onOff = [true, false] as const;
const acks = ['after', 'before'] as const;

interface Outcome {
  /** How often the thing was made. */
  readonly effects: number;
  /** Different announcements of it that reached the broker. */
  readonly announced: number;
}

/** The works crash when they reach the point, and are back after 200 ms. */
function crashAt(
  point: string,
  settings: { readonly outbox: boolean; readonly dedupe: boolean; readonly ack: string },
): Outcome & { readonly facts: readonly Fact[] } {
  const trace = run(scenario, {
    settings: { 'works.outbox': settings.outbox, 'works.dedupe': settings.dedupe, 'works.ack': settings.ack },
    interventions: [send(), fault('crash', 'works', { at: 0, for: 200 }, { point })],
  });
  const facts = factsOf(trace);
  expect(select(facts, 'crashed').map(({ place, says }) => [place, says])).toEqual([['works', point]]);
  const announced = new Set(select(facts, 'accepted', { type: 'ThingMade' }).map(({ message }) => message)).size;
  return { effects: emissions(trace)['ThingMade'] ?? 0, announced, facts };
}

/**
 * What is left of one thing, by crash point × outbox × inbox × when it is acknowledged. Acknowledged before the work, nothing comes again:
 * what the crash cut off stays cut off. Acknowledged after it, the message comes again: the inbox alone keeps it from taking effect twice,
 * the outbox alone keeps what had been saved.
 */
const table: Readonly<Record<string, (outbox: boolean, dedupe: boolean, ack: string) => Outcome>> = {
  'before-effect': (_outbox, _dedupe, ack) => (ack === 'before' ? { effects: 0, announced: 0 } : { effects: 1, announced: 1 }),
  'before-publish': (outbox, dedupe, ack) => {
    if (ack === 'before' || dedupe) return { effects: 1, announced: outbox ? 1 : 0 };
    return { effects: 2, announced: outbox ? 2 : 1 };
  },
  'before-ack': (_outbox, dedupe, ack) => (ack === 'before' || dedupe ? { effects: 1, announced: 1 } : { effects: 2, announced: 2 }),
};

describe.each(Object.entries(table))('a crash %s', (point, expected) => {
  const cases = onOff.flatMap((outbox) => onOff.flatMap((dedupe) => acks.map((ack) => ({ outbox, dedupe, ack }))));

  it.each(cases)('outbox $outbox, inbox $dedupe, acknowledge $ack', (settings) => {
    const { effects, announced } = crashAt(point, settings);
    expect({ effects, announced }).toEqual(expected(settings.outbox, settings.dedupe, settings.ack));
  });
});

describe('the outbox', () => {
  it('after a crash between saving and sending: sent after the restart, once', () => {
    const { facts } = crashAt('before-publish', { outbox: true, dedupe: true, ack: 'after' });
    expect(select(facts, 'sent', { type: 'ThingMade' }).map(({ ms }) => ms)).toEqual([340]);
    expect(only(facts, 'restarted').ms).toBe(340);
  });

  it('after a crash between sending and confirming: sent again with the same id, and the painters ignore the second', () => {
    const { facts } = crashAt('before-ack', { outbox: true, dedupe: true, ack: 'after' });
    const sent = select(facts, 'sent', { type: 'ThingMade' });
    expect(sent.map(({ ms }) => ms)).toEqual([140, 340]);
    expect(new Set(sent.map(({ message }) => message)).size).toBe(1);
    expect(only(facts, 'ignored', { place: 'painters' }).type).toBe('ThingMade');
    expect(count(facts, 'committed', { type: 'PaintThing' })).toBe(1);
  });

  it('off, the announcement is lost with the process and says so', () => {
    const { facts } = crashAt('before-publish', { outbox: false, dedupe: true, ack: 'after' });
    expect(only(facts, 'publishFailed')).toMatchObject({ type: 'ThingMade', says: 'crashed before publishing', b: 0 });
    expect(count(facts, 'settled')).toBe(0);
  });

  it('keeps order: nothing overtakes what could not be sent', () => {
    const facts = factsOf(run(scenario, { interventions: [send(), send(), send(), fault('broker-down', 'broker', { at: 15, for: 500 })] }));
    expect(select(facts, 'accepted', { type: 'ThingStarted' }).map(({ key }) => key)).toEqual([1, 2, 3]);
  });
});

describe('the inbox', () => {
  it('survives a crash: it is saved with the effect', () => {
    const { facts } = crashAt('before-ack', { outbox: true, dedupe: true, ack: 'after' });
    expect(only(facts, 'ignored', { place: 'works' }).attempt).toBe(2);
  });

  it('refuses the second effect when two workers hold copies of one message at the same time', () => {
    const facts = factsOf(
      run(workshop({ defaults: 'concurrency: 2' }), {
        interventions: [send(), fault('duplicate', 'works', { at: 0, for: null }, { p: 1 })],
      }),
    );
    expect(select(facts, 'started', { place: 'works' }).map(({ ms }) => ms)).toEqual([40, 40]);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
    expect(only(facts, 'ignored', { place: 'works' }).ms).toBe(140);
  });

  it('is per subscriber: everybody who listens handles the event', () => {
    const facts = factsOf(run(scenario, { interventions: [send()] }));
    expect(select(facts, 'committed').map(({ place }) => place)).toEqual(expect.arrayContaining(['works', 'mail']));
    expect(count(facts, 'ignored')).toBe(0);
  });

  it('off, a double takes effect twice', () => {
    const doubled = run(scenario, {
      settings: { 'works.dedupe': false },
      interventions: [send(), fault('duplicate', 'works', { at: 0, for: null }, { p: 1 })],
    });
    expect(emissions(doubled)['ThingMade']).toBe(2);
    expect(doubled.header.places.find(({ id }) => id === 'works')?.settings['dedupe']).toBe(false);
  });
});

describe('acknowledged before the work', () => {
  it('the line empties into the service, and a crash loses all of it', () => {
    const facts = factsOf(
      run(scenario, {
        settings: { 'works.ack': 'before', 'desk.concurrency': 4 },
        interventions: [send(), send(), send(), send(), fault('crash', 'works', { at: 100, for: 200 })],
      }),
    );
    expect(count(facts, 'acknowledged', { place: 'works' })).toBe(4);
    expect(count(facts, 'committed', { place: 'works' })).toBe(0);
    expect(count(facts, 'settled')).toBe(0);
  });

  it('a message that cannot be read is not tried again', () => {
    const facts = factsOf(
      run(scenario, { settings: { 'works.ack': 'before' }, interventions: [send(), fault('poison', 'works', { at: 0, for: null })] }),
    );
    expect(only(facts, 'failed').b).toBe(-1);
    expect(count(facts, 'deadLettered')).toBe(0);
  });
});

describe('a slow service', () => {
  it('takes the factor times as long while it lasts', () => {
    const facts = factsOf(
      run(scenario, { interventions: [send(), send(2000), fault('slow', 'works', { at: 0, for: 1000 }, { factor: 7.5 })] }),
    );
    expect(select(facts, 'started', { place: 'works' }).map(({ a }) => a)).toEqual([750_000, 100_000]);
  });
});

it('state survives a crash', () => {
  const facts = factsOf(run(scenario, { interventions: [send(), send(3000), fault('crash', 'works', { at: 1000, for: 500 })] }));
  expect(select(facts, 'stateSet', { place: 'works' }).map(({ key }) => key)).toEqual([1, 2]);
  const trace = run(scenario, { interventions: [send(), send(3000), fault('crash', 'works', { at: 1000, for: 500 })] });
  expect(select(factsOf(trace), 'stateSet').map(({ b }) => trace.values[b])).toEqual([1, 2]);
});
