import { type AmqpTable, type Binding, type Destination, type ExchangeType, sameTable } from '../../router/exchanges';
import {
  accessRefused,
  type AmqpError,
  done,
  notFound,
  type Outcome,
  preconditionFailed,
  resourceLocked,
  unavailable,
  value,
} from './outcome';
import { readArguments } from './queueArguments';
import type { QueueDeclaration } from './queueHost';
import type { RabbitQueue } from './rabbitQueue';
import type { ServerState } from './serverState';

export interface ExchangeOptions {
  readonly durable?: boolean;
  readonly arguments?: AmqpTable;
}

export interface QueueOptions {
  readonly durable?: boolean;
  readonly exclusive?: boolean;
  readonly autoDelete?: boolean;
  readonly arguments?: AmqpTable;
}

/** What a declaration answers. */
export interface QueueCounts {
  readonly queue: string;
  readonly messageCount: number;
  readonly consumerCount: number;
}

/** Who asks: a connection, known by its number. */
export interface Asking {
  readonly state: ServerState;
  readonly connection: number;
  readonly makeQueue: (declaration: QueueDeclaration, given: AmqpTable) => RabbitQueue;
  readonly argumentsOf: (queue: RabbitQueue) => AmqpTable;
}

export function declareExchange({ state }: Asking, name: string, type: ExchangeType, options: ExchangeOptions): Outcome<void> {
  const durable = options.durable ?? true;
  const alternate = options.arguments?.['alternate-exchange'];
  const known = state.exchanges.get(name);
  if (known === undefined) {
    if (name === '' || name.startsWith('amq.')) return accessRefused(`exchange name '${name}' contains reserved prefix 'amq.*'`);
    state.exchanges.add({ name, type, durable, alternate: typeof alternate === 'string' ? alternate : null });
    return done;
  }
  if (known.type !== type) return inequivalent('type', `exchange '${name}'`, { received: type, current: known.type });
  if (known.durable !== durable) return inequivalent('durable', `exchange '${name}'`, { received: durable, current: known.durable });
  return done;
}

function inequivalent(what: string, where: string, values: { readonly received: unknown; readonly current: unknown }): AmqpError {
  return preconditionFailed(
    `inequivalent arg '${what}' for ${where} in vhost '/': received '${String(values.received)}' but current is '${String(values.current)}'`,
  );
}

/** Declares a queue; one without a name gets one from the server. */
export function declareQueue(asking: Asking, wanted: string, options: QueueOptions): Outcome<QueueCounts> {
  const { state, connection } = asking;
  const name = wanted === '' ? `amq.gen-${++state.namedQueues}` : wanted;
  const given = options.arguments ?? {};
  const read = readArguments(given, state.options.version);
  if (read.kind === 'error') return read;
  const declaration: QueueDeclaration = {
    name,
    settings: read.value,
    durable: options.durable ?? true,
    autoDelete: options.autoDelete ?? false,
    owner: options.exclusive === true ? connection : 0,
  };
  const known = state.queues.get(name);
  if (known !== undefined) return redeclare(asking, known, { declaration, given });
  return refusedKind(state, declaration) ?? value(countsOf(addQueue(asking, declaration, given)));
}

function addQueue({ state, makeQueue }: Asking, declaration: QueueDeclaration, given: AmqpTable): RabbitQueue {
  const queue = makeQueue(declaration, given);
  state.queues.set(declaration.name, queue);
  return queue;
}

function refusedKind(state: ServerState, { name, settings, durable, owner }: QueueDeclaration): AmqpError | null {
  if (settings.type === 'quorum') {
    if (!durable) return preconditionFailed(`invalid property 'non-durable' for queue '${name}' in vhost '/'`);
    return owner === 0 ? null : preconditionFailed(`invalid property 'exclusive-owner' for queue '${name}' in vhost '/'`);
  }
  if (!durable && owner === 0 && state.version.withdrawn) {
    return {
      kind: 'error',
      code: 541,
      name: 'INTERNAL_ERROR',
      message: 'Feature `transient_nonexcl_queues` is deprecated.',
      closes: 'connection',
    };
  }
  return null;
}

