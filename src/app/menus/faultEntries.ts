import { faultRegistry, productRegistry, type FaultDefinition, type ParameterDefinition, type Params, type TargetKind } from '../../sim';
import type { IconName } from '../theme/icons';
import { action, group, type Entry, type MenuScene } from './entries';
import { menuWords } from './words';

const icons: Readonly<Record<string, IconName>> = {
  crash: 'cross',
  slow: 'snail',
  poison: 'poison',
  duplicate: 'copy',
  drop: 'trash',
  delay: 'clock',
  reorder: 'shuffle',
};

/** Steps offered for a fault's main number, besides its default. */
const presets: Readonly<Record<string, readonly number[]>> = {
  factor: [5, 20],
  p: [0.1, 0.5, 1],
  window: [4, 8],
  by: [500, 2000, 10_000],
  node: [1, 2, 3],
};

const sayings: Readonly<Record<string, (value: number) => string>> = {
  factor: menuWords.times,
  p: menuWords.percent,
  window: menuWords.window,
  by: menuWords.by,
  node: menuWords.node,
};

export interface FaultAim {
  readonly place: string;
  readonly kind: TargetKind;
  readonly groups: readonly FaultDefinition['meta']['group'][];
}

/** The faults of the registry that can strike a place; what the product cannot show stays visible with its reason. */
export function faultEntries(scene: MenuScene, aim: FaultAim): Entry[] {
  const faults: readonly FaultDefinition[] = faultRegistry;
  return faults
    .filter((fault) => fault.meta.targets.includes(aim.kind) && aim.groups.includes(fault.meta.group))
    .map((fault) => faultEntry(fault, aim, refusalOf(scene, fault)));
}

/** Why the product in use cannot show a fault; null = it can. */
export function refusalOf({ header }: MenuScene, fault: FaultDefinition): string | null {
  const product = productRegistry.find((one) => one.id === header.product.id);
  if (!header.product.used && fault.meta.group === 'Broker') return menuWords.notUsed;
  return product?.impossible[fault.kind] ?? null;
}

function faultEntry(fault: FaultDefinition, aim: FaultAim, refused: string | null): Entry {
  const icon = icons[fault.kind] ?? 'bolt';
  const variants = refused === null ? variantsOf(fault) : [];
  const add = (params: Params) => action(fault.meta.title, icon, (actions) => actions.addFault(fault.kind, aim.place, params), refused);
  if (variants.length < 2) return add({});
  return group(
    fault.meta.title,
    icon,
    variants.map(({ title, params }) => action(title, icon, (actions) => actions.addFault(fault.kind, aim.place, params))),
  );
}

interface Variant {
  readonly title: string;
  readonly params: Params;
}

/** The choices of a fault's leading parameter: crash points, factors, shares, windows. */
function variantsOf(fault: FaultDefinition): Variant[] {
  const lead = fault.params.find(
    (definition) => definition.type === 'choice' || (definition.name !== 'p' && presets[definition.name] !== undefined),
  );
  const chosen = lead ?? fault.params.find((definition) => definition.name === 'p' && definition.default !== 1);
  return chosen === undefined ? [] : valuesOf(chosen);
}

function valuesOf(definition: ParameterDefinition): Variant[] {
  const { name } = definition;
  if (definition.type === 'choice') {
    return definition.choices.map((choice) => ({ title: menuWords.choices[choice] ?? choice, params: { [name]: choice } }));
  }
  if (definition.type !== 'number') return [];
  const values = [...new Set([definition.default, ...(presets[name] ?? [])])].toSorted((a, b) => a - b);
  return values.map((value) => ({ title: sayings[name]?.(value) ?? String(value), params: { [name]: value } }));
}
