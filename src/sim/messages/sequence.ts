import { assert } from '../../base/assert';
import type { CloudEvent } from './cloudEvent';

/** The extension `sequence`: the place of an event among the events of its source. */

/** Writes a number so that texts of the same width have the order of their numbers: 9 → "009" (CEV-005). */
export function sequenceText(value: number, width: number): string {
  assert(Number.isSafeInteger(value), 'a sequence counts in whole numbers');
  assert(value >= 0, 'a padded sequence does not go below zero');
  const text = String(value).padStart(width, '0');
  assert(text.length === width, 'the width has room for the number');
  return text;
}

/**
 * Compares two events by `sequence`: negative when `one` comes first. Texts compare character by character, so "10" stands before "9" unless
 * padded. Null when there is no order between them: other sources, or no sequence.
 */
export function compareBySequence(one: CloudEvent, other: CloudEvent): number | null {
  const [a, b] = [one['sequence'], other['sequence']];
  if (one.source !== other.source || typeof a !== 'string' || typeof b !== 'string') return null;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
