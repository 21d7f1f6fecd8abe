import { describe, expect, it } from 'vitest';
import { pathText, problemsMax } from '../../../../src/sim/scenario/problem';
import { load, problemsOf, small, smallWith, whereIs } from './support';

/** What a person sees of the only problem of a text. */
function theProblem(text: string): Record<string, unknown> {
  const problems = problemsOf(text);
  expect(problems.map((each) => each.message)).toHaveLength(1);
  const [problem] = problems;
  return { ...problem, path: pathText(problem?.path ?? []) };
}

it('the small scenario itself is valid', () => {
  expect(load(small).warnings).toEqual([]);
});

describe('shape', () => {
  it('names an unknown key with line, column and the nearest known key', () => {
    const text = smallWith('    policies:', '    polices:');
    expect(theProblem(text)).toEqual({
      file: 'test.flow.yaml',
      line: 22,
      column: 5,
      path: 'coordination.choreography.polices',
      found: 'polices',
      expected: 'one of policies, process',
      suggestion: 'policies',
      message: 'Unknown key "polices". Did you mean "policies"?',
      severity: 'error',
    });
  });

  it.each([
    ['title: Small', 'titel: Small', 'titel', 'title'],
    ['undo: UnmakeThing', 'udno: UnmakeThing', 'udno', 'undo'],
    ['every: 1s', 'evry: 1s', 'evry', 'every'],
    ['in: works, do: MakeThing', 'in: works, odo: MakeThing', 'odo', 'do'],
    ['if: "state.stored', 'iff: "state.stored', 'iff', 'if'],
    ['workload: {', 'worklod: {', 'worklod', 'workload'],
  ])('%s → %s', (piece, replacement, key, suggestion) => {
    const text = smallWith(piece, replacement);
    const problem = problemsOf(text).find((each) => each.found === key);
    expect(problem).toMatchObject({ ...whereIs(text, replacement.slice(replacement.indexOf(key))), suggestion });
  });

  it('reports every unknown key of a table, not just the first', () => {
    const text = smallWith('send: StartThing,', 'send: StartThing, colour: red, weight: 5,');
    expect(problemsOf(text).map((each) => each.found)).toEqual(['colour', 'weight']);
  });

  it('points at the table where a key is missing', () => {
    const text = smallWith('info: { id: small, title: Small }', 'info: { id: small }');
    expect(theProblem(text)).toMatchObject({ line: 2, column: 1, path: 'info.title', message: 'The key "title" is missing in "info".' });
  });

  it('tells a list from a table', () => {
    expect(theProblem(smallWith('info: { id: small, title: Small }', 'info: [small, Small]'))).toMatchObject({
      line: 2,
      column: 7,
      message: 'This value does not fit: found a list, expected a table.',
    });
  });

  it('names a missing section', () => {
    expect(
      theProblem('eventflow: 1\ninfo: { id: a, title: A }\nservices: { desk: {} }\ncoordination: { choreography: {} }\n'),
    ).toMatchObject({
      message: 'The key "workload" is missing in the file.',
      suggestion: 'workload',
    });
  });

  it.each([
    ['count: 3', 'count: many', '"many"', 'a number', ''],
    ['count: 3', 'count: 2.5', '2.5', 'a whole number from 0 to 1000000', ''],
    ['count: 3', 'count: -1', '-1', 'a whole number from 0 to 1000000', ''],
    ['every: 1s', 'every: 1 second', '"1 second"', 'a duration such as 250ms, 5s or 7d', ''],
    ['title: Small', 'title: 2024', '2024', 'a text', '"2024"'],
    ['title: Small', 'title: [a]', 'a list', 'a text', ''],
    ['id: small', 'id: Small One', '"Small One"', 'a lower-case id such as "order-desk" (letters, digits, dashes; at most 32)', ''],
    [
      'emit: ThingStarted',
      'emit: thing.started',
      '"thing.started"',
      'a message name such as "ThingHappened" (capital first, letters and digits; at most 48)',
      '',
    ],
    [
      'emit: ThingStarted',
      'emit: ThingStarted, time: 5 to 9',
      '"5 to 9"',
      'a time such as 250ms, 20..60ms, exp(50ms), normal(50ms, 10ms), lognormal(50ms, p99=200ms), erlang(50ms, k=4) or hyper(50ms, cv2=4)',
      '',
    ],
    ['eventflow: 1', 'eventflow: 2', '2', '1', ''],
  ])('%s → %s says what was found and expected', (...row) => {
    const [piece, replacement, found, expected, suggestion] = row;
    const text = smallWith(piece, replacement);
    const value = replacement.slice(replacement.lastIndexOf(': ') + 2);
    expect(theProblem(text)).toMatchObject({ ...whereIs(text, value), found, expected, suggestion });
  });

  it('suggests a unit for a duration without one', () => {
    expect(theProblem(smallWith('every: 1s', 'every: 250'))).toMatchObject({ found: '250', suggestion: '250ms' });
  });

  it('suggests the choice that was probably meant', () => {
    const text = smallWith('  works:\n', '  works:\n    kind: extrenal\n');
    expect(theProblem(text)).toMatchObject({
      line: 11,
      column: 11,
      found: '"extrenal"',
      expected: 'service, external, ui',
      suggestion: 'external',
    });
  });

  it('understands yes and no of older YAML', () => {
    const text = `${small}delivery: { defaults: { dedupe: yes } }\n`;
    expect(theProblem(text)).toMatchObject({ found: 'yes', expected: 'true or false' });
  });

  it('stops at a bound of problems', () => {
    const many = Array.from({ length: 120 }, (_, index) => `  extra${index}: 1`).join('\n');
    expect(problemsOf(`${small}${many.replaceAll(/^ {2}/gm, '')}\n`)).toHaveLength(problemsMax);
  });

  it('refuses more than 60 services and 200 messages', () => {
    const services = Array.from({ length: 60 }, (_, index) => `  s${index}: {}\n`).join('');
    expect(theProblem(smallWith('services:\n', `services:\n${services}`))).toMatchObject({ expected: 'at most 60 services' });
    const messages = Array.from({ length: 201 }, (_, index) => `  M${index}x: { kind: event }\n`).join('');
    expect(theProblem(`${small}messages:\n${messages}`)).toMatchObject({ expected: 'at most 200 messages' });
  });
});

