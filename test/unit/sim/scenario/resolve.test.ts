import { describe, expect, it } from 'vitest';
import { resolve } from '../../../../src/sim/scenario/resolve';
import { buttonOf, pluralOf, titleOf, wordsOf } from '../../../../src/sim/scenario/words';
import { bundled, load, small, smallWith } from './support';

describe('defaults', () => {
  const { model } = load(bundled('ride'));

  it('are there for everything that a file of names leaves out', () => {
    expect(model.flow).toMatchObject({
      keyField: 'rideId',
      noun: 'ride',
      nounPlural: 'rides',
      button: 'Request a ride',
      deadlineUs: 30_000_000,
      entry: 0,
    });
    expect(model.services.map(({ title }) => title)).toEqual(['Trips', 'Matching', 'Pricing', 'Billing']);
    expect(model.services[0]?.handlers[0]?.time).toEqual({ kind: 'uniform', fromUs: 10_000, toUs: 30_000 });
    expect(model.delivery).toMatchObject({
      product: 'rabbitmq-quorum',
      nodes: 3,
      replication: 3,
      latency: { kind: 'uniform', fromUs: 3000, toUs: 12_000 },
    });
    expect(model.workload).toMatchObject({ everyUs: 300_000, jitter: 0, arrivals: { kind: 'fixed' }, count: 20, payload: [] });
  });

  it('kinds follow from use', () => {
    const kinds = Object.fromEntries(model.messageTypes.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ RequestRide: 'command', RideRequested: 'event', NoDriverFound: 'event', ChargeRider: 'command' });
  });
});

describe('messages', () => {
  it('declared ones come first, in file order, with their words', () => {
    const { messageTypes } = load(bundled('retail')).model;
    expect(messageTypes.slice(0, 2).map(({ name }) => name)).toEqual(['PlaceOrder', 'ReserveStock']);
    expect(messageTypes.find(({ name }) => name === 'OrderPlaced')).toEqual({ name: 'OrderPlaced', kind: 'event', says: '', version: 2 });
    expect(messageTypes.find(({ name }) => name === 'StockReserved')?.says).toBe('reserved stock for {key}');
  });

  it('a name that is used but not declared, beside declared ones, is remarked on', () => {
    const { warnings } = load(`${small}messages: { ThingMede: { kind: event } }\n`);
    expect(warnings).toContainEqual(
      expect.objectContaining({ message: 'Unknown message "ThingMade". Did you mean "ThingMede"?', severity: 'warning' }),
    );
  });
});

describe('handlers', () => {
  const env = (stored: number, size: number) => ({ state: { stored }, msg: { size }, meta: { attempt: 1, version: 1 } });

  it('outcomes are compiled in order', () => {
    const [handler] = load(small).model.services[1]?.handlers ?? [];
    const [first, second] = handler?.outcomes ?? [];
    expect([first?.when?.(env(3, 2)), first?.when?.(env(1, 2))]).toEqual([true, false]);
    expect(first?.set.map(({ field, value }) => [field, value(env(3, 2))])).toEqual([['stored', 1]]);
    expect(second).toMatchObject({ when: null, p: null, set: [] });
  });

  it('when every outcome has a condition, nothing happening is an outcome', () => {
    const { model } = load(smallWith('          - { emit: ThingRefused }', '          - { p: 0.5, emit: ThingRefused }'));
    expect(model.services[1]?.handlers[0]?.outcomes.map(({ p, emit }) => [p, emit === null])).toEqual([
      [null, false],
      [0.5, false],
      [null, true],
    ]);
  });

  it('constants may be written without quotes', () => {
    const text = smallWith('set: { stored: "state.stored + msg.size" }', 'set: { stored: 7, open: false }');
    const set = load(text).model.services[1]?.handlers[1]?.outcomes[0]?.set ?? [];
    expect(set.map(({ field, value }) => [field, value(env(1, 1))])).toEqual([
      ['stored', 7],
      ['open', false],
    ]);
  });
});

describe('read models', () => {
  it('count flows per row and add up what the handlers add up', () => {
    const { readModels, messageTypes } = load(bundled('retail')).model;
    const signs = readModels.map((each) =>
      Object.fromEntries(Object.entries(each.signs).map(([type, sign]) => [messageTypes[Number(type)]?.name, sign])),
    );
    expect(readModels.map(({ keyField, aggregate, field }) => [keyField, aggregate, field])).toEqual([
      ['customerId', 'count', null],
      ['day', 'count', null],
      [null, 'sum', 'total'],
    ]);
    expect(signs[0]).toEqual({ OrderPlaced: 1, OrderConfirmed: 0, OrderCancelled: 0 });
    expect(signs[2]).toEqual({ PaymentConfirmed: 1, PaymentRefunded: -1 });
  });

  it('say it themselves when they like', () => {
    const { readModels, messageTypes } = load(
      `${small}readModels: { kept: { from: [ThingMade, ThingUnmade], aggregate: sum, field: size, subtract: [ThingUnmade], lag: 5ms } }\n`,
    ).model;
    expect(readModels[0]).toMatchObject({ title: 'Kept', aggregate: 'sum', field: 'size', lag: { kind: 'fixed', us: 5000 } });
    expect(Object.entries(readModels[0]?.signs ?? {}).map(([type, sign]) => [messageTypes[Number(type)]?.name, sign])).toEqual([
      ['ThingMade', 1],
      ['ThingUnmade', -1],
    ]);
  });
});

