/** A header or argument value of AMQP 0-9-1, as plain data. */
export type AmqpValue = string | number | boolean | null | readonly AmqpValue[] | { readonly [key: string]: AmqpValue };
export type AmqpTable = Readonly<Record<string, AmqpValue>>;

export type ExchangeType = 'direct' | 'topic' | 'fanout' | 'headers';

export interface Destination {
  readonly kind: 'queue' | 'exchange';
  readonly name: string;
}

export interface Binding {
  readonly destination: Destination;
  readonly routingKey: string;
  readonly arguments: AmqpTable;
}

export interface Exchange {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: boolean;
  /** Where a message goes that no binding of this exchange wants (RMQ-005); null = nowhere. */
  readonly alternate: string | null;
}

export interface Routed {
  readonly routingKey: string;
  readonly headers: AmqpTable;
}

/** Exchanges and their bindings: who gets a copy of a message. Each queue gets at most one, in the order of the bindings (RMQ-025). */
export class Exchanges {
  readonly #exchanges = new Map<string, Exchange>();
  readonly #bindings = new Map<string, Binding[]>();

  add(exchange: Exchange): void {
    this.#exchanges.set(exchange.name, exchange);
    this.#bindings.set(exchange.name, []);
  }

  get(name: string): Exchange | undefined {
    return this.#exchanges.get(name);
  }

  /** Removes an exchange with its own bindings and those that lead to it. */
  remove(name: string): void {
    this.#exchanges.delete(name);
    this.#bindings.delete(name);
    this.forget({ kind: 'exchange', name });
  }

  /** A broker that restarts keeps what is durable. */
  removeTransient(): void {
    for (const { name, durable } of this.#exchanges.values()) if (!durable) this.remove(name);
  }

  bind(exchange: string, binding: Binding): void {
    const bound = this.#bindings.get(exchange);
    if (bound !== undefined && !bound.some((one) => sameBinding(one, binding))) bound.push(binding);
  }

  unbind(exchange: string, binding: Binding): void {
    const bound = this.#bindings.get(exchange) ?? [];
    this.#bindings.set(
      exchange,
      bound.filter((one) => !sameBinding(one, binding)),
    );
  }

  /** Takes away every binding that leads to a queue or exchange that is gone. */
  forget(destination: Destination): void {
    for (const [name, bound] of this.#bindings) {
      this.#bindings.set(
        name,
        bound.filter((one) => !sameDestination(one.destination, destination)),
      );
    }
  }

  /** The queues that get a copy; none when nobody wants the message or the exchange does not exist. */
  route(exchange: string, message: Routed): readonly string[] {
    const queues = new Set<string>();
    const seen = new Set<string>();
    const work = [exchange];
    for (let name = work.shift(); name !== undefined; name = work.shift()) {
      const known = this.#exchanges.get(name);
      if (known === undefined || seen.has(name)) continue;
      seen.add(name);
      const wanted = (this.#bindings.get(name) ?? []).filter((binding) => matches(known.type, binding, message));
      for (const { destination } of wanted) {
        if (destination.kind === 'queue') queues.add(destination.name);
        else work.push(destination.name);
      }
      if (wanted.length === 0 && known.alternate !== null) work.push(known.alternate);
    }
    return [...queues];
  }
}

function matches(type: ExchangeType, binding: Binding, message: Routed): boolean {
  switch (type) {
    case 'fanout':
      return true;
    case 'direct':
      return binding.routingKey === message.routingKey;
    case 'topic':
      return topicMatches(binding.routingKey, message.routingKey);
    default:
      return headersMatch(binding.arguments, message.headers);
  }
}

/** `*` stands for exactly one word (RMQ-020), `#` for any number of them, also none (RMQ-021). Words are separated by dots. */
export function topicMatches(pattern: string, routingKey: string): boolean {
  const words = wordsOf(routingKey);
  /** Numbers of words that the pattern so far can have taken. */
  let taken: readonly number[] = [0];
  for (const part of wordsOf(pattern)) taken = [...new Set(taken.flatMap((count) => afterPart(part, count, words)))];
  return taken.includes(words.length);
}

function afterPart(part: string, count: number, words: readonly string[]): readonly number[] {
  if (part === '#') return Array.from({ length: words.length - count + 1 }, (_, more) => count + more);
  return count < words.length && (part === '*' || part === words[count]) ? [count + 1] : [];
}

const wordsOf = (key: string): readonly string[] => (key === '' ? [] : key.split('.'));

/**
 * `x-match: all` (the default) wants every header of the binding, `any` at least one. Headers that begin with `x-` count only in
 * `all-with-x` and `any-with-x`; a binding value of null wants the header to be there, whatever it says.
 */
export function headersMatch(wanted: AmqpTable, headers: AmqpTable): boolean {
  const how = wanted['x-match'] ?? 'all';
  const withX = how === 'all-with-x' || how === 'any-with-x';
  const names = Object.keys(wanted).filter((name) => name !== 'x-match' && (withX || !name.startsWith('x-')));
  const agrees = (name: string): boolean => name in headers && (wanted[name] === null || wanted[name] === headers[name]);
  return how === 'any' || how === 'any-with-x' ? names.some(agrees) : names.every(agrees);
}

const sameDestination = (a: Destination, b: Destination): boolean => a.kind === b.kind && a.name === b.name;

const sameBinding = (a: Binding, b: Binding): boolean =>
  sameDestination(a.destination, b.destination) && a.routingKey === b.routingKey && sameTable(a.arguments, b.arguments);

/** Equality of flat tables; bindings and queue arguments hold plain values only. */
export function sameTable(a: AmqpTable, b: AmqpTable): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
