import { describe, expect, it } from 'vitest';
import { lint } from '../../../../src/sim/scenario/resolve';
import { bundled, load, small, smallWith } from './support';

const remarks = (text: string): readonly string[] => load(text).warnings.map((each) => each.message);
const processLine = (steps: string): string =>
  small.replace(
    'workload:',
    `  orchestration: { process: { id: p, starts: ThingStarted, steps: [ ${steps} ], done: FinishThing, failed: StopThing } }\nworkload:`,
  );

it('a sound scenario earns no remark', () => {
  expect(remarks(small)).toEqual([]);
  expect(remarks(bundled('ride'))).toEqual([]);
});

it('lint works without the text', () => {
  expect(lint(load(`${small}delivery: { defaults: { ack: before } }\n`).scenario)).toHaveLength(1);
});

describe('remarks', () => {
  it.each([
    [
      'an event not in the past tense',
      small.replaceAll('ThingMade', 'ThingMaking'),
      'The event ThingMaking does not sound like something that happened',
    ],
    [
      'a command in the past tense',
      small.replaceAll('MakeThing', 'ThingBuffered'),
      'The command ThingBuffered does not sound like a request',
    ],
    [
      'a command without outcome',
      smallWith('{ stored: "state.stored + msg.size" }, emit: ThingUnmade }', '{ stored: "1" } }'),
      'UnmakeThing leads to no event',
    ],
    ['an unhandled command', `${small}messages: { ForgetThing: { kind: command } }\n`, 'No service handles ForgetThing.'],
    ['an event nobody emits', `${small}messages: { ThingForgotten: { kind: event } }\n`, 'Nobody emits ThingForgotten.'],
    [
      'an event nobody consumes',
      smallWith('      StopThing:', '      CountThing: { emit: ThingCounted }\n      StopThing:'),
      'Nobody consumes ThingCounted. Fine, but intended?',
    ],
    [
      'an outcome that never happens',
      smallWith('          - { emit: ThingRefused }', '          - { emit: ThingRefused }\n          - { emit: ThingMade }'),
      'This outcome never happens',
    ],
    [
      'a step without timeout',
      processLine('{ do: MakeThing, ok: ThingMade, fail: ThingRefused, undo: UnmakeThing }'),
      'The step MakeThing has no timeout',
    ],
    ['no inbox', `${small}delivery: { works: { dedupe: false } }\n`, 'Works does not recognise duplicates'],
    ['early acknowledgement', `${small}delivery: { defaults: { ack: before } }\n`, 'A service acknowledges before the work is done'],
    ['no dead letters', `${small}delivery: { desk: { dlq: false } }\n`, 'Desk has no dead-letter queue'],
    ['no outbox', `${small}delivery: { defaults: { outbox: false } }\n`, 'A service has no outbox'],
    [
      'confidential fields',
      `${small}messages: { StartThing: { kind: command, fields: { size: int, secret: { type: string, class: confidential } } } }\n`,
      'StartThing carries "secret", which is confidential',
    ],
  ])('%s', (_, text, message) => {
    expect(remarks(text)).toContainEqual(expect.stringContaining(message));
  });

  it('an effect that cannot be undone before a step that may fail', () => {
    const steps = '{ do: MakeThing, ok: ThingMade, timeout: 1s }, { do: MakeThing, ok: ThingMade, fail: ThingRefused, timeout: 1s }';
    const found = load(processLine(steps)).warnings.filter((each) => each.message.includes('has an effect but no undo'));
    expect(found).toEqual([expect.objectContaining({ suggestion: 'undo: UnmakeThing' })]);
  });

  it('no remark on duplicates for a service without effect', () => {
    expect(remarks(`${small}delivery: { desk: { dedupe: false } }\n`)).toEqual([]);
  });

  it('a chain of more than four links', () => {
    const links = [1, 2, 3, 4];
    const handlers = links.map((n) => `      Do${n}Thing: { emit: Thing${n}Done }\n`).join('');
    const policies = links
      .map((n) => `      - { when: ${n === 1 ? 'ThingMade' : `Thing${n - 1}Done`}, in: desk, do: Do${n}Thing }\n`)
      .join('');
    const text = small
      .replace('      StopThing:', `${handlers}      StopThing:`)
      .replace('      - { when: ThingMade, in: works', `${policies}      - { when: Thing4Done, in: works`);
    expect(remarks(text)).toContainEqual(expect.stringContaining('The chain to success has 6 links'));
  });

  it('too many event types in one place', () => {
    const handlers = Array.from({ length: 13 }, (_, n) => `      Do${n}Thing: { emit: Thing${n}Done }\n`).join('');
    expect(remarks(smallWith('      StopThing:', `${handlers}      StopThing:`))).toContainEqual(
      expect.stringContaining('"desk" emits 15 types of event'),
    );
  });
});
