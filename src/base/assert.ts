/** Thrown when our own code is wrong. Expected outcomes are values or facts, never this. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Stops when `condition` is false; `message` says what must hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Returns `value`, or stops when it is absent. */
export function ensure<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`missing: ${what}`);
  return value;
}

/** Marks the end of a switch over a union: the compiler shows every place to visit when the union grows. */
export function assertUnreachable(value: never): never {
  throw new AssertionError(`unreachable: ${String(value)}`);
}
