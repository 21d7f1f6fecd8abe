import { describe, expect, test } from 'vitest';
import {
  causalOrder,
  createPlayback,
  placeName,
  standingSentence,
  stateLine,
  stateSentence,
  structureOf,
  summaryAt,
} from '../../../src/playback';
import { baseForm, isPast, presentOf, secondsOf, thirdPerson, wordsOf } from '../../../src/playback/narrator/grammar';
import type { Coordination, Intervention, Trace } from '../../../src/sim';
import { allCoordinations, allScenarios, fault, oneRun, realRun } from './traces';

function lineOf(trace: Trace, id: string, time = trace.endTime): string {
  const place = trace.header.places.findIndex((info) => info.id === id);
  return stateLine(trace.header, createPlayback(trace).frameAt(time), place);
}

const down = (coordination: Coordination, more: readonly Intervention[] = []): Trace =>
  realRun('retail', coordination, {
    interventions: [{ kind: 'send', at: 0 }, { kind: 'send', at: 10_000 }, fault('crash', 'payment', [5_000, null]), ...more],
  });

describe('grammar', () => {
  test('names fall into words', () => {
    expect(wordsOf('PlaceOrder')).toEqual(['place', 'order']);
    expect(wordsOf('order.placed-v2')).toEqual(['order', 'placed', 'v2']);
    expect(wordsOf('sendSMSNow')).toEqual(['send', 'sms', 'now']);
  });

  test.each([
    ['charged', 'charge'],
    ['reserved', 'reserve'],
    ['released', 'release'],
    ['created', 'create'],
    ['confirmed', 'confirm'],
    ['cancelled', 'cancel'],
    ['filled', 'fill'],
    ['shipped', 'ship'],
    ['notified', 'notify'],
    ['paid', 'pay'],
    ['matched', 'match'],
    ['screened', 'screen'],
    ['credited', 'credit'],
    ['debited', 'debit'],
    ['refunded', 'refund'],
    ['booked', 'book'],
    ['processed', 'process'],
    ['scheduled', 'schedule'],
    ['declined', 'decline'],
    ['assigned', 'assign'],
  ])('%s comes from %s', (past, base) => {
    expect(baseForm(past)).toBe(base);
  });

  test('third person, present, past', () => {
    expect(['release', 'process', 'notify', 'match', 'pay'].map(thirdPerson)).toEqual([
      'releases',
      'processes',
      'notifies',
      'matches',
      'pays',
    ]);
    expect(presentOf('reserved stock for #2')).toBe('reserves stock for #2');
    expect(isPast('confirmed')).toBe(true);
    expect(isPast('stock')).toBe(false);
  });

  test('spans are short', () => {
    expect([0, 30_000, 432_000, 1_000_000, 12_100_000, 30_000_000].map(secondsOf)).toEqual([
      '0 s',
      '0.03 s',
      '0.4 s',
      '1 s',
      '12.1 s',
      '30 s',
    ]);
  });
});

describe('the state line', () => {
  test('after the first order reads as the design says', () => {
    const trace = oneRun('retail', 'choreography');
    expect(lineOf(trace, 'customer')).toBe('places orders');
    expect(lineOf(trace, 'order')).toBe('1 confirmed');
    expect(lineOf(trace, 'inventory')).toBe('stock 39');
    expect(lineOf(trace, 'payment')).toMatch(/^€\d+ taken$/);
    expect(lineOf(trace, 'shipping')).toBe('1 shipment');
    expect(lineOf(trace, 'orders-by-customer')).toBe('1 row · up to date');
  });

  test('a place whose flows ended elsewhere counts what it did itself', () => {
    expect(lineOf(oneRun('ride', 'choreography'), 'trips')).toBe('1 requested');
  });

  test('before it nothing has happened', () => {
    const trace = oneRun('retail', 'choreography');
    expect(['order', 'inventory', 'payment', 'shipping'].map((id) => lineOf(trace, id, -1))).toEqual([
      'no orders yet',
      'stock 40',
      '€0 taken',
      '0 shipments',
    ]);
  });

  test('counts what is open, and how far a read model is behind', () => {
    const trace = down('choreography');
    expect(lineOf(trace, 'order', 1_000_000)).toBe('2 pending');
    expect(lineOf(oneRun('retail', 'choreography'), 'orders-by-date', 50_000)).toMatch(/^0 rows · lag 0\.0\d s$/);
  });

  test.each(allScenarios.flatMap((scenario) => allCoordinations.map((coordination) => [scenario, coordination] as const)))(
    '%s, %s: every place has a short line at any time',
    (scenario, coordination) => {
      const trace = realRun(scenario, coordination, { workload: 'file' });
      const playback = createPlayback(trace);
      const lines = [0, 0.5, 1].flatMap((share) =>
        trace.header.places.map((_, place) => stateLine(trace.header, playback.frameAt(share * trace.endTime), place)),
      );
      expect(lines.filter((line) => /undefined|NaN|[{}?]/.test(line) || line.length > 60)).toEqual([]);
    },
  );
});

