import { describe, expect, it } from 'vitest';
import { messageAt, type MessageRow, type RunSpec, type Scenario, type Trace } from '../../src/sim/index';
import { count, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { workshop } from '../support/workshop';
import { first, sketch } from './patternWorld';
import { statement } from './statement';

describe('a command and an event', () => {
  const ordered = (changes: Partial<RunSpec>): readonly Fact[] =>
    factsOf(run(workshop(), { coordination: 'orchestration', settings: { 'works.instances': 3 }, ...changes }));
  const busyTogether = (facts: readonly Fact[]): number => new Set(select(facts, 'started', { place: 'works' }).map(({ ms }) => ms)).size;

  /** An event with three listeners, and one that nobody listens to. */
  const news = sketch(`flow: { starts: WriteNews, key: newsId, succeeds: NewsRead }
services:
  desk: { handles: { WriteNews: { time: 0s, emit: NewsWritten } } }
  ann: { handles: { ReadNews: { time: 0s, emit: NewsRead } } }
  bob: { handles: { ShareNews: { time: 0s, emit: NewsShared } } }
  cat: { handles: { FileNews: { time: 0s, emit: NewsFiled } } }
coordination: { choreography: { policies: [ { when: NewsWritten, in: ann, do: ReadNews }, { when: NewsWritten, in: bob, do: ShareNews }, { when: NewsWritten, in: cat, do: FileNews } ] } }
workload: { send: WriteNews, to: desk, every: 1s, count: 0 }`);

  statement('CMD-001', () => {
    const one = ordered({ interventions: [send()] });
    expect(count(one, 'received', { type: 'MakeThing' })).toBe(1);
    expect(only(one, 'committed', { type: 'MakeThing' }).place).toBe('works');
    // There really are three workers: three commands are begun at once, the fourth waits.
    const four = ordered({
      settings: { 'works.instances': 3, 'desk.concurrency': 4, 'coordinator.concurrency': 4 },
      interventions: [0, 0, 0, 0].map(send),
    });
    expect(select(four, 'started', { place: 'works' })).toHaveLength(4);
    expect(busyTogether(four)).toBe(2);

    const read = factsOf(run(news, { interventions: [send()] }));
    expect(select(read, 'received', { type: 'NewsWritten' }).map(({ place }) => place)).toEqual(['ann', 'bob', 'cat']);
    expect(select(read, 'committed').map(({ type }) => type)).toEqual(['WriteNews', 'ReadNews', 'ShareNews', 'FileNews']);
    expect(only(read, 'accepted', { type: 'NewsShared' }).b).toBe(0);
    expect([count(read, 'enqueued', { type: 'NewsShared' }), count(read, 'failed'), count(read, 'deadLettered')]).toEqual([0, 0, 0]);

    const waits = ordered({ interventions: [send(), fault('crash', 'works', { at: 0, for: 3_000_000 })] });
    const back = only(waits, 'restarted', { place: 'works' }).ms;
    expect(first(waits, 'enqueued', { type: 'MakeThing' }).ms).toBeLessThan(1000);
    expect(first(waits, 'delivered', { type: 'MakeThing' }).ms).toBeGreaterThanOrEqual(back);
    expect(count(waits, 'committed', { type: 'MakeThing' })).toBe(1);
  });
});

/** A desk that asks the works and waits; the second wish is not granted. */
const asking = (changes: Partial<RunSpec>, time = '10ms'): Trace =>
  run(
    sketch(`flow: { starts: MakeWish, key: wishId, succeeds: WishGranted, fails: WishDenied }
services:
  desk: { concurrency: 2, handles: { MakeWish: { time: 0s, emit: WishMade }, GrantWish: { time: 0s, emit: WishGranted }, DenyWish: { time: 0s, emit: WishDenied } } }
  works: { concurrency: 2, handles: { WeighWish: { time: ${time}, outcomes: [ { if: "msg.wishId == 'wish-2'", emit: WishRefused }, { emit: WishAccepted } ] } } }
coordination:
  calls: { process: { id: wishing, starts: WishMade, steps: [ { do: WeighWish, ok: WishAccepted, fail: WishRefused, timeout: 5s } ], done: GrantWish, failed: DenyWish } }
workload: { send: MakeWish, to: desk, every: 1s, count: 0 }`),
    { coordination: 'calls', ...changes },
  );

describe('a request and its reply', () => {
  statement('RRP-001', () => {
    // The reply needs 20 ms on the way: 6 s after the request it is there.
    const facts = factsOf(asking({ interventions: [send()] }, '5980ms'));
    const asked = only(facts, 'called').ms;
    expect(only(facts, 'stepTimedOut').ms).toBe(asked + 5000);
    expect(only(facts, 'settled')).toMatchObject({ type: 'WishDenied', ms: asked + 5000 });
    expect(only(facts, 'answerIgnored')).toMatchObject({ place: 'desk', type: 'WishAccepted', ms: asked + 6000 });
    expect([count(facts, 'settled'), count(facts, 'committed', { type: 'GrantWish' })]).toEqual([1, 0]);

    const inTime = factsOf(asking({ interventions: [send()] }, '4970ms'));
    expect([count(inTime, 'stepTimedOut'), count(inTime, 'answerIgnored')]).toEqual([0, 0]);
    expect(only(inTime, 'settled').type).toBe('WishGranted');
  });

  statement('RRP-002', () => {
    const slowFirst = fault('delay', 'works', { at: 0, for: null }, { p: 1, count: 1, by: 1000 });
    const facts = factsOf(asking({ interventions: [slowFirst, send(0), send(0)] }));
    expect(select(facts, 'called').map(({ key }) => key)).toEqual([1, 2]);
    expect(
      select(facts, 'received', { place: 'desk' })
        .slice(2)
        .map(({ key, type }) => [key, type]),
    ).toEqual([
      [2, 'WishRefused'],
      [1, 'WishAccepted'],
    ]);
    expect(select(facts, 'settled').map(({ key, type }) => [key, type])).toEqual([
      [2, 'WishDenied'],
      [1, 'WishGranted'],
    ]);
    expect(count(facts, 'answerIgnored')).toBe(0);
  });

  statement('RRP-003', () => {
    const doubled = fault('duplicate', 'works', { at: 0, for: null }, { p: 1 });
    const facts = factsOf(asking({ interventions: [doubled, send()] }));
    const replies = select(facts, 'replied', { type: 'WishAccepted' });
    expect(replies).toHaveLength(2);
    expect(new Set(replies.map(({ message }) => message)).size).toBe(1);
    expect(only(facts, 'received', { type: 'WishAccepted' }).place).toBe('desk');
    expect(only(facts, 'answerIgnored')).toMatchObject({ place: 'desk', type: 'WishAccepted' });
    expect(select(facts, 'settled').map(({ type }) => type)).toEqual(['WishGranted']);
    expect(count(factsOf(asking({ interventions: [send()] })), 'answerIgnored')).toBe(0);
  });
});

describe('what a message says about where it comes from', () => {
  const sent = (trace: Trace, type: string, key: number): MessageRow & { readonly id: number } => {
    const { message } = first(factsOf(trace), 'sent', { type, key });
    return { ...messageAt(trace, message), id: message };
  };
  const two = (scenario: Scenario, coordination: RunSpec['coordination']): Trace =>
    run(scenario, { coordination, interventions: [send(), send()] });

  statement('CEV-007', () => {
    const trace = two(workshop(), 'choreography');
    const [a, b, c, d] = ['ThingStarted', 'MakeThing', 'MailThing', 'ThingMailed'].map((type) => sent(trace, type, 1));
    expect([b?.causation, c?.causation, d?.causation]).toEqual([a?.id, a?.id, c?.id]);
    expect(new Set([a, b, c, d].map((message) => message?.correlation)).size).toBe(1);
    const other = sent(trace, 'ThingMailed', 2);
    expect(other.correlation).not.toBe(d?.correlation);
    expect(other.causation).toBe(sent(trace, 'MailThing', 2).id);
  });

  it.each(['choreography', 'orchestration', 'calls'] as const)(
    '%s: every message of a flow leads back to its first one',
    (coordination) => {
      const trace = two(workshop(), coordination);
      expect(trace.messageCount).toBeGreaterThan(8);
      for (let id = 1; id <= trace.messageCount; id++) {
        const root = rootOf(trace, id);
        expect(messageAt(trace, id).correlation).toBe(root);
        expect(messageAt(trace, root).key).toBe(messageAt(trace, id).key);
      }
    },
  );
});

/** The message at the end of the chain of causes; causes are older than what they cause, so it has an end. */
function rootOf(trace: Trace, id: number): number {
  let at = id;
  for (let cause = messageAt(trace, at).causation; cause !== 0; cause = messageAt(trace, at).causation) {
    if (cause >= at) throw new Error(`message ${at} is caused by ${cause}`);
    at = cause;
  }
  return at;
}
