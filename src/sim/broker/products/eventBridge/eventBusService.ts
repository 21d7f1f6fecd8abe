import { assert, ensure } from '../../../../base/assert';
import { streamSeed } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import { DedupWindow } from '../../dedupWindow';
import { parsePattern, type Pattern } from '../../router/pattern';
import { sha256 } from '../sqs/sha256';
import type {
  CreateBusRequest,
  CreateSubscriberRequest,
  PublishAnswer,
  PublishEntry,
  PublishRequest,
  PublishResultEntry,
  StoredEvent,
  SubscriberReport,
} from './busApi';
import { problemOfPublish, problemOfSubscriber, publishEntriesMax, retentionDaysMax } from './busChecks';
import { origin, parsedDetail } from './entries';
import { done, eventBridgeError, type EventBridgeResult, notFound, unreachable } from './eventBridgeError';
import { Subscriber } from './subscriber';

const dayUs = 86_400_000_000;
/** Repetitions are told for this long (EVC-003). */
export const deduplicationUs = 300_000_000;
/** What a bus retains unless told (modelling choice: AWS documents the range of 1 to 365 days). */
const retentionDaysDefault = 7;

const eventsKeptMax = 1_000_000;

interface Bus {
  readonly name: string;
  readonly createdAtUs: number;
  readonly retentionUs: number;
  readonly events: StoredEvent[];
  readonly subscribers: Map<string, Subscriber>;
  readonly seen: DedupWindow<PublishResultEntry>;
}

export interface EventBusOptions {
  /** Seed of all draws. */
  readonly seed?: number;
  /** Retry delays are spread at random; off unless given. */
  readonly jitter?: boolean;
}

/**
 * The EventBridge Custom Event Bus (2026), driven through its own operations in virtual time: it retains every event, subscribers may
 * keep the order of event groups, and repetitions are told at publishing.
 */
export class EventBusService {
  readonly #clock: ProductClock;
  readonly #options: EventBusOptions;
  readonly #buses = new Map<string, Bus>();
  #events = 0;
  #reachable = true;

  constructor(clock: ProductClock, options: EventBusOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Whether publishers reach the service; while they do not, a call fails in the client. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  createEventBus({ Name, RetentionPeriodInDays = retentionDaysDefault }: CreateBusRequest): EventBridgeResult<object> {
    if (this.#buses.has(Name)) return eventBridgeError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
    if (!Number.isInteger(RetentionPeriodInDays) || RetentionPeriodInDays < 1 || RetentionPeriodInDays > retentionDaysMax) {
      return eventBridgeError('ValidationException', `RetentionPeriodInDays must be between 1 and ${retentionDaysMax}.`);
    }
    this.#buses.set(Name, {
      name: Name,
      createdAtUs: this.#clock.nowUs,
      retentionUs: RetentionPeriodInDays * dayUs,
      events: [],
      subscribers: new Map(),
      seen: new DedupWindow(deduplicationUs),
    });
    return done;
  }