describe('state on demand', () => {
  test('says how the flow stands, what is down, what the places show', () => {
    const trace = down('choreography');
    const frame = createPlayback(trace).frameAt(1_000_000);
    expect(stateSentence(frame, trace.header)).toBe('2 orders: 2 pending. Payment down since 0.01 s, 2 waiting. Stock 37. €0 taken.');
    expect(stateSentence(createPlayback(trace).frameAt(-1), trace.header)).toBe('No orders yet. Stock 40. €0 taken.');
  });

  test('says what still works while something is down', () => {
    const trace = oneRun('retail', 'choreography', [fault('crash', 'payment', [5_000, null])]);
    const playback = createPlayback(trace);
    expect(standingSentence(playback.frameAt(1_000_000), trace.header)).toBe(
      'Order Management still takes orders. 1 message waits for Payment.',
    );
    expect(standingSentence(playback.frameAt(1_000), trace.header)).toBeNull();
  });

  test('names a place with its condition, title first', () => {
    const trace = down('choreography');
    const payment = trace.header.places.findIndex((info) => info.id === 'payment');
    expect(placeName(trace.header, createPlayback(trace).frameAt(1_000_000), payment)).toBe(
      'Payment, service, down, 2 messages waiting, €0 taken',
    );
  });

  test('names the broker: up, down, not used', () => {
    const trace = oneRun('retail', 'choreography', [fault('broker-down', 'broker', [0, 1_000_000])]);
    const broker = trace.header.places.findIndex((info) => info.kind === 'broker');
    expect(placeName(trace.header, createPlayback(trace).frameAt(500_000), broker)).toBe('Broker, broker, down');
    const calls = oneRun('retail', 'calls');
    expect(placeName(calls.header, createPlayback(calls).frameAt(0), broker)).toBe('Broker, broker, not used');
  });
});

describe('the summary', () => {
  test('of one order', () => {
    const trace = oneRun('retail', 'choreography');
    expect(summaryAt(trace, trace.endTime)).toMatchObject({
      text: '1 order · 6 commands · 6 events · 0.5 s',
      outcome: '1 confirmed',
      started: 1,
    });
  });

  test.each(allCoordinations)('counts the same messages under %s', (coordination) => {
    const trace = oneRun('retail', coordination);
    expect(summaryAt(trace, trace.endTime)).toMatchObject({ commands: 6, events: 6, outcome: '1 confirmed' });
  });

  test('leaves out the silence before a deadline', () => {
    const trace = oneRun('retail', 'choreography', [fault('crash', 'payment', [5_000, null])]);
    expect(trace.endTime).toBeGreaterThan(20_000_000);
    expect(summaryAt(trace, trace.endTime)).toMatchObject({ outcome: '1 pending' });
    expect(summaryAt(trace, trace.endTime).text).toMatch(/ · 0\.\d s$/);
  });
});

describe('the structure', () => {
  test('stands in causal order and names what each place does', () => {
    const { header } = oneRun('retail', 'choreography');
    const titles = structureOf(header).map(({ title }) => title);
    expect(titles.slice(0, 2)).toEqual(['Customer', 'Order Management']);
    expect(new Set(causalOrder(header)).size).toBe(header.places.length - 1);
    const inventory = structureOf(header).find(({ title }) => title === 'Inventory')!;
    expect(inventory).toMatchObject({ kind: 'service', handles: ['ReserveStock', 'ReleaseStock'] });
    expect(inventory.policies).toContain('whenever OrderPlaced then ReserveStock');
    expect(inventory.from).toContainEqual({ place: 3, title: 'Order Management', type: 'OrderPlaced', via: 'broker' });
  });
});