describe('delivery', () => {
  it('durations are milliseconds in settings and microseconds in product blocks', () => {
    const { delivery } = load(bundled('retail')).model;
    expect(delivery.defaults).toMatchObject({ backoff: 200, dlq: true, attempts: 4, mode: 'push' });
    expect(delivery.own).toMatchObject({ kafka: { partitions: 4, retention: 604_800_000_000 } });
  });

  it('a service may say its own capacity; delivery wins', () => {
    const text = smallWith('  works:\n', '  works:\n    instances: 3\n    concurrency: 2\n');
    expect(load(text).model.delivery.overrides).toEqual({ works: { instances: 3, concurrency: 2 } });
    expect(load(`${text}delivery: { works: { concurrency: 5 } }\n`).model.delivery.overrides).toEqual({
      works: { instances: 3, concurrency: 5 },
    });
  });

  it('settings without effect yet are kept and remarked on', () => {
    const { model, warnings } = load(`${small}delivery: { defaults: { prefetch: 10 } }\n`);
    expect(model.delivery.defaults).toEqual({ prefetch: 10 });
    expect(warnings).toEqual([
      expect.objectContaining({ line: 27, column: 25, severity: 'warning', message: '"prefetch" has no effect in this simulation yet.' }),
    ]);
  });
});

describe('workload', () => {
  it('a declared field without generator gets a constant', () => {
    const text = `${small}messages: { StartThing: { kind: command, fields: { size: int, weight: double, fragile: bool, note: string, thingId: id } } }\n`;
    expect(load(text).model.workload.payload.slice(1)).toEqual([
      { field: 'weight', kind: 'constant', value: 1 },
      { field: 'fragile', kind: 'constant', value: false },
      { field: 'note', kind: 'constant', value: '' },
    ]);
  });

  it('a rate is another way to say every', () => {
    expect(load(smallWith('every: 1s', 'rate: 5/s')).model.workload.everyUs).toBe(200_000);
  });
});

describe('faults', () => {
  it('become interventions of the schedule', () => {
    const text = `${small}faults:
  - { at: 3s, for: 4s, broker: down }
  - { node: 2 }
  - { at: 1s, for: 500ms, crash: desk, point: before-ack }
  - { crash: coordinator }
  - { duplicateInto: works, p: 0.1 }
  - { delayInto: works, by: 2s }
  - { reorderInto: works, window: 4 }
  - { at: 2s, poison: works, type: ThingStarted }
  - { slow: works, factor: 3 }
`;
    expect(load(text).model.faults).toEqual([
      { atUs: 3_000_000, forUs: 4_000_000, fault: { kind: 'broker-down', target: 'broker', params: {} } },
      { atUs: 0, forUs: null, fault: { kind: 'node-down', target: 'broker', params: { node: 2 } } },
      { atUs: 1_000_000, forUs: 500_000, fault: { kind: 'crash', target: 'desk', params: { point: 'before-ack' } } },
      { atUs: 0, forUs: null, fault: { kind: 'crash', target: 'coordinator', params: {} } },
      { atUs: 0, forUs: null, fault: { kind: 'duplicate', target: 'works', params: { p: 0.1 } } },
      { atUs: 0, forUs: null, fault: { kind: 'delay', target: 'works', params: { by: 2000 } } },
      { atUs: 0, forUs: null, fault: { kind: 'reorder', target: 'works', params: { window: 4 } } },
      { atUs: 2_000_000, forUs: null, fault: { kind: 'poison', target: 'works', params: { type: 'ThingStarted' } } },
      { atUs: 0, forUs: null, fault: { kind: 'slow', target: 'works', params: { factor: 3 } } },
    ]);
  });

  it('aimed at a message are remarked on: comparisons become unfair', () => {
    expect(load(`${small}faults: [ { dropInto: works, type: ThingStarted } ]\n`).warnings[0]?.message).toContain(
      'comparing them is unfair',
    );
  });
});

it('resolve alone gives problems without places', () => {
  const { scenario } = load(small);
  const broken = { ...scenario, workload: { ...scenario.workload, to: 'dsk' } };
  const result = resolve(broken);
  expect(result.ok ? [] : result.error).toEqual([
    expect.objectContaining({ file: 'small', line: 0, column: 0, path: ['workload', 'to'], suggestion: 'desk' }),
  ]);
});

describe('words', () => {
  it('are made from names', () => {
    expect(wordsOf('HTTPRequestSent')).toEqual(['http', 'request', 'sent']);
    expect(titleOf('back-room')).toBe('Back room');
    expect(['box', 'party', 'day', 'ride'].map(pluralOf)).toEqual(['boxes', 'parties', 'days', 'rides']);
    expect(['RequestRide', 'PlaceOrder', 'Start', 'SendGoods', 'OpenClass'].map(buttonOf)).toEqual([
      'Request a ride',
      'Place an order',
      'Start',
      'Send goods',
      'Open a class',
    ]);
  });
});