  createSubscriber(request: CreateSubscriberRequest): EventBridgeResult<object> {
    const bus = this.#buses.get(request.EventBus);
    if (bus === undefined) return notFound(`Event bus ${request.EventBus}`);
    if (bus.subscribers.has(request.Name))
      return eventBridgeError('ResourceAlreadyExistsException', `Subscriber ${request.Name} already exists.`);
    const problem = problemOfSubscriber(request, { fromUs: this.#windowStartUs(bus), nowUs: this.#clock.nowUs });
    if (problem !== null) return eventBridgeError('ValidationException', problem);
    const filters: Pattern[] = [];
    for (const filter of request.Filters) {
      const pattern = parsePattern(filter);
      if (!pattern.ok) return eventBridgeError('ValidationException', `The filter is not valid. Reason: ${pattern.error}`);
      filters.push(pattern.value);
    }
    const { jitter = false, seed = 1 } = this.#options;
    const jitterStream = jitter ? streamSeed(seed, `${request.EventBus}/${request.Name}`) : null;
    const subscriber = new Subscriber(request, filters, { clock: this.#clock, jitterStream });
    bus.subscribers.set(request.Name, subscriber);
    for (const event of this.#history(bus, request)) subscriber.offer(event);
    return done;
  }

  deleteSubscriber(busName: string, name: string): EventBridgeResult<object> {
    const subscriber = this.#buses.get(busName)?.subscribers.get(name);
    if (subscriber === undefined) return notFound(`Subscriber ${name}`);
    subscriber.close();
    this.#buses.get(busName)?.subscribers.delete(name);
    return done;
  }

  /** The subscriber takes nothing until it is resumed; the bus retains meanwhile. */
  pauseSubscriber(busName: string, name: string): EventBridgeResult<object> {
    const bus = this.#buses.get(busName);
    const subscriber = bus?.subscribers.get(name);
    if (bus === undefined || subscriber === undefined) return notFound(`Subscriber ${name}`);
    subscriber.pause(bus.events.length);
    return done;
  }

  resumeSubscriber(busName: string, name: string): EventBridgeResult<object> {
    const bus = this.#buses.get(busName);
    const subscriber = bus?.subscribers.get(name);
    if (bus === undefined || subscriber === undefined) return notFound(`Subscriber ${name}`);
    if (subscriber.pausedAt !== null) {
      const fromUs = this.#windowStartUs(bus);
      subscriber.resume(bus.events.slice(subscriber.pausedAt).filter(({ publishedAtUs }) => publishedAtUs >= fromUs));
    }
    return done;
  }

  /** Publishes events. Entries succeed or fail each by itself; a repetition succeeds and is not delivered (EVC-003). */
  putEvents({ EventBus, Entries, DeduplicationType }: PublishRequest): PublishAnswer {
    if (!this.#reachable) return unreachable;
    const bus = this.#buses.get(EventBus);
    if (bus === undefined) return notFound(`Event bus ${EventBus}`);
    if (Entries.length < 1 || Entries.length > publishEntriesMax) {
      return eventBridgeError('ValidationException', `Entries must have 1 to ${publishEntriesMax} items.`);
    }
    const results = Entries.map((entry) => problemOfPublish(entry) ?? this.#publish(bus, entry, DeduplicationType === 'CONTENT_BASED'));
    return { kind: 'ok', FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  }

  /** Number of events that the bus retains, and the earliest point from which a subscriber can read. */
  describeEventBus(busName: string): { readonly events: number; readonly RetentionWindowStartTimeUs: number } {
    const bus = ensure(this.#buses.get(busName), 'bus');
    return { events: this.#retained(bus).length, RetentionWindowStartTimeUs: this.#windowStartUs(bus) };
  }

  report(busName: string, subscriber: string): SubscriberReport {
    return ensure(this.#buses.get(busName)?.subscribers.get(subscriber), 'subscriber').report;
  }

  #publish(bus: Bus, entry: PublishEntry, byContent: boolean): PublishResultEntry {
    const { nowUs } = this.#clock;
    const { Source, DetailType, Detail = '{}', SystemMetadata = {} } = entry;
    const key = byContent ? sha256(JSON.stringify([Source, DetailType, Detail])) : SystemMetadata.DeduplicationId;
    const before = key === undefined ? undefined : bus.seen.find(key, nowUs);
    if (before !== undefined) return { ...before, SuccessCode: 'DEDUPLICATED' };
    const id = `e-${++this.#events}`;
    const sequence = String(this.#events).padStart(20, '0');
    const detail = parsedDetail(Detail);
    const event: StoredEvent = {
      id,
      sequence,
      publishedAtUs: nowUs,
      groupId: SystemMetadata.EventGroupId ?? null,
      deduplicationId: SystemMetadata.DeduplicationId ?? null,
      data: { ...origin, id, 'detail-type': DetailType, source: Source, time: nowUs, detail },
    };
    const result = { EventId: id, SequenceNumber: sequence, SuccessCode: 'PUBLISHED' } as const;
    if (key !== undefined) bus.seen.remember(key, nowUs, result);
    assert(bus.events.length < eventsKeptMax, `a bus retains at most ${eventsKeptMax} events`);
    bus.events.push(event);
    for (const subscriber of bus.subscribers.values()) subscriber.offer(event);
    return result;
  }

  #windowStartUs({ createdAtUs, retentionUs }: Bus): number {
    return Math.max(createdAtUs, this.#clock.nowUs - retentionUs);
  }

  #retained(bus: Bus): readonly StoredEvent[] {
    const fromUs = this.#windowStartUs(bus);
    return bus.events.filter(({ publishedAtUs }) => publishedAtUs >= fromUs);
  }

  /** What a new subscriber gets of the past. */
  #history(bus: Bus, { StartingPosition, PointInTime }: CreateSubscriberRequest): readonly StoredEvent[] {
    if (StartingPosition !== 'POINT_IN_TIME' || PointInTime === undefined) return [];
    const fromUs = PointInTime.PointType === 'TIMESTAMP' ? PointInTime.StartingPointUs : 0;
    const toUs = PointInTime.EndPointUs ?? Infinity;
    return this.#retained(bus).filter(({ publishedAtUs }) => publishedAtUs >= fromUs && publishedAtUs <= toUs);
  }
}
