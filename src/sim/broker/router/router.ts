/** Who gets a copy of a message type: bindings from type to subscriptions, in declaration order, each subscription once. */
export class Router {
  readonly #bindings = new Map<number, number[]>();

  bind(type: number, subscription: number): void {
    const bound = this.#bindings.get(type) ?? [];
    if (!bound.includes(subscription)) bound.push(subscription);
    this.#bindings.set(type, bound);
  }

  /** Subscriptions of a type; empty = nobody listens (the message is accepted and forgotten). */
  route(type: number): readonly number[] {
    return this.#bindings.get(type) ?? none;
  }
}

const none: readonly number[] = [];
