/** What must hold, and the problem when it does not: what the product says, as a rule. */
export type CheckedRule<Problem = string> = readonly [holds: boolean, problem: Problem];

/** The problem of the first broken rule; null when all hold. */
export function brokenRule<Problem = string>(rules: readonly CheckedRule<Problem>[]): Problem | null {
  return rules.find(([holds]) => !holds)?.[1] ?? null;
}