describe('names across sections', () => {
  it.each([
    [
      'when: ThingMade',
      'when: ThingMaed',
      'ThingMaed',
      'ThingMade',
      'Nobody emits ThingMaed, but this waits for it. Did you mean "ThingMade"?',
    ],
    ['do: MakeThing', 'do: MakThing', 'MakThing', 'MakeThing', 'No service handles MakThing. Did you mean "MakeThing"?'],
    ['undo: UnmakeThing', 'undo: UnmakThing', 'UnmakThing', 'UnmakeThing', 'No service handles UnmakThing. Did you mean "UnmakeThing"?'],
    ['in: desk, do: StopThing', 'in: dsk, do: StopThing', 'dsk', 'desk', 'Unknown service "dsk". Did you mean "desk"?'],
    ['in: desk, do: StopThing', 'in: works, do: StopThing', 'works', 'desk', 'StopThing is handled by "desk", not by "works".'],
    ['to: desk', 'to: works', 'works', 'desk', 'StartThing is handled by "desk", not by "works".'],
    [
      'succeeds: ThingFinished',
      'succeeds: ThingFinishd',
      'ThingFinishd',
      'ThingFinished',
      'Nobody emits ThingFinishd, but this waits for it. Did you mean "ThingFinished"?',
    ],
  ])('%s → %s', (...row) => {
    const [piece, replacement, found, suggestion, message] = row;
    const text = smallWith(piece, replacement);
    const [before = ''] = replacement.split(found);
    const { line, column } = whereIs(text, replacement);
    expect(problemsOf(text)).toContainEqual(expect.objectContaining({ line, column: column + before.length, found, suggestion, message }));
  });

  it('refuses a command with two handlers', () => {
    const text = smallWith('      StopThing: {', '      FinishThing: { emit: ThingFinished }\n      StopThing: {');
    expect(problemsOf(text)[0]).toMatchObject({
      line: 20,
      column: 7,
      message: 'FinishThing has 2 handlers (desk, works): a command goes to exactly one place.',
    });
  });

  it('refuses a message used as two kinds', () => {
    const text = smallWith('when: ThingMade', 'when: MakeThing');
    expect(problemsOf(text)[0]).toMatchObject({
      message: '"MakeThing" is a command, but an event belongs here.',
      ...whereIs(text, 'MakeThing, in'),
    });
  });

  it('refuses a flow whose end cannot be reached', () => {
    const text = smallWith('      - { when: ThingMade, in: works, do: FinishThing }\n', '');
    expect(theProblem(text)).toMatchObject({
      line: 3,
      path: 'flow.succeeds',
      message: 'Under choreography no way leads to ThingFinished.',
    });
  });

  it('refuses an answer that a step can never get', () => {
    const process =
      '  orchestration: { process: { id: p, starts: ThingStarted, steps: [ { do: MakeThing, ok: ThingFinished } ], done: FinishThing } }\n';
    const text = smallWith('workload:', `${process}workload:`);
    expect(problemsOf(text)).toContainEqual(
      expect.objectContaining({
        ...whereIs(text, 'ThingFinished } ]'),
        message: 'MakeThing never leads to ThingFinished.',
        expected: 'ThingMade, ThingRefused',
      }),
    );
  });

  it('refuses options of the wrong kind', () => {
    expect(problemsOf(smallWith('  choreography:', '  orchestration:')).map((each) => each.message)).toEqual([
      'The option "orchestration" needs a process with steps.',
      'The option "orchestration" has a process only: with policies it is a hybrid.',
    ]);
  });

  it('refuses reserved ids', () => {
    const text = small.replaceAll('desk', 'broker');
    expect(problemsOf(text)[0]).toMatchObject({ ...whereIs(text, 'broker:'), suggestion: 'broker-service' });
  });

  it('refuses unknown state fields and payload fields', () => {
    expect(theProblem(smallWith('set: { stored: "state.stored +', 'set: { storde: "state.stored +'))).toMatchObject({
      found: 'storde',
      suggestion: 'stored',
    });
    const text = smallWith('"state.stored - msg.size"', '"state.stored - msg.sise"');
    expect(theProblem(text)).toMatchObject({ ...whereIs(text, 'msg.sise'), message: 'Unknown field of msg "sise". Did you mean "size"?' });
  });

  it('refuses a state line with an unknown field', () => {
    const text = smallWith('  works:\n', '  works:\n    shows: "{stord} left"\n');
    expect(theProblem(text)).toMatchObject({ line: 11, column: 13, suggestion: 'stored' });
  });
});

