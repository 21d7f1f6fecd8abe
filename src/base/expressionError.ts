/**
 * An expression of a scenario could not be computed (a division by zero, an overflow), or what it speaks of is not there. The
 * handler that asked fails; the run goes on.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
