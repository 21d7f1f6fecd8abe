import { assertUnreachable } from '../../base/assert';
import type { SettingValue } from '../../base/plainData';
import type { ParameterDefinition } from '../faults/definition';
import { parseDurationMs } from './notation';

export type ParameterResult = SettingValue | { readonly expected: string };

/** The value as its definition wants it (durations in milliseconds), or what was expected instead. */
export function parameterValue(value: SettingValue, definition: ParameterDefinition): ParameterResult {
  switch (definition.type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : { expected: 'true or false' };
    case 'choice':
      return definition.choices.includes(String(value)) ? String(value) : { expected: definition.choices.join(' or ') };
    case 'number':
      return numberValue(value, definition);
    default:
      return assertUnreachable(definition);
  }
}

type NumberDefinition = Extract<ParameterDefinition, { readonly type: 'number' }>;

function numberValue(value: SettingValue, { min, max, unit, integer }: NumberDefinition): ParameterResult {
  const number = typeof value === 'string' && unit === 'ms' ? parseDurationMs(value) : value;
  const fits = typeof number === 'number' && number >= min && number <= max && (!integer || Number.isInteger(number));
  if (fits) return number;
  return { expected: unit === 'ms' ? `a duration from ${min}ms to ${max}ms` : `a ${integer ? 'whole ' : ''}number from ${min} to ${max}` };
}