describe('delivery, workload, faults', () => {
  it.each([
    ['delivery: { dsk: { ack: after } }', 'dsk', 'desk'],
    ['delivery: { defaults: { dedup: true } }', 'dedup', 'dedupe'],
    ['delivery: { broker: { prodct: kafka } }', 'prodct', 'product'],
    ['faults: [ { crsh: desk } ]', 'crsh', 'crash'],
    ['faults: [ { crash: dsk } ]', 'dsk', 'desk'],
    ['faults: [ { crash: desk, piont: now } ]', 'piont', 'point'],
    ['faults: [ { duplicateInto: desk, type: ThingMad } ]', 'ThingMad', 'ThingMade'],
    ['readModels: { all: { from: [ThingMade], key: siz } }', 'siz', 'size'],
  ])('%s', (line, found, suggestion) => {
    const text = `${small}${line}\n`;
    expect(problemsOf(text)).toContainEqual(expect.objectContaining({ line: 27, column: line.indexOf(found) + 1, found, suggestion }));
  });

  it.each([
    ['delivery: { defaults: { ack: later } }', 'after or before'],
    ['delivery: { defaults: { attempts: 0 } }', 'a whole number from 1 to 1000'],
    ['delivery: { defaults: { backoff: soon } }', 'a duration from 0ms to 600000ms'],
    ['delivery: { broker: { nodes: 2, replication: 3 } }', 'at most 2'],
    ['delivery: { broker: { kafka: { partitions: 0 } } }', 'a whole number from 1 to 256'],
    ['faults: [ { at: 3, crash: desk } ]', 'a duration such as 250ms, 5s or 7d'],
    ['faults: [ { broker: up } ]', 'down'],
    ['faults: [ { duplicateInto: desk, p: 2 } ]', 'a number from 0 to 1'],
    ['faults: [ { crash: desk, point: sometime } ]', 'now or before-effect or before-publish or before-ack'],
    ['invariants: [ { id: a, severity: high } ]', 'either expect or finally'],
  ])('%s', (line, expected) => {
    expect(theProblem(`${small}${line}\n`)).toMatchObject({ line: 27, expected });
  });

  it('refuses an entry with two faults or none', () => {
    expect(theProblem(`${small}faults: [ { crash: desk, slow: desk } ]\n`).message).toBe('One fault per entry: found "crash" and "slow".');
    expect(theProblem(`${small}faults: [ { at: 3s } ]\n`).message).toContain('This entry names no fault');
  });
});
