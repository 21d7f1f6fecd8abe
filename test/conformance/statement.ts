import { assert } from '../../src/base/assert';
import { it } from 'vitest';
import statements from './statements.json';

/** A rule of a product or a pattern, as given / when / then, with where it comes from. */
export interface Statement {
  readonly id: string;
  readonly subject: string;
  readonly given: string;
  readonly when: string;
  readonly then: string;
  readonly source: string;
  readonly basis: string;
}

export const allStatements: readonly Statement[] = statements;
const byId = new Map(allStatements.map((one) => [one.id, one]));

/**
 * One statement as a test, named by its id. `prove` drives the simulated product through its public seam (a run, or the product's
 * own operations) and expects what the statement says. Several proofs of one statement need an `aspect` each.
 */
export function statement(id: string, prove: () => void, aspect = ''): void {
  const known = byId.get(id);
  assert(known !== undefined, `statement ${id} is in statements.json`);
  // oxlint-disable-next-line vitest/expect-expect -- `prove` expects
  it(`${id}${aspect === '' ? '' : ` (${aspect})`}: ${known.when} → ${known.then}`, prove);
}
