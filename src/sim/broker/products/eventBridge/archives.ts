import { ensure } from '../../../../base/assert';
import { streamSeed } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import { parsePattern } from '../../router/pattern';
import type { BusEvent, CreateArchiveRequest, ReplayReport, StartReplayRequest } from './api';
import { Archive } from './archive';
import type { Bus } from './bus';
import { problemOfReplay } from './checks';
import { done, eventBridgeError, type EventBridgeResult, notFound } from './eventBridgeError';
import { Replay } from './replay';

/** Replays at a time per account and Region (EVB-016). */
const replaysMax = 10;
/** AWS recommends waiting this long before events are replayed (EVB-015). */
const recommendedWaitUs = 600_000_000;

export interface ArchivesOptions {
  readonly clock: ProductClock;
  readonly delayUs: number;
  readonly paceUs: number;
  readonly shuffleSeed: number | null;
  readonly emit: (bus: Bus, event: BusEvent, rules: readonly string[] | null) => void;
}

/** The archives and replays of an account. */
export class Archives {
  readonly #options: ArchivesOptions;
  readonly #archives = new Map<string, { readonly archive: Archive; readonly bus: Bus }>();
  readonly #replays = new Map<string, Replay>();

  constructor(options: ArchivesOptions) {
    this.#options = options;
  }

  create(bus: Bus, { ArchiveName, EventPattern, RetentionDays = 0 }: CreateArchiveRequest): EventBridgeResult<object> {
    if (this.#archives.has(ArchiveName))
      return eventBridgeError('ResourceAlreadyExistsException', `Archive ${ArchiveName} already exists.`);
    if (!Number.isInteger(RetentionDays) || RetentionDays < 0)
      return eventBridgeError('ValidationException', 'RetentionDays must be 0 or greater.');
    const pattern = EventPattern === undefined ? null : parsePattern(EventPattern);
    if (pattern !== null && !pattern.ok)
      return eventBridgeError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${pattern.error}`);
    const { clock, delayUs } = this.#options;
    const archive = new Archive({
      clock,
      name: ArchiveName,
      bus: bus.name,
      pattern: pattern?.value ?? null,
      retentionDays: RetentionDays,
      delayUs,
    });
    bus.archives.push(archive);
    this.#archives.set(ArchiveName, { archive, bus });
    return done;
  }

  eventCount(archiveName: string): number {
    return ensure(this.#archives.get(archiveName), 'archive').archive.eventCount;
  }

  startReplay(request: StartReplayRequest): EventBridgeResult<{ readonly State: 'STARTING'; readonly warning: string | null }> {
    const { ReplayName, ArchiveName, EventStartTimeUs, EventEndTimeUs, Destination } = request;
    const known = this.#archives.get(ArchiveName);
    if (known === undefined) return notFound(`Archive ${ArchiveName}`);
    const problem = problemOfReplay(request, known.bus.name);
    if (problem !== null) return eventBridgeError('ValidationException', problem);
    if (this.#replays.has(ReplayName)) return eventBridgeError('ResourceAlreadyExistsException', `Replay ${ReplayName} already exists.`);
    if (this.#running >= replaysMax) return eventBridgeError('LimitExceededException', `At most ${replaysMax} replays can be active.`);
    const { clock, paceUs, shuffleSeed, emit } = this.#options;
    const replay = new Replay({
      clock,
      name: ReplayName,
      events: known.archive.between(EventStartTimeUs, EventEndTimeUs),
      paceUs,
      shuffleStream: shuffleSeed === null ? null : streamSeed(shuffleSeed, `replay:${ReplayName}`),
      emit: (event) => emit(known.bus, event, Destination.FilterRules ?? null),
    });
    this.#replays.set(ReplayName, replay);
    const isFresh = clock.nowUs - EventEndTimeUs < recommendedWaitUs;
    return { kind: 'ok', State: 'STARTING', warning: isFresh ? 'Events of the last 10 minutes may not have reached the archive.' : null };
  }

  get #running(): number {
    return [...this.#replays.values()].filter(({ isRunning }) => isRunning).length;
  }

  cancelReplay(name: string): EventBridgeResult<object> {
    const replay = this.#replays.get(name);
    if (replay === undefined) return notFound(`Replay ${name}`);
    if (!replay.isRunning) return eventBridgeError('IllegalStatusException', `Replay ${name} is not in a valid state for this operation.`);
    replay.cancel();
    return done;
  }

  describeReplay(name: string): EventBridgeResult<ReplayReport> {
    const replay = this.#replays.get(name);
    return replay === undefined ? notFound(`Replay ${name}`) : { kind: 'ok', ...replay.report };
  }
}
