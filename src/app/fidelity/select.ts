import { productRegistry, type ProductDefinition } from '../../sim';
import type { Basis, Proof, Rule } from './rules';

/** Which rules are looked at. `others` = rules that belong to no product. */
export interface Wanted {
  readonly product: string;
  readonly basis: Basis | '';
  readonly state: Proof['kind'] | '';
  readonly text: string;
}

export const everything: Wanted = { product: '', basis: '', state: '', text: '' };
export const otherRules = 'others';

export interface Counts {
  readonly tested: number;
  readonly notModelled: number;
  readonly later: number;
}

export function countsOf(rules: readonly Rule[]): Counts {
  const count = (kind: Proof['kind']): number => rules.filter(({ proof }) => proof.kind === kind).length;
  return { tested: count('tested'), notModelled: count('notModelled'), later: count('later') };
}

export const productOf = (id: string): ProductDefinition | undefined => productRegistry.find((product) => product.id === id);

const ofAnyProduct: ReadonlySet<string> = new Set(productRegistry.flatMap(({ subjects }): readonly string[] => subjects));

export function belongsTo(product: string): (rule: Rule) => boolean {
  if (product === '') return () => true;
  if (product === otherRules) return ({ subject }) => !ofAnyProduct.has(subject);
  const subjects = new Set(productOf(product)?.subjects ?? []);
  return ({ subject }) => subjects.has(subject);
}

export function chosenRules(rules: readonly Rule[], wanted: Wanted): readonly Rule[] {
  const belongs = belongsTo(wanted.product);
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter(
    (rule) =>
      belongs(rule) &&
      (wanted.basis === '' || rule.basis === wanted.basis) &&
      (wanted.state === '' || rule.proof.kind === wanted.state) &&
      words.every((word) => textOf(rule).includes(word)),
  );
}

function textOf({ id, subject, given, when, then, source, proof }: Rule): string {
  const reason = proof.kind === 'notModelled' ? proof.reason : '';
  return [id, subject, given, when, then, source, reason].join('\n').toLowerCase();
}

/** Rules by subject, in the order of the list. */
export function bySubject(rules: readonly Rule[]): readonly (readonly [string, readonly Rule[]])[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const group = groups.get(rule.subject);
    if (group === undefined) groups.set(rule.subject, [rule]);
    else group.push(rule);
  }
  return [...groups];
}
