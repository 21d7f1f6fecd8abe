import { describe, expect, test } from 'vitest';
import { captionAt, sentenceAt } from '../../../src/playback';
import { kindsUntold } from '../../../src/playback/narrator/sentences';
import { type Coordination, factAt, FactKind, type Intervention, type RunSpec, type Trace } from '../../../src/sim';
import { allCoordinations, allScenarios, fault, oneRun, realRun, troubledRun } from './traces';

function textsOf(trace: Trace): readonly string[] {
  return Array.from({ length: trace.rows }, (_, row) => sentenceAt(trace, row)?.text ?? '');
}

function notablesOf(trace: Trace): readonly string[] {
  return Array.from({ length: trace.rows }, (_, row) => sentenceAt(trace, row)).flatMap((sentence) =>
    sentence === null || sentence.severity === 'detail' ? [] : [sentence.text],
  );
}

const sends = (count: number, everyUs = 10_000): readonly Intervention[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'send', at: i * everyUs }));

function retail(coordination: Coordination, interventions: readonly Intervention[], settings: RunSpec['settings'] = {}): Trace {
  return realRun('retail', coordination, { interventions, settings });
}

describe('the narrator', () => {
  test('has one teller for every kind of fact', () => {
    expect(kindsUntold()).toEqual([]);
  });

  test('tells the first order in six captions', () => {
    expect(notablesOf(oneRun('retail', 'choreography'))).toEqual([
      'Customer asks Order Management to place order #1.',
      'Order Management announces OrderPlaced #1 — 3 are listening.',
      'Inventory reserved stock for #1.',
      'Payment charged #1.',
      'Shipping announces ShipmentCreated #1 — 1 is listening.',
      expect.stringMatching(/^#1 confirmed after 0\.\d s\.$/),
    ]);
  });

  test('uses the words of every scenario', () => {
    expect(notablesOf(oneRun('transfer', 'orchestration')).slice(0, 2)).toEqual([
      expect.stringMatching(/^Customer asks Transfers to request transfer #1\.$/),
      expect.stringMatching(/^Transfers announces TransferRequested #1 — \d (is|are) listening\.$/),
    ]);
    expect(notablesOf(oneRun('ride', 'choreography'))[0]).toMatch(/^Customer asks \w+ to request ride #1\.$/);
  });

  const rows: readonly (readonly [string, () => Trace, string | RegExp])[] = [
    ['a command', () => retail('choreography', sends(2)), 'Customer asks Order Management to place order #2.'],
    ['an event', () => retail('choreography', sends(2)), 'Order Management announces OrderPlaced #2 — 3 are listening.'],
    ['an event for nobody', () => retail('choreography', sends(2)), 'Notification announces EmailSent #2 — nobody is listening.'],
    ['handled', () => retail('choreography', sends(2)), 'Inventory reserved stock for #2.'],
    [
      'waiting because down',
      () => retail('choreography', [...sends(3), fault('crash', 'payment', [0, null])]),
      /^StockReserved #\d waits for Payment \(3 waiting\)\.$/,
    ],
    [
      'crash before the acknowledgement',
      () => retail('choreography', [...sends(1), fault('crash', 'payment', [150_000, 1_000_000])]),
      'Payment crashed before it acknowledged #1 — the broker will deliver it again.',
    ],
    [
      'crash after the acknowledgement',
      () => retail('choreography', [...sends(1), fault('crash', 'payment', [150_000, 1_000_000])], { '*.ack': 'before' }),
      'Payment crashed after it acknowledged #1 — nobody will deliver it again.',
    ],
    [
      'redelivery',
      () => retail('choreography', [...sends(1), fault('crash', 'payment', [150_000, 1_000_000])]),
      'Payment gets #1 again (delivery 2).',
    ],
    [
      'a duplicate swallowed',
      () => retail('choreography', [...sends(2), fault('duplicate', 'payment', [0, null], { p: 1 })]),
      'Payment has seen #2 before and ignores it.',
    ],
    [
      'a duplicate executed',
      () => retail('choreography', [...sends(2), fault('duplicate', 'payment', [0, null], { p: 1 })], { '*.dedupe': false }),
      'Payment charges #2 a second time.',
    ],
    [
      'a broken rule',
      () => retail('choreography', [...sends(2), fault('duplicate', 'payment', [0, null], { p: 1 })], { '*.dedupe': false }),
      'Rule broken: #2 was charged twice.',
    ],
    [
      'hidden',
      () =>
        realRun('retail', 'choreography', {
          product: 'sns-sqs',
          interventions: [...sends(1), fault('crash', 'payment', [0, 1_000_000], { point: 'before-effect' })],
        }),
      /^#1 is hidden, not gone: it comes back in [\d.]+ s\.$/,
    ],
    [
      'retry',
      () => retail('choreography', [...sends(3), fault('poison', 'inventory', [0, null], { count: 5 })]),
      'Inventory failed on #3 and tries again (2 of 4).',
    ],
    [
      'dead letter',
      () => retail('choreography', [...sends(3), fault('poison', 'inventory', [0, null], { count: 5 })]),
      'Inventory gave up on #3 after 4 tries — dead letter: cannot read the message.',
    ],
    [
      'redrive',
      () =>
        retail('choreography', [
          ...sends(3),
          fault('poison', 'inventory', [0, null], { count: 5 }),
          { kind: 'deadLetter', at: 20_000_000, act: 'redrive', place: 'inventory', message: null },
        ]),
      '#3 goes back from dead letters to Inventory.',
    ],
    [
      'kept in the outbox',
      () => retail('choreography', [...sends(4), fault('broker-down', 'broker', [0, 1_000_000])]),
      'Broker is down. Order keeps OrderPlaced #4 in its outbox.',
    ],
    [
      'relayed by the outbox',
      () => retail('choreography', [...sends(4), fault('broker-down', 'broker', [0, 1_000_000])]),
      "Order's outbox sends OrderPlaced #4.",
    ],
    [
      'never announced',
      () => retail('choreography', [...sends(4), fault('broker-down', 'broker', [0, 1_000_000])], { '*.outbox': false }),
      'Order saved #4 but never announced it.',
    ],
    [
      'broker outage',
      () => retail('choreography', [fault('broker-down', 'broker', [0, 1_000_000])]),
      'Broker is down — nothing is published.',
    ],
    [
      'a lost node',
      () => retail('choreography', [fault('node-down', 'broker', [0, 1_000_000], { node: 1 })]),
      'Node 1 is gone — 2 of 3 nodes carry on.',
    ],
    [
      'rebalance',
      () =>
        realRun('retail', 'choreography', {
          product: 'kafka',
          interventions: [...sends(1), fault('crash', 'inventory', [5_000, 1_000_000])],
        }),
      "Inventory's workers share the partitions anew — a short pause.",
    ],
    [
      'a step without an answer',
      () => retail('orchestration', [...sends(1), fault('crash', 'payment', [10_000, 6_000_000])]),
      'No answer from Payment for 5 s — the process tries again (2 of 3).',
    ],
    [
      'the coordinator down',
      () => retail('orchestration', [...sends(4), fault('crash', 'coordinator', [90_000, 1_000_000])]),
      'The coordinator is down — 4 orders stand still.',
    ],
    [
      'the coordinator back',
      () => retail('orchestration', [...sends(4), fault('crash', 'coordinator', [90_000, 1_000_000])]),
      'It reads its history and goes on.',
    ],
    ['a call', () => retail('calls', sends(1)), 'Order calls Payment and waits.'],
    [
      'a failed call',
      () => retail('calls', [...sends(1), fault('crash', 'payment', [0, null])]),
      'Payment does not answer — the customer sees an error.',
    ],
    ['the end of a flow', () => retail('choreography', sends(2)), /^#2 confirmed after \d+\.\d s\.$/],
  ];

  test.each(rows)('%s', (_, run, expected) => {
    const texts = textsOf(run());
    expect(texts.filter((text) => (typeof expected === 'string' ? text === expected : expected.test(text)))).not.toEqual([]);
  });

  test.each(['choreography', 'orchestration'] as const)('a failure is told with what undoes it: %s', (coordination) => {
    const trace = realRun('retail', coordination, { workload: 'file' });
    const failed = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).some(
      ({ kind, b }) => kind === FactKind.committed && trace.header.messageTypes[b]?.name === 'PaymentFailed',
    );
    expect(failed).toBe(true);
    expect(textsOf(trace).filter((text) => /^Payment failed for #\d+ — Inventory releases the stock\.$/.test(text))).not.toEqual([]);
  });

  test.each(allScenarios.flatMap((scenario) => allCoordinations.map((coordination) => [scenario, coordination] as const)))(
    '%s, %s: every sentence is filled in, ends like one, and has at most 80 characters',
    (scenario, coordination) => {
      const texts = [
        ...textsOf(troubledRun(scenario, coordination)),
        ...textsOf(
          troubledRun(scenario, coordination, { product: 'kafka', settings: { '*.outbox': false, '*.dedupe': false, '*.ack': 'before' } }),
        ),
      ];
      const bad = texts.filter(
        (text) => text.length > 80 || text.length < 5 || /[{}]|undefined|NaN| {2}/.test(text) || !/[.…]$/.test(text),
      );
      expect(bad).toEqual([]);
    },
  );

  test('the caption is the last notable sentence', () => {
    const trace = oneRun('retail', 'choreography');
    expect(captionAt(trace, -1)).toBeNull();
    expect(captionAt(trace, 0)).toBe('Customer asks Order Management to place order #1.');
    expect(captionAt(trace, trace.endTime)).toMatch(/^#1 confirmed/);
  });

  test('sentences do not depend on the order in which they are asked for', () => {
    const forward = textsOf(troubledRun('retail', 'orchestration', { seed: 3 }));
    const trace = troubledRun('retail', 'orchestration', { seed: 3, settings: {} });
    const backward = Array.from({ length: trace.rows }, (_, i) => sentenceAt(trace, trace.rows - 1 - i)?.text ?? '').toReversed();
    expect(backward).toEqual(forward);
  });
});
