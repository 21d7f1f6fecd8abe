import { ensure } from '../../../../base/assert';
import { drawUnit, streamSeed } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import { parsePattern } from '../../router/pattern';
import type {
  BusEvent,
  CreateArchiveRequest,
  PutEventsAnswer,
  PutEventsEntry,
  PutEventsResultEntry,
  PutRuleRequest,
  PutTargetsRequest,
  ReplayReport,
  StartReplayRequest,
  TargetReport,
} from './api';
import { Archives } from './archives';
import { Bus, rulesMax, targetsMax } from './bus';
import { problemOfTarget } from './checks';
import { failed, origin, parsedDetail, problemOfCall, problemOfEntry } from './entries';
import { done, eventBridgeError, type EventBridgeResult, notFound, unreachable } from './eventBridgeError';
import { RuleTarget } from './target';

/** What happens in reality by chance, or for reasons that AWS does not publish. Everything is off unless given. */
export interface EventBridgeOptions {
  /** Seed of all draws. */
  readonly seed?: number;
  /** Retry delays are spread at random, as EventBridge does. */
  readonly jitter?: boolean;
  /** Probability that a target is invoked twice for one event (EVB-011). */
  readonly duplicates?: number;
  /** Entries that fail inside EventBridge (EVB-001). */
  readonly fails?: (entry: PutEventsEntry) => boolean;
  /** Retries end for a target that does nothing but throttle for so long (EVB-017). */
  readonly constrainedAfterUs?: number;
  /** Events reach archives later by this much (EVB-015: AWS recommends waiting 10 minutes). */
  readonly archiveDelayUs?: number;
  /** Time from one replayed minute to the next; 1 s unless given (modelling choice). */
  readonly replayPaceUs?: number;
  /** The events of one replayed minute come in another order than they happened. */
  readonly replayShuffles?: boolean;
  /** An event is not routed behind so many targets that each put the next one (EVB-018); 100 unless given. */
  readonly hopsMax?: number;
}

/** An event at the end of a chain that was longer than the limit: in reality it would go on for ever. */
export interface FoundLoop {
  readonly eventId: string;
  readonly hops: number;
  readonly atUs: number;
}

const second = 1_000_000;
const loopsKept = 1000;
export const defaultBus = 'default';

/**
 * Amazon EventBridge with rules (Custom Event Bus - Classic), driven through its own operations in virtual time. Targets are invoked at
 * the instant of PutEvents, when the clock runs on.
 */
export class EventBridgeService {
  /** Chains of events that were cut. */
  readonly loops: FoundLoop[] = [];
  readonly #clock: ProductClock;
  readonly #options: EventBridgeOptions;
  readonly #buses = new Map<string, Bus>([[defaultBus, new Bus(defaultBus)]]);
  readonly #archives: Archives;
  #events = 0;
  #reachable = true;
  /** The event that a target is handling right now. */
  #cause: BusEvent | null = null;

