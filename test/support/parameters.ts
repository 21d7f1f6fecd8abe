import type { ParameterDefinition } from '../../src/sim/index';

/** What is wrong with a parameter's own declaration; empty = nothing. */
export function parameterProblems(parameter: ParameterDefinition): readonly string[] {
  const { name } = parameter;
  const untitled = parameter.title.trim() === '' ? [`${name} has no title`] : [];
  switch (parameter.type) {
    case 'number': {
      const { min, max, integer, default: usual } = parameter;
      const outside = usual < min || usual > max ? [`${name}: ${usual} is not within ${min} to ${max}`] : [];
      const broken = integer && ![min, max, usual].every(Number.isInteger) ? [`${name}: whole numbers only`] : [];
      return [...untitled, ...outside, ...broken];
    }
    case 'choice':
      return [...untitled, ...(parameter.choices.includes(parameter.default) ? [] : [`${name}: ${parameter.default} is no choice`])];
    default:
      return untitled;
  }
}
