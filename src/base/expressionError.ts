/** An expression of a scenario could not be computed (a division by zero, an overflow). The handler that asked fails; the run goes on. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
