import * as v from 'valibot';

/** Pieces of the schema that several sections share. The message of a pattern says what was expected. */
export const durationPattern = /^[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d)$/;
export const spanPattern =
  /^(?:[0-9]+(?:\.[0-9]+)?(?:\.\.[0-9]+(?:\.[0-9]+)?)?(?:ms|s|m|h|d)|[0-9.]+(?:ms|s|m|h|d)\.\.[0-9.]+(?:ms|s|m|h|d)|(?:fixed|exp|normal|lognormal|erlang|hyper)\([^()]{1,80}\))$/;

export const text = v.pipe(v.string(), v.maxLength(500, 'at most 500 characters'));
/** A text of a certain form; `expected` says which, whatever was found instead. */
export const formed = (pattern: RegExp, expected: string) => v.pipe(v.string(expected), v.regex(pattern, expected));
export const id = formed(/^[a-z][a-z0-9-]{0,31}$/, 'a lower-case id such as "order-desk" (letters, digits, dashes; at most 32)');
export const messageName = formed(
  /^[A-Z][A-Za-z0-9]{1,47}$/,
  'a message name such as "ThingHappened" (capital first, letters and digits; at most 48)',
);
export const fieldName = formed(/^[A-Za-z_][A-Za-z0-9_]{0,47}$/, 'a field name (letters, digits, underscores; at most 48)');
export const duration = formed(durationPattern, 'a duration such as 250ms, 5s or 7d');
export const span = formed(
  spanPattern,
  'a time such as 250ms, 20..60ms, exp(50ms), normal(50ms, 10ms), lognormal(50ms, p99=200ms), erlang(50ms, k=4) or hyper(50ms, cv2=4)',
);
const celExpected = 'a CEL expression of at most 200 characters';
export const expression = v.pipe(v.string(celExpected), v.minLength(1, celExpected), v.maxLength(200, celExpected));
export const share = v.pipe(v.number(), v.minValue(0, 'a number from 0 to 1'), v.maxValue(1, 'a number from 0 to 1'));
export const wholeNumber = (from: number, to: number) =>
  v.pipe(
    v.number(),
    v.integer(`a whole number from ${from} to ${to}`),
    v.minValue(from, `a whole number from ${from} to ${to}`),
    v.maxValue(to, `a whole number from ${from} to ${to}`),
  );
export const value = v.union([v.number(), text, v.boolean()], 'a number, a text, true or false');
export const valueOrExpression = v.union([v.number(), expression, v.boolean()], 'a CEL expression, a number, true or false');
/** Kept as it is; the parser bounds depth, size and keys of everything. */
export const free = v.record(v.string(), v.unknown());
