import type { PlainData } from '../../../../base/plainData';
import { ok, type Result, err } from '../../../../base/result';
import { matches } from '../../router/matching';
import { parsePattern, type Pattern } from '../../router/pattern';
import { brokenRule } from '../brokenRule';
import { type MessageAttributes, utf8Bytes } from '../sqs/messageSize';

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

/** A subscription's filter: which messages it wants, by their attributes (default) or by their JSON body. */
export interface Filter {
  readonly scope: FilterPolicyScope;
  readonly pattern: Pattern;
}

const keysMax = 5;
const combinationsMax = 150;
const bytesMax = 262_144;

/** Reads a filter policy, or says what SNS has against it. An empty policy ({}) selects everything: null. */
export function parseFilterPolicy(policy: PlainData, scope: FilterPolicyScope): Result<Filter | null, string> {
  const text = JSON.stringify(policy);
  if (text === '{}') return ok(null);
  const parsed = parsePattern(policy);
  if (!parsed.ok) return err(`FilterPolicy: ${parsed.error}`);
  const isNested = parsed.value.fields.some(({ test }) => test.kind === 'nested');
  const { keys, combinations } = complexity(parsed.value, 1);
  const problem = brokenRule([
    [scope === 'MessageBody' || !isNested, 'Filter policy scope MessageAttributes does not support nested filter policy'],
    [utf8Bytes(text) <= bytesMax, 'Filter policy is too large'],
    [keys <= keysMax, `Filter policy can not have more than ${keysMax} keys`],
    [combinations <= combinationsMax, 'Filter policy is too complex'],
  ]);
  return problem === null ? ok({ scope, pattern: parsed.value }) : err(`FilterPolicy: ${problem}`);
}

/** Keys with values, and the product over them of the number of values times the nesting level, as the quota counts. */
function complexity(pattern: Pattern, level: number): { readonly keys: number; readonly combinations: number } {
  const below = [
    ...pattern.fields.map(({ test }) =>
      test.kind === 'nested' ? complexity(test.pattern, level + 1) : { keys: 1, combinations: test.oneOf.length * level },
    ),
    ...pattern.either.flatMap((patterns) => patterns.map((one) => complexity(one, level))),
  ];
  return {
    keys: below.reduce((sum, { keys }) => sum + keys, 0),
    combinations: below.reduce((product, { combinations }) => product * combinations, 1),
  };
}

/** Whether the subscription gets the message. A body that is no JSON object matches no body filter (SNS-010). */
export function accepts(filter: Filter | null, message: { readonly body: string; readonly attributes: MessageAttributes }): boolean {
  if (filter === null) return true;
  return matches(filter.pattern, filter.scope === 'MessageBody' ? jsonOf(message.body) : attributeValues(message.attributes));
}

function attributeValues(attributes: MessageAttributes): PlainData {
  const values = Object.entries(attributes).map(([name, { DataType, StringValue }]) => [name, valueOf(DataType, StringValue)] as const);
  return Object.fromEntries(values.filter((pair): pair is readonly [string, PlainData] => pair[1] !== undefined));
}

/** Numbers and arrays are read as what they are; binary attributes take no part in filtering. */
function valueOf(type: string, text: string): PlainData | undefined {
  const kind = type.split('.');
  if (kind[0] === 'Number') return Number(text);
  if (kind[0] === 'String') return kind[1] === 'Array' ? jsonOf(text) : text;
  return undefined;
}

function jsonOf(text: string): PlainData | undefined {
  try {
    return JSON.parse(text) as PlainData;
  } catch {
    return undefined;
  }
}
