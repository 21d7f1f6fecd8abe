import type { ProductClock } from '../../clock';
import type { CopyTable } from '../../copies';
import type { Exchanges } from '../../router/exchanges';
import type { Message } from './message';
import type { RabbitQueue } from './rabbitQueue';
import type { RabbitMqVersion, VersionRules } from './version';

/** What an operator can set. Times in microseconds. */
export interface RabbitMqOptions {
  readonly version: RabbitMqVersion;
  readonly nodes: number;
  /** Way of a publish to the server, and of deliveries and confirms to the client. */
  readonly networkUs: number;
  /** Until a persistent message in a durable classic queue is on the disk (RMQ-002: up to a few hundred milliseconds). */
  readonly persistUs: number;
  /** Until a majority of a quorum queue's members has a message. */
  readonly replicateUs: number;
  /** A connection that has been silent for so long is closed (RMQ-034). */
  readonly heartbeatUs: number;
  /** `consumer_timeout` and the period of its check (RMQ-036). */
  readonly consumerTimeoutUs: number;
  readonly consumerCheckUs: number;
  /** Deliveries of a quorum queue that a consumer without prefetch may hold (RMQ-031). */
  readonly quorumPrefetchMax: number;
  /** After this time at-least-once dead-lettering tries a target again (`dead_letter_worker_publisher_confirm_timeout`). */
  readonly deadLetterRetryUs: number;
}

export const defaultOptions: RabbitMqOptions = {
  version: '4.3',
  nodes: 3,
  networkUs: 0,
  persistUs: 200_000,
  replicateUs: 2_000,
  heartbeatUs: 60_000_000,
  consumerTimeoutUs: 1_800_000_000,
  consumerCheckUs: 60_000_000,
  quorumPrefetchMax: 2000,
  deadLetterRetryUs: 180_000_000,
};

/** The server as its parts see it. Mutable and private to the product. */
export interface ServerState {
  readonly options: RabbitMqOptions;
  readonly version: VersionRules;
  readonly clock: ProductClock;
  readonly copies: CopyTable;
  readonly exchanges: Exchanges;
  readonly queues: Map<string, RabbitQueue>;
  readonly nodesDown: Set<number>;
  /** Resources whose alarm is on: publishers are blocked. */
  readonly alarms: Set<string>;
  /** Queues that the server has named. */
  namedQueues: number;
  up: boolean;
}

/** A quorum queue needs a majority of its members; a classic one the server it lies on. */
export function isReachable(state: ServerState, queue: RabbitQueue): boolean {
  if (!state.up) return false;
  if (queue.settings.type === 'classic' || state.nodesDown.size === 0) return true;
  const members = Math.min(queue.settings.groupSize, state.options.nodes);
  let membersUp = 0;
  for (let node = 1; node <= members; node++) if (!state.nodesDown.has(node)) membersUp++;
  return membersUp > members / 2;
}

/** The queues that a message goes to. The default exchange knows every queue by its name (RMQ-024). */
export function routeOf(state: ServerState, message: Message): readonly RabbitQueue[] {
  const { exchange, routingKey, properties } = message;
  const names = exchange === '' ? [routingKey] : state.exchanges.route(exchange, { routingKey, headers: properties.headers ?? {} });
  return names.flatMap((name) => state.queues.get(name) ?? []);
}

export function exchangeExists(state: ServerState, name: string): boolean {
  return name === '' || state.exchanges.get(name) !== undefined;
}
