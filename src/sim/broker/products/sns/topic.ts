import { assert } from '../../../../base/assert';
import type { ProductClock } from '../../clock';
import { DedupWindow } from '../../dedupWindow';
import { brokenRule } from '../brokenRule';
import { CallRate } from '../sqs/callRate';
import { messageBytes } from '../sqs/messageSize';
import { sha256 } from '../sqs/sha256';
import type { Notification, PublishEntry, Published, TopicAttributes } from './api';
import { invalid, type SnsError } from './snsError';
import type { Subscription } from './subscription';

/** Greatest message, attributes included. */
export const messageBytesMax = 262_144;
/** A deduplication id counts for this long (SNF-002). */
const deduplicationUs = 300_000_000;
const topicMessagesPerSecond = 3000;
const groupMessagesPerSecond = 300;
const archivedMax = 1_000_000;
const dayUs = 86_400_000_000;

/** A topic: takes messages, refuses repetitions where it is FIFO, and hands each one to all its subscriptions. Standard topics keep nothing. */
export class Topic {
  readonly arn: string;
  readonly subscriptions: Subscription[] = [];
  readonly #clock: ProductClock;
  readonly #seen = new DedupWindow<Published>(deduplicationUs);
  readonly #archive: Notification[] = [];
  /** Messages of the last second, of the whole topic and of each group. */
  readonly #rates = new Map<string, CallRate>();
  #attributes: TopicAttributes;
  #sequence = 0;

  constructor(arn: string, attributes: TopicAttributes, clock: ProductClock) {
    this.arn = arn;
    this.#attributes = attributes;
    this.#clock = clock;
  }

  get fifo(): boolean {
    return this.#attributes.FifoTopic ?? false;
  }

  get attributes(): TopicAttributes {
    return this.#attributes;
  }

  change(attributes: TopicAttributes): void {
    this.#attributes = attributes;
  }

  /** What SNS has against a message; null = nothing. */
  problemOf(entry: PublishEntry): SnsError | null {
    const { Message, MessageAttributes = {}, MessageGroupId, MessageDeduplicationId } = entry;
    const deduplicates = MessageDeduplicationId !== undefined || this.#attributes.ContentBasedDeduplication === true;
    const problem = brokenRule([
      [Message !== '', 'Empty message'],
      [messageBytes(Message, MessageAttributes) <= messageBytesMax, 'Message too long'],
      [isToken(MessageGroupId), 'MessageGroupId Reason: a token of 1 to 128 characters'],
      [isToken(MessageDeduplicationId), 'MessageDeduplicationId Reason: a token of 1 to 128 characters'],
      [
        this.fifo || MessageDeduplicationId === undefined,
        'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      ],
      [!this.fifo || MessageGroupId !== undefined, 'The MessageGroupId parameter is required for FIFO topics'],
      [
        !this.fifo || deduplicates,
        'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      ],
    ]);
    return problem === null ? null : invalid(problem);
  }

  /**
   * Whether a FIFO topic takes another message now: 3,000 a second, or, where groups are the scope, 300 a second of each group
   * (service quotas).
   */
  admits({ MessageGroupId = '' }: PublishEntry): boolean {
    if (!this.fifo) return true;
    const byGroup = this.#attributes.FifoThroughputScope === 'MessageGroup';
    const scope = byGroup ? `group ${MessageGroupId}` : 'topic';
    const rate = this.#rates.get(scope) ?? new CallRate(byGroup ? groupMessagesPerSecond : topicMessagesPerSecond);
    this.#rates.set(scope, rate);
    return rate.accept(this.#clock.nowUs);
  }

  /** Takes a message and hands it to every subscription. */
  publish(entry: PublishEntry, messageId: string): Published {
    return this.fifo ? this.#publishOnce(entry, messageId) : this.#deliver(entry, { messageId, sequence: null, deduplicationId: null });
  }

  /** A repetition within the window is accepted like the first one, and not delivered (SNF-002). */
  #publishOnce(entry: PublishEntry, messageId: string): Published {
    const { nowUs } = this.#clock;
    const deduplicationId = entry.MessageDeduplicationId ?? sha256(entry.Message);
    const key = this.#scopedKey(deduplicationId, entry.MessageGroupId ?? '');
    const before = this.#seen.find(key, nowUs);
    if (before !== undefined) return before;
    const sequence = String(++this.#sequence).padStart(20, '0');
    const published = this.#deliver(entry, { messageId, sequence, deduplicationId });
    this.#seen.remember(key, nowUs, published);
    return published;
  }

  #scopedKey(deduplicationId: string, group: string): string {
    return this.#attributes.FifoThroughputScope === 'MessageGroup' ? `${group.length}:${group}${deduplicationId}` : deduplicationId;
  }

  #deliver(
    entry: PublishEntry,
    made: { readonly messageId: string; readonly sequence: string | null; readonly deduplicationId: string | null },
  ): Published {
    const { messageId, sequence, deduplicationId } = made;
    const notification: Notification = {
      MessageId: messageId,
      TopicArn: this.arn,
      Message: entry.Message,
      Subject: entry.Subject ?? null,
      MessageAttributes: entry.MessageAttributes ?? {},
      MessageGroupId: entry.MessageGroupId ?? null,
      MessageDeduplicationId: deduplicationId,
      SequenceNumber: sequence,
      publishedAtUs: this.#clock.nowUs,
      Replayed: false,
    };
    if (this.#attributes.ArchivePolicy !== undefined) this.#keep(notification);
    for (const subscription of this.subscriptions) subscription.offer(notification);
    return { MessageId: messageId, ...(sequence === null ? {} : { SequenceNumber: sequence }) };
  }

  #keep(notification: Notification): void {
    assert(this.#archive.length < archivedMax, `an archive keeps at most ${archivedMax} messages`);
    this.#archive.push(notification);
  }

  /** Archived messages from one time to another, both included, in their order. */
  archived(fromUs: number, toUs: number): readonly Notification[] {
    const days = this.#attributes.ArchivePolicy?.MessageRetentionPeriod ?? 0;
    const oldestUs = this.#clock.nowUs - days * dayUs;
    while (this.#archive.length > 0 && (this.#archive[0]?.publishedAtUs ?? 0) < oldestUs) this.#archive.shift();
    return this.#archive.filter(({ publishedAtUs }) => publishedAtUs >= fromUs && publishedAtUs <= toUs);
  }
}

/** Letters, digits and punctuation, as group and deduplication ids may have. */
const isToken = (text: string | undefined): boolean => text === undefined || /^[\x21-\x7e]{1,128}$/.test(text);
