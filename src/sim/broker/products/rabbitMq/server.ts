import { ProductClock } from '../../clock';
import { CopyState, CopyTable } from '../../copies';
import { type AmqpTable, Exchanges } from '../../router/exchanges';
import { Connection, type ConnectionEvent, type Listener } from './connection';
import { bury } from './deadLettering';
import type { Message } from './message';
import type { QueueDeclaration, QueueHost } from './queueHost';
import { RabbitQueue } from './rabbitQueue';
import { defaultOptions, isReachable, type RabbitMqOptions, type ServerState } from './serverState';
import { type Asking, removeQueue } from './topology';
import { versionRules } from './version';

/** A queue as its management page shows it. */
export interface QueueView {
  readonly ready: number;
  readonly unacknowledged: number;
  readonly consumers: number;
  /** Waiting messages, the next one first. */
  readonly messages: readonly Message[];
}

/** A RabbitMQ server (a cluster of `nodes`), driven by itself in virtual time: connect, open channels, let time pass. */
export class RabbitMqServer {
  readonly clock: ProductClock;
  readonly #state: ServerState;
  readonly #queueHost: QueueHost;
  readonly #connections = new Set<Connection>();
  readonly #given = new Map<RabbitQueue, AmqpTable>();
  #connectionCount = 0;

  constructor(options: Partial<RabbitMqOptions> = {}, clock = new ProductClock()) {
    const complete = { ...defaultOptions, ...options };
    this.clock = clock;
    this.#state = {
      options: complete,
      version: versionRules(complete.version),
      clock,
      copies: new CopyTable(),
      exchanges: new Exchanges(),
      queues: new Map(),
      nodesDown: new Set(),
      alarms: new Set(),
      namedQueues: 0,
      up: true,
    };
    for (const type of ['direct', 'topic', 'fanout', 'headers'] as const) {
      this.#state.exchanges.add({ name: `amq.${type}`, type, durable: true, alternate: null });
    }
    this.#queueHost = this.#hostOfQueues();
  }

  #hostOfQueues(): QueueHost {
    const state = this.#state;
    const { persistUs, replicateUs } = state.options;
    return {
      clock: this.clock,
      copies: state.copies,
      version: state.version,
      persistUs,
      replicateUs,
      reachable: (queue) => isReachable(state, queue),
      buries: (queue, message, reason) => bury(state, queue, message, reason),
      unused: (queue) => this.#remove(queue),
    };
  }

  #remove(queue: RabbitQueue): void {
    if (this.#state.queues.get(queue.name) === queue) removeQueue(this.#state, queue);
  }

  connect(listen: Listener<ConnectionEvent> = silent): Connection {
    const asking: Asking = {
      state: this.#state,
      connection: ++this.#connectionCount,
      makeQueue: (declaration, given) => this.#make(declaration, given),
      argumentsOf: (queue) => this.#given.get(queue) ?? {},
    };
    const connection = new Connection({ state: this.#state, asking, closed: (gone) => this.#closed(gone) }, listen);
    if (this.#state.up) this.#connections.add(connection);
    else connection.close();
    return connection;
  }

  #make(declaration: QueueDeclaration, given: AmqpTable): RabbitQueue {
    const queue = new RabbitQueue(declaration, this.#queueHost);
    this.#given.set(queue, given);
    return queue;
  }

  /** A connection's own queues go with it. */
  #closed(connection: Connection): void {
    this.#connections.delete(connection);
    for (const queue of this.#state.queues.values()) if (queue.declared.owner === connection.number) this.#remove(queue);
  }

  /** Undefined when there is no such queue. */
  queue(name: string): QueueView | undefined {
    const queue = this.#state.queues.get(name);
    if (queue === undefined) return undefined;
    const { ready, unsettled, consumerCount, contents } = queue;
    return { ready, unacknowledged: unsettled, consumers: consumerCount, messages: contents };
  }

  /** The server is shut down in order: everything is written first. */
  stop(): void {
    this.#goDown('CONNECTION_FORCED', false);
  }

  /** The server dies: what was not written yet is lost, confirmed or not asked for (RMQ-001). */
  crash(): void {
    this.#goDown('CONNECTION_LOST', true);
  }

  #goDown(name: string, afterCrash: boolean): void {
    const state = this.#state;
    for (const connection of this.#connections) {
      connection.fail({ kind: 'error', code: 320, name, message: 'broker forced connection closure', closes: 'connection' });
    }
    for (const queue of state.queues.values()) {
      if (queue.declared.durable) queue.loseUnstored(afterCrash);
      else this.#remove(queue);
    }
    state.exchanges.removeTransient();
    state.up = false;
  }

  start(): void {
    this.#state.up = true;
    this.#resume();
  }

  stopNode(node: number): void {
    this.#state.nodesDown.add(node);
  }

  startNode(node: number): void {
    this.#state.nodesDown.delete(node);
    this.#resume();
  }

  #resume(): void {
    for (const queue of this.#state.queues.values()) queue.resume();
  }

  /** Too little memory or disk: publishers are blocked, consumers go on. */
  setAlarm(resource: 'memory' | 'disk', on: boolean): void {
    const { alarms } = this.#state;
    if (on) alarms.add(resource);
    else alarms.delete(resource);
    if (alarms.size === 0) for (const connection of this.#connections) connection.unblock();
  }

  /** Every copy ever made, by where it is; they add up. */
  conservation(): Readonly<Record<keyof typeof CopyState, number>> {
    const { copies } = this.#state;
    const counted = { queued: 0, held: 0, delivered: 0, acknowledged: 0, deadLettered: 0, dropped: 0, expired: 0 };
    for (let copy = 1; copy <= copies.count; copy++) {
      for (const [name, state] of Object.entries(CopyState)) if (copies.state[copy] === state) counted[name as keyof typeof CopyState]++;
    }
    return counted;
  }
}

const silent: Listener<ConnectionEvent> = () => {
  // The client does not listen.
};
