import { pass, type SeamContext, type SeamName, type Verdict } from '../seams';
import type { FaultSpec, ParameterDefinition } from './definition';
import { type Coin, numberOf, type OpenFault, textOf } from './fault';

/** Parameters that every fault on messages shares: how likely, how often at most, which type only. */
export const messageParams = (p: number, count: number): readonly ParameterDefinition[] => [
  { name: 'p', title: 'Probability', type: 'number', default: p, min: 0, max: 1, unit: 'p', integer: false },
  { name: 'count', title: 'At most (0 = no limit)', type: 'number', default: count, min: 0, max: 100_000, unit: '', integer: true },
];

/** Where a message is struck on its way in, before its first delivery. */
const onTheWayIn: readonly SeamName[] = ['enqueue', 'deliver'];

/** Strikes messages of the wanted type with probability p, at most `count` times; then it is over. Without `seams` on their way in. */
export function messageFault(
  spec: FaultSpec,
  defaults: { readonly p: number; readonly count: number },
  how: { readonly typeOf: (name: string) => number; readonly verdict: Verdict; readonly seams?: readonly SeamName[] },
): OpenFault {
  const p = numberOf(spec, 'p', defaults.p);
  const count = numberOf(spec, 'count', defaults.count);
  const name = textOf(spec, 'type', '');
  const type = name === '' ? -1 : how.typeOf(name);
  let struck = 0;
  const exhausted = (): boolean => count > 0 && struck >= count;
  const strike = (context: SeamContext, coin: Coin): Verdict => {
    if (type !== -1 && context.type !== type) return pass;
    if (exhausted() || (p < 1 && coin(context) >= p)) return pass;
    struck++;
    return how.verdict;
  };
  const at = Object.fromEntries((how.seams ?? onTheWayIn).map((seam) => [seam, strike]));
  return { begins: [], ends: [], at, exhausted };
}

/** " OrderPlaced" or "": names the type in labels. */
export const ofType = (spec: FaultSpec): string => {
  const type = textOf(spec, 'type', '');
  return type === '' ? '' : ` of ${type}`;
};
