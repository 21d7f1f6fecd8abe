import { assertUnreachable } from '../../../base/assert';
import type { PlainData } from '../../../base/plainData';
import { inCidr } from './cidr';
import type { Bound, Pattern, Test, TextTest } from './pattern';

type JsonObject = { readonly [key: string]: PlainData };
const isObject = (data: PlainData | undefined): data is JsonObject => typeof data === 'object' && data !== null && !Array.isArray(data);

/** Whether the data has everything that the pattern asks for; fields that the pattern does not name do not matter. */
export function matches(pattern: Pattern, data: PlainData | undefined): boolean {
  // One element of a list of objects has to match as a whole: values of different elements are not mixed.
  if (Array.isArray(data)) return data.some((element: PlainData) => isObject(element) && matches(pattern, element));
  const object = isObject(data) ? data : nothing;
  return (
    pattern.fields.every(({ name, test }) => {
      const value = Object.hasOwn(object, name) ? object[name] : undefined;
      return test.kind === 'nested' ? matches(test.pattern, value) : test.oneOf.some((one) => leafMatches(one, value));
    }) && pattern.either.every((patterns) => patterns.some((one) => matches(one, object)))
  );
}

const nothing: JsonObject = {};

/** A leaf: the alternative holds for the value, or for one element of a list of values. An object is no leaf. */
function leafMatches(test: Test, value: PlainData | undefined): boolean {
  const values = (Array.isArray(value) ? value : [value]).filter((one: PlainData | undefined) => one !== undefined && !isObject(one));
  if (test.kind === 'exists') return values.length > 0 === test.wanted;
  return values.some((one: PlainData) => holds(test, one));
}

function holds(test: Exclude<Test, { readonly kind: 'exists' }>, value: PlainData): boolean {
  switch (test.kind) {
    case 'equals':
      return value === test.value;
    case 'text':
      return typeof value === 'string' && textHolds(test.test, value);
    case 'wildcard':
      return typeof value === 'string' && wildcardHolds(test.pieces, value);
    case 'numeric':
      return typeof value === 'number' && test.bounds.every((bound) => boundHolds(bound, value));
    case 'cidr':
      return typeof value === 'string' && inCidr(test.block, value);
    case 'anythingBut':
      return !test.tests.some((one) => one.kind !== 'exists' && holds(one, value));
    default:
      return assertUnreachable(test);
  }
}

function textHolds({ part, text, ignoreCase }: TextTest, value: string): boolean {
  const [wanted, given] = ignoreCase ? [text.toLowerCase(), value.toLowerCase()] : [text, value];
  if (part === 'prefix') return given.startsWith(wanted);
  return part === 'suffix' ? given.endsWith(wanted) : given === wanted;
}

/** Each piece is looked for behind the one before; the first stands at the start and the last at the end. */
function wildcardHolds(pieces: readonly string[], value: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (pieces.length === 1) return value === first;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  let from = first.length;
  const until = value.length - last.length;
  return pieces.slice(1, -1).every((piece) => {
    const found = value.indexOf(piece, from);
    from = found + piece.length;
    return found >= 0 && from <= until;
  });
}

function boundHolds({ operator, value: end }: Bound, value: number): boolean {
  switch (operator) {
    case '=':
      return value === end;
    case '<':
      return value < end;
    case '<=':
      return value <= end;
    case '>':
      return value > end;
    case '>=':
      return value >= end;
    default:
      return assertUnreachable(operator);
  }
}