  constructor(clock: ProductClock, options: EventBridgeOptions = {}) {
    this.#clock = clock;
    this.#options = options;
    this.#archives = new Archives({
      clock,
      delayUs: options.archiveDelayUs ?? 0,
      paceUs: options.replayPaceUs ?? second,
      shuffleSeed: options.replayShuffles === true ? this.#seed : null,
      emit: (bus, event, rules) => this.#route(bus, event, rules),
    });
  }

  get #seed(): number {
    return this.#options.seed ?? 1;
  }

  /** Whether producers reach the service; while they do not, a call fails in the client. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  createEventBus(name: string): EventBridgeResult<object> {
    if (this.#buses.has(name)) return eventBridgeError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    this.#buses.set(name, new Bus(name));
    return done;
  }

  putRule({ Name, EventPattern, EventBusName = defaultBus, State = 'ENABLED' }: PutRuleRequest): EventBridgeResult<object> {
    const bus = this.#buses.get(EventBusName);
    if (bus === undefined) return notFound(`Event bus ${EventBusName}`);
    const pattern = parsePattern(EventPattern);
    if (!pattern.ok) return eventBridgeError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${pattern.error}`);
    const known = bus.rules.get(Name);
    if (known === undefined && bus.rules.size >= rulesMax)
      return eventBridgeError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    const enabled = State === 'ENABLED';
    if (known === undefined) bus.rules.set(Name, { name: Name, pattern: pattern.value, enabled, targets: new Map(), matched: 0 });
    else Object.assign(known, { pattern: pattern.value, enabled });
    return done;
  }

  deleteRule(name: string, busName = defaultBus): EventBridgeResult<object> {
    const rule = this.#buses.get(busName)?.rules.get(name);
    if (rule !== undefined && rule.targets.size > 0)
      return eventBridgeError('ValidationException', 'Rule can’t be deleted since it has targets.');
    this.#buses.get(busName)?.rules.delete(name);
    return done;
  }

  putTargets({ Rule, EventBusName = defaultBus, Targets }: PutTargetsRequest): EventBridgeResult<object> {
    const rule = this.#buses.get(EventBusName)?.rules.get(Rule);
    if (rule === undefined) return notFound(`Rule ${Rule}`);
    const ids = new Set([...rule.targets.keys(), ...Targets.map(({ Id }) => Id)]);
    if (ids.size > targetsMax)
      return eventBridgeError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    for (const target of Targets) {
      const problem = problemOfTarget(target);
      if (problem !== null) return eventBridgeError('ValidationException', problem);
    }
    for (const target of Targets) {
      rule.targets.get(target.Id)?.close();
      rule.targets.set(target.Id, this.#target(target, `${EventBusName}/${Rule}`));
    }
    return done;
  }

  removeTargets(ruleName: string, ids: readonly string[], busName = defaultBus): EventBridgeResult<object> {
    const rule = this.#buses.get(busName)?.rules.get(ruleName);
    if (rule === undefined) return notFound(`Rule ${ruleName}`);
    for (const id of ids) {
      rule.targets.get(id)?.close();
      rule.targets.delete(id);
    }
    return done;
  }

  /**
   * Puts events on their buses. Entries succeed or fail each by itself (EVB-001). `cause` is the event whose handling puts these ones;
   * it is known by itself while a target is being invoked.
   */
  putEvents(entries: readonly PutEventsEntry[], cause: BusEvent | null = this.#cause): PutEventsAnswer {
    if (!this.#reachable) return unreachable;
    const problem = problemOfCall(entries);
    if (problem !== null) return eventBridgeError('ValidationException', problem);
    const Entries = entries.map((entry) => this.#put(entry, cause === null ? 0 : cause.hops + 1));
    return { kind: 'ok', FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries };
  }

  createArchive(request: CreateArchiveRequest): EventBridgeResult<object> {
    const bus = this.#buses.get(request.EventSource);
    return bus === undefined ? notFound(`Event bus ${request.EventSource}`) : this.#archives.create(bus, request);
  }

  /** Number of events in an archive. */
  archivedEvents(archiveName: string): number {
    return this.#archives.eventCount(archiveName);
  }

  startReplay(request: StartReplayRequest): EventBridgeResult<{ readonly State: 'STARTING'; readonly warning: string | null }> {
    return this.#archives.startReplay(request);
  }

  cancelReplay(replayName: string): EventBridgeResult<object> {
    return this.#archives.cancelReplay(replayName);
  }

  describeReplay(replayName: string): EventBridgeResult<ReplayReport> {
    return this.#archives.describeReplay(replayName);
  }

  /** What became of the events for one target. */
  report(ruleName: string, targetId: string, busName = defaultBus): TargetReport {
    return ensure(this.#buses.get(busName)?.rules.get(ruleName)?.targets.get(targetId), 'target').report;
  }

  #put(entry: PutEventsEntry, hops: number): PutEventsResultEntry {
    const problem = problemOfEntry(entry);
    if (problem !== null) return problem;
    if (this.#options.fails?.(entry) === true) return failed('InternalFailure', 'Unexpected internal error.');
    const event = this.#eventOf(entry, hops);
    const bus = this.#buses.get(entry.EventBusName ?? defaultBus);
    // An event for a bus that does not exist is accepted and gone.
    if (bus !== undefined) this.#route(bus, event, null);
    return { EventId: event.id };
  }

  #eventOf({ Source = '', DetailType = '', Detail = '', Resources = [], TimeUs }: PutEventsEntry, hops: number): BusEvent {
    const id = `e-${++this.#events}`;
    const timeUs = TimeUs ?? this.#clock.nowUs;
    const detail = parsedDetail(Detail);
    return {
      id,
      timeUs,
      hops,
      data: { ...origin, id, 'detail-type': DetailType, source: Source, time: timeUs, resources: Resources, detail },
    };
  }

  #route(bus: Bus, event: BusEvent, only: readonly string[] | null): void {
    if (event.hops > (this.#options.hopsMax ?? 100)) {
      if (this.loops.length < loopsKept) this.loops.push({ eventId: event.id, hops: event.hops, atUs: this.#clock.nowUs });
      return;
    }
    const ordinal = Number(event.id.slice(2));
    const { duplicates = 0 } = this.#options;
    bus.route(event, only, (rule, { id }) => {
      const stream = streamSeed(this.#seed, `twice:${bus.name}/${rule.name}/${id}`);
      return duplicates > 0 && drawUnit(stream, ordinal, 0) < duplicates ? 2 : 1;
    });
  }

  #target(target: PutTargetsRequest['Targets'][number], rule: string): RuleTarget {
    const { jitter = false, constrainedAfterUs = null } = this.#options;
    return new RuleTarget(target, {
      clock: this.#clock,
      rule,
      constrainedAfterUs,
      jitterStream: jitter ? streamSeed(this.#seed, `jitter:${rule}/${target.Id}`) : null,
      within: (event, handle) => {
        this.#cause = event;
        const answer = handle();
        this.#cause = null;
        return answer;
      },
    });
  }
}
