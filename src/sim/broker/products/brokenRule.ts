/** What must hold, and what the product says when it does not. */
export type CheckedRule = readonly [holds: boolean, problem: string];

/** What the first broken rule says; null when all hold. */
export function brokenRule(rules: readonly CheckedRule[]): string | null {
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
