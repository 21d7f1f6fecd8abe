import { Phase } from '../../../kernel/agenda';
import { Channel } from './channel';
import type { ChannelEvent } from './message';
import type { AmqpError } from './outcome';
import type { RabbitQueue } from './rabbitQueue';
import type { ServerState } from './serverState';
import type { Asking } from './topology';

export type ConnectionEvent =
  /** An alarm stops publishers, or stops stopping them. */
  | { readonly kind: 'blocked' | 'unblocked' }
  | { readonly kind: 'close'; readonly code: number; readonly name: string; readonly message: string };

export type Listener<Event> = (event: Event) => void;

/** What a connection needs from its server. */
export interface ConnectionHost {
  readonly state: ServerState;
  readonly asking: Asking;
  readonly closed: (connection: Connection) => void;
}

/** A client's connection. It can be closed, its process can die (the socket closes), or its whole host can vanish without a word. */
export class Connection {
  readonly #host: ConnectionHost;
  readonly #listen: Listener<ConnectionEvent>;
  readonly #channels: Channel[] = [];
  /** Written by the client, not yet read by the server. */
  readonly #onTheWay = new Set<() => void>();
  /** Read but not taken in while an alarm is on. */
  readonly #blocked: (() => void)[] = [];
  #open = true;
  /** The client's process lives. */
  #alive = true;

  constructor(host: ConnectionHost, listen: Listener<ConnectionEvent>) {
    this.#host = host;
    this.#listen = listen;
  }

  /** As the server sees it. */
  get open(): boolean {
    return this.#open;
  }

  get number(): number {
    return this.#host.asking.connection;
  }

  createChannel(listen: Listener<ChannelEvent> = silent): Channel {
    const channel = new Channel(
      {
        state: this.#host.state,
        asking: this.#host.asking,
        toServer: (then) => this.#toServer(then),
        flush: () => this.#flush(),
        toClient: (then) => this.#toClient(then),
        fail: (error) => this.fail(error),
      },
      listen,
    );
    if (this.#open && this.#alive) this.#channels.push(channel);
    else channel.close();
    return channel;
  }

  #toServer(then: () => void): void {
    const { clock, options } = this.#host.state;
    if (!this.#alive) return;
    if (options.networkUs === 0) return this.#arrives(then);
    this.#onTheWay.add(then);
    clock.after(options.networkUs, () => {
      if (this.#onTheWay.delete(then)) this.#arrives(then);
    });
  }

  #arrives(then: () => void): void {
    const { state } = this.#host;
    if (!this.#open || !state.up) return;
    if (state.alarms.size === 0) return then();
    if (this.#blocked.length === 0) this.#toClient(() => this.#listen({ kind: 'blocked' }));
    this.#blocked.push(then);
  }

  #flush(): void {
    for (const then of this.#onTheWay) this.#arrives(then);
    this.#onTheWay.clear();
  }

  #toClient(then: () => void): void {
    const { clock, options } = this.#host.state;
    clock.after(options.networkUs, () => this.#alive && then(), Phase.delivery);
  }

  /** The last alarm is over: what was held back is taken in. */
  unblock(): void {
    if (this.#blocked.length === 0) return;
    this.#toClient(() => this.#listen({ kind: 'unblocked' }));
    for (const then of this.#blocked.splice(0)) then();
  }

  /** The client closes in order: what it had written is read first. */
  close(): void {
    this.#flush();
    this.#end();
    this.#alive = false;
  }

  /** The client's process dies: its operating system closes the socket, and the server knows at once (RMQ-033). */
  crash(): void {
    this.#alive = false;
    this.close();
  }

  /** The client's host is gone without closing anything: the server finds out by missing heartbeats (RMQ-034). */
  vanish(): void {
    const { clock, options } = this.#host.state;
    this.#alive = false;
    this.#onTheWay.clear();
    clock.after(options.heartbeatUs, () => this.#end());
  }

  /** The server closes the connection and says why. */
  fail({ code, name, message }: AmqpError): void {
    this.#toClient(() => this.#listen({ kind: 'close', code, name, message }));
    this.#end();
  }

  /** Every channel ends; their queues hand out again when all have ended, so that nothing goes to a channel that is about to. */
  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onTheWay.clear();
    const queues = new Set<RabbitQueue>();
    for (const channel of this.#channels) for (const queue of channel.end()) queues.add(queue);
    this.#host.closed(this);
    for (const queue of queues) queue.dispatch();
  }
}

const silent = (): void => {
  // The client does not listen.
};
