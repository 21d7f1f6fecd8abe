import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '../../src/sim/broker/products/sqs/api';
import { dlqOf, okOf, type World, world } from './sqsWorld';

/** What anybody may do to a queue, in any order. */
type Step =
  | { readonly kind: 'send'; readonly group: string; readonly delay: number }
  | { readonly kind: 'receive'; readonly max: number; readonly visibility: number }
  | { readonly kind: 'delete' | 'release'; readonly which: number }
  | { readonly kind: 'extend'; readonly which: number; readonly seconds: number }
  | { readonly kind: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c'), delay: fc.constantFrom(0, 0, 5) }),
  fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 4 }), visibility: fc.constantFrom(0, 0, 3, 30) }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'release' as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant('extend' as const), which: fc.nat(20), seconds: fc.constantFrom(1, 40) }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 3, 10, 25) }),
);

interface Seen {
  readonly receipts: ReceivedMessage[];
  readonly perMessage: Map<string, number>;
  sent: number;
}

const maxReceiveCount = 3;
const retentionS = 60;

function play(fifo: boolean, steps: readonly Step[], after: (w: World, seen: Seen, got: readonly ReceivedMessage[]) => void): void {
  const name = fifo ? 'dead.fifo' : 'dead';
  const w = world({ FifoQueue: fifo, MessageRetentionPeriod: retentionS, ...dlqOf(name, maxReceiveCount) }, { dlq: {} });
  const seen: Seen = { receipts: [], perMessage: new Map(), sent: 0 };
  for (const each of steps) after(w, seen, perform(w, seen, each, fifo));
}

function perform(w: World, seen: Seen, each: Step, fifo: boolean): readonly ReceivedMessage[] {
  const receipt = 'which' in each ? seen.receipts[seen.receipts.length - 1 - each.which] : undefined;
  switch (each.kind) {
    case 'send':
      w.send({
        MessageBody: String(++seen.sent),
        MessageGroupId: each.group,
        ...(fifo ? {} : { DelaySeconds: each.delay }),
      });
      return [];
    case 'receive': {
      const got = w.receive({ MaxNumberOfMessages: each.max, VisibilityTimeout: each.visibility });
      seen.receipts.push(...got);
      for (const { MessageId } of got) seen.perMessage.set(MessageId, (seen.perMessage.get(MessageId) ?? 0) + 1);
      return got;
    }
    case 'delete':
      if (receipt !== undefined) w.delete(receipt);
      return [];
    case 'release':
    case 'extend':
      if (receipt !== undefined) w.change(receipt, each.kind === 'extend' ? each.seconds : 0);
      return [];
    case 'wait':
      w.clock.advanceBy(each.seconds * 1_000_000);
      return [];
  }
}

const steps = fc.array(step, { minLength: 1, maxLength: 120, size: 'max' });
const options = { numRuns: 40, seed: 20_261_121 };

describe.each([
  ['standard', false],
  ['FIFO', true],
] as const)('%s', (_, fifo) => {
  it('loses no message, hands none out too often or after its end, whatever is done', () => {
    fc.assert(
      fc.property(steps, (all) => {
        play(fifo, all, (w, seen, got) => {
          const { atHand, deleted, expired, movedOut, purged, stored } = okOf(w.service.conservation(w.queue));
          expect(stored).toBe(seen.sent);
          expect(stored).toBe(atHand + deleted + expired + movedOut + purged);
          expect(w.counts(fifo ? 'dead.fifo' : 'dead')[0]).toBe(movedOut);
          expect(Math.max(0, ...seen.perMessage.values())).toBeLessThanOrEqual(maxReceiveCount);
          expect(new Set(got.map(({ MessageId }) => MessageId)).size).toBe(got.length);
          for (const { Attributes } of got) expect(w.clock.nowUs - Attributes.SentTimestampUs).toBeLessThan(retentionS * 1_000_000);
        });
      }),
      options,
    );
  });
});

it('FIFO: whoever only receives, and waits for a message before taking more, gets each group in its order', () => {
  const receives = fc.array(
    fc.record({
      groups: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 6 }),
      max: fc.integer({ min: 1, max: 10 }),
      fails: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40, size: 'max' },
  );
  fc.assert(
    fc.property(receives, (rounds) => {
      const w = world({ FifoQueue: true });
      const done = new Map<string, number[]>();
      let sent = 0;
      let held: readonly ReceivedMessage[] = [];
      for (const { fails, groups, max } of rounds) {
        for (const group of groups) w.send({ MessageBody: String(++sent), MessageGroupId: group });
        const got = w.receive({ MaxNumberOfMessages: max });
        const busy = new Set(held.map(({ Attributes }) => Attributes.MessageGroupId));
        expect(got.filter(({ Attributes }) => busy.has(Attributes.MessageGroupId))).toEqual([]);
        // The batch before is finished in order, or given back as a whole; the new one stays in hand for a round.
        const answers = held.map((message) => (fails ? w.change(message, 0) : w.delete(message)));
        expect(answers).toEqual(answers.map(() => 'ok'));
        for (const message of fails ? [] : held) done.set(groupOf(message), [...(done.get(groupOf(message)) ?? []), Number(message.Body)]);
        held = got;
        w.clock.advanceBy(1_000_000);
      }
      for (const numbers of done.values()) expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }),
    options,
  );
});

const groupOf = ({ Attributes }: ReceivedMessage): string => Attributes.MessageGroupId ?? '';