function redeclare(
  asking: Asking,
  queue: RabbitQueue,
  wanted: { readonly declaration: QueueDeclaration; readonly given: AmqpTable },
): Outcome<QueueCounts> {
  const locked = lockedFor(asking, queue);
  if (locked !== null) return locked;
  const where = `queue '${queue.name}'`;
  for (const property of ['durable', 'autoDelete'] as const) {
    const received = wanted.declaration[property];
    const current = queue.declared[property];
    if (received !== current) return inequivalent(property, where, { received, current });
  }
  const before = asking.argumentsOf(queue);
  if (!sameTable({ 'x-queue-type': 'classic', ...before }, { 'x-queue-type': 'classic', ...wanted.given })) {
    const names = Object.keys({ ...before, ...wanted.given });
    const name = names.find((one) => before[one] !== wanted.given[one]) ?? '';
    return inequivalent(name, where, { received: wanted.given[name] ?? 'none', current: before[name] ?? 'none' });
  }
  // A quorum queue's lease of life is not renewed by declaring it again.
  if (queue.settings.type === 'classic') queue.use();
  return value(countsOf(queue));
}

/** Finds a queue for an operation on it: it exists, is not somebody else's own, and answers. */
export function findQueue(asking: Asking, name: string): Outcome<RabbitQueue> {
  const queue = asking.state.queues.get(name);
  if (queue === undefined) return notFound(`no queue '${name}' in vhost '/'`);
  return lockedFor(asking, queue) ?? (queue.reachable ? value(queue) : unavailable(name));
}

function lockedFor({ connection }: Asking, queue: RabbitQueue): AmqpError | null {
  if (queue.declared.owner === 0 || queue.declared.owner === connection) return null;
  return resourceLocked(
    `cannot obtain exclusive access to locked queue '${queue.name}' in vhost '/'. It could be originally declared on another connection or the exclusive property value does not match that of the original declaration.`,
  );
}

export function countsOf(queue: RabbitQueue): QueueCounts {
  return { queue: queue.name, messageCount: queue.ready, consumerCount: queue.consumerCount };
}

export function deleteQueue(asking: Asking, name: string): Outcome<number> {
  const { state } = asking;
  const queue = state.queues.get(name);
  if (queue === undefined) return value(0);
  const locked = lockedFor(asking, queue);
  if (locked !== null) return locked;
  const count = queue.ready;
  removeQueue(state, queue);
  return value(count);
}

/** Takes a queue away with its bindings; its messages go with it, none becomes a dead letter (RMQ-060). */
export function removeQueue(state: ServerState, queue: RabbitQueue): void {
  state.queues.delete(queue.name);
  state.exchanges.forget({ kind: 'queue', name: queue.name });
  queue.close();
}

export function deleteExchange({ state }: Asking, name: string): Outcome<void> {
  state.exchanges.remove(name);
  return done;
}

export function bind({ state }: Asking, exchange: string, binding: Binding): Outcome<void> {
  const missing = missingEnd(state, exchange, binding.destination);
  if (missing !== null) return missing;
  state.exchanges.bind(exchange, binding);
  return done;
}

export function unbind({ state }: Asking, exchange: string, binding: Binding): Outcome<void> {
  state.exchanges.unbind(exchange, binding);
  return done;
}

function missingEnd(state: ServerState, exchange: string, { kind, name }: Destination): AmqpError | null {
  if (exchange === '') return accessRefused(`operation not permitted on the default exchange`);
  if (state.exchanges.get(exchange) === undefined) return notFound(`no exchange '${exchange}' in vhost '/'`);
  const known = kind === 'queue' ? state.queues.has(name) : state.exchanges.get(name) !== undefined;
  return known ? null : notFound(`no ${kind} '${name}' in vhost '/'`);
}
