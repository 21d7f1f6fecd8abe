import { faultRegistry, productRegistry, type FaultDefinition, type ParameterDefinition, type Params, type TargetKind } from '../../sim';
import type { IconName } from '../theme/icons';
import { action, group, type Entry, type MenuScene } from './entries';
import { menuWords } from './words';

const icons: Readonly<Record<string, IconName>> = {
  crash: 'cross',
  slow: 'snail',
  poison: 'poison',
  zombie: 'hourglass',
  'db-refuses': 'table',
  'lost-ack': 'gap',
  partition: 'unplugged',
  replay: 'rotate',
  'strip-id': 'link',
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
  /** Only these; absent = all. */
  readonly kinds?: readonly string[];
}

/** One entry per fault with its usual parameters: what is wanted most is one click away. */
export function faultEntries(scene: MenuScene, aim: FaultAim): Entry[] {
  return aimedAt(aim).map((fault) => addEntry(scene, fault, { title: fault.meta.title, place: aim.place, params: {} }));
}

/** The same faults with a choice of parameters: crash points, factors, shares, windows. Faults without a choice are left out. */
export function faultChoices(scene: MenuScene, aim: FaultAim): Entry[] {
  return aimedAt(aim).flatMap((fault) => {
    const variants = refusalOf(scene, fault) === null ? variantsOf(fault) : [];
    if (variants.length < 2) return [];
    const entries = variants.map(({ title, params }) => addEntry(scene, fault, { title, place: aim.place, params }));
    return [group(menuWords.choose(fault.meta.title), iconOf(fault), entries)];
  });
}

/** Faults with a choice as a group, the others as one entry; what the product cannot show stays visible with its reason. */
export function faultGroups(scene: MenuScene, aim: FaultAim): Entry[] {
  return aimedAt(aim).flatMap((fault) => {
    const only = { ...aim, kinds: [fault.kind] };
    const choices = faultChoices(scene, only);
    return choices.length > 0 ? choices : faultEntries(scene, only);
  });
}

/** The next message into a place comes twice. */
export function duplicateNext(scene: MenuScene, place: string): Entry[] {
  const fault = registry.find((one) => one.kind === 'duplicate');
  return fault === undefined ? [] : [addEntry(scene, fault, { title: menuWords.duplicateNext, place, params: { p: 1, count: 1 } })];
}

const registry: readonly FaultDefinition[] = faultRegistry;

function aimedAt({ kind, groups, kinds }: FaultAim): readonly FaultDefinition[] {
  return registry.filter(
    (fault) =>
      fault.meta.targets.includes(kind) && groups.includes(fault.meta.group) && (kinds === undefined || kinds.includes(fault.kind)),
  );
}

const iconOf = (fault: FaultDefinition): IconName => icons[fault.kind] ?? 'bolt';

interface Addition {
  readonly title: string;
  readonly place: string;
  readonly params: Params;
}

function addEntry(scene: MenuScene, fault: FaultDefinition, { title, place, params }: Addition): Entry {
  return action(title, iconOf(fault), (actions) => actions.addFault(fault.kind, place, params), refusalOf(scene, fault));
}

/** Why the product in use cannot show a fault; null = it can. */
export function refusalOf({ header }: MenuScene, fault: FaultDefinition): string | null {
  const product = productRegistry.find((one) => one.id === header.product.id);
  if (!header.product.used && fault.meta.group === 'Broker') return menuWords.notUsed;
  return product?.impossible[fault.kind] ?? null;
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
