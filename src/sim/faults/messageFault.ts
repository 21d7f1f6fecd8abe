import { pass, type SeamContext, type Verdict } from '../seams';
import type { FaultSpec, ParameterDefinition } from './definition';
import { type Coin, numberOf, textOf } from './fault';

/** Parameters that every fault on messages shares: how likely, how often at most, which type only. */
export const messageParams = (p: number, count: number): readonly ParameterDefinition[] => [
  { name: 'p', title: 'Probability', type: 'number', default: p, min: 0, max: 1, unit: 'p', integer: false },
  { name: 'count', title: 'At most (0 = no limit)', type: 'number', default: count, min: 0, max: 100_000, unit: '', integer: true },
];

/**
 * Strikes messages of the wanted type with probability p, at most `count` times. A message is struck on its way in, before its
 * first delivery.
 */
export function strikes(
  spec: FaultSpec,
  defaults: { readonly p: number; readonly count: number },
  how: { readonly typeOf: (name: string) => number; readonly verdict: Verdict },
): (context: SeamContext, coin: Coin) => Verdict {
  const p = numberOf(spec, 'p', defaults.p);
  const count = numberOf(spec, 'count', defaults.count);
  const name = textOf(spec, 'type', '');
  const type = name === '' ? -1 : how.typeOf(name);
  let struck = 0;
  return (context, coin) => {
    if (type !== -1 && context.type !== type) return pass;
    if (count > 0 && struck >= count) return pass;
    if (p < 1 && coin(context) >= p) return pass;
    struck++;
    return how.verdict;
  };
}

/** " OrderPlaced" or "": names the type in labels. */
export const ofType = (spec: FaultSpec): string => {
  const type = textOf(spec, 'type', '');
  return type === '' ? '' : ` of ${type}`;
};
