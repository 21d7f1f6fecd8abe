import { describe, expect, it } from 'vitest';
import type { Model, ProcessModel } from '../../../../src/sim/scenario/model';
import { bundled, load, small } from './support';

/** Policies and steps with names instead of indexes. */
function named(model: Model) {
  const name = (index: number | null): string | null => (index === null || index < 0 ? null : (model.messageTypes[index]?.name ?? null));
  const process = (each: ProcessModel | null | undefined) =>
    each == null
      ? null
      : {
          id: each.id,
          starts: name(each.starts),
          steps: each.steps.map((step) => [step.do, step.ok, step.fail, step.undo].map(name)),
          done: name(each.done),
          failed: name(each.failed),
        };
  return {
    policies: (option: 'choreography' | 'hybrid') =>
      model.options[option]?.policies.map(
        ({ when, in: place, do: command }) => `${name(when)} → ${model.services[place]?.id}.${name(command)}`,
      ),
    process: (option: 'orchestration' | 'hybrid' | 'calls') => process(model.options[option]?.process),
  };
}

describe('a choreography of names only', () => {
  const { model } = load(bundled('ride'));
  const { policies, process } = named(model);
  const core = {
    id: 'ride-process',
    starts: 'RideRequested',
    steps: [
      ['MatchDriver', 'DriverMatched', 'NoDriverFound', null],
      ['QuoteFare', 'FareQuoted', null, null],
    ],
    done: 'ChargeRider',
    failed: 'CancelRide',
  };

  it('finds its ends', () => {
    const ends = [model.flow.starts, ...model.flow.succeeds, ...model.flow.fails].map((index) => model.messageTypes[index]?.name);
    expect(ends).toEqual(['RequestRide', 'RiderCharged', 'RideCancelled']);
  });

  it('becomes a process, a hybrid and calls', () => {
    expect(process('orchestration')).toEqual(core);
    expect(process('hybrid')).toEqual(core);
    expect(process('calls')).toEqual({ ...core, id: 'ride-process-calls' });
    expect(policies('hybrid')).toEqual([]);
  });

  it('marks what is derived and gives derived steps a timeout', () => {
    const { choreography, orchestration, hybrid, calls } = model.options;
    expect([choreography, orchestration, hybrid, calls].map((option) => option?.derived)).toEqual([false, true, true, true]);
    expect(orchestration?.process?.steps.map(({ timeoutUs, retries }) => [timeoutUs, retries])).toEqual([
      [5_000_000, 2],
      [5_000_000, 2],
    ]);
    expect(calls?.process?.steps.map(({ retries }) => retries)).toEqual([0, 0]);
  });

  it('knows the services on the way to success', () => {
    expect(model.services.filter(({ main }) => main).map(({ id }) => id)).toEqual(['trips', 'matching', 'pricing', 'billing']);
  });
});

describe('compensation and side branches', () => {
  const withSide = small
    .replace('workload:', '      - { when: ThingStarted, in: desk, do: TellSomebody }\nworkload:')
    .replace('      StopThing:', '      TellSomebody: { emit: SomebodyTold }\n      StopThing:');
  const { model } = load(withSide);

  it('the process undoes what the services say can be undone, and ends with the side branches', () => {
    expect(named(model).process('orchestration')).toEqual({
      id: 'thing-process',
      starts: 'ThingStarted',
      steps: [
        ['MakeThing', 'ThingMade', 'ThingRefused', 'UnmakeThing'],
        ['TellSomebody', 'SomebodyTold', null, null],
      ],
      done: 'FinishThing',
      failed: 'StopThing',
    });
  });

  it('the hybrid leaves the side branch to a policy', () => {
    expect(named(model).policies('hybrid')).toEqual(['ThingStarted → desk.TellSomebody']);
    expect(
      named(model)
        .process('hybrid')
        ?.steps.map(([command]) => command),
    ).toEqual(['MakeThing']);
  });

  it('a service beside the way to success is no main service', () => {
    const aside = bundled('retail');
    expect(
      load(aside)
        .model.services.filter(({ main }) => !main)
        .map(({ id }) => id),
    ).toEqual(['notification']);
  });
});

describe('a process only', () => {
  const text = bundled('transfer');
  const start = text.indexOf('  choreography:');
  const onlyProcess = text.slice(0, start) + text.slice(text.indexOf('  orchestration:'));
  const { model } = load(onlyProcess);

  it('becomes a choreography that continues, undoes and ends', () => {
    expect(model.options.choreography?.derived).toBe(true);
    expect(named(model).policies('choreography')).toEqual([
      'TransferRequested → ledger.DebitAccount',
      'AccountDebited → screening.ScreenTransfer',
      'ScreeningPassed → clearing.CreditPayee',
      'PayeeCredited → transfers.CompleteTransfer',
      'DebitRefused → transfers.RejectTransfer',
      'ScreeningHit → ledger.RefundDebit',
      'ScreeningHit → transfers.RejectTransfer',
    ]);
  });

  it('keeps its own process and offers it as calls without retries', () => {
    const { orchestration, calls } = model.options;
    expect([orchestration?.derived, calls?.derived]).toEqual([false, true]);
    expect(calls?.process?.steps.map(({ do: command }) => command)).toEqual(
      orchestration?.process?.steps.map(({ do: command }) => command),
    );
  });

  it('needs no flow section: ends come from the process', () => {
    const withoutFlow = load(onlyProcess.replace(/^flow:.*\n/m, '')).model;
    expect(withoutFlow.flow).toMatchObject({
      keyField: 'transferId',
      succeeds: model.flow.succeeds,
      fails: model.flow.fails,
      deadlineUs: 30_000_000,
    });
  });
});

it('given options are kept as they are', () => {
  const { options } = load(bundled('retail')).model;
  expect(Object.values(options).map((option) => option.derived)).toEqual([false, false, false, false]);
  expect(options.orchestration?.process).toMatchObject({ id: 'order-saga', durable: true });
});

it('a file whose start ends everything has one option', () => {
  const text = `eventflow: 1
info: { id: one, title: One }
services: { desk: { handles: { AskThing: { emit: ThingAsked } } } }
coordination: { choreography: { policies: [] } }
workload: { send: AskThing, to: desk, count: 1 }
`;
  const { options, flow } = load(text).model;
  expect(Object.keys(options)).toEqual(['choreography']);
  expect(flow).toMatchObject({ noun: 'thing', nounPlural: 'things', button: 'Ask a thing', keyField: 'thingId' });
});

it('a chain of one command needs no conductor', () => {
  const text = small
    .replace('when: ThingMade, in: works, do: FinishThing', 'when: ThingRefused, in: works, do: UnmakeThing')
    .replace('succeeds: ThingFinished', 'succeeds: ThingMade');
  expect(Object.keys(load(text).model.options)).toEqual(['choreography']);
});
