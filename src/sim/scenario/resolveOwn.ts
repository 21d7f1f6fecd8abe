import type { SettingValue } from '../../base/plainData';
import { findProduct } from '../broker/products/index';
import { misfitOf } from '../broker/products/misfit';
import { completeOwn } from '../broker/products/own';
import type { FixedSetting, ProductDefinition, ProductSetting, SettingContext } from '../broker/products/product';
import type { DeliveryModel } from './model';
import { parseDurationUs } from './notation';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import { products, type Scenario } from './schema';
import { durationPattern } from './schemaParts';
import type { Settings } from './settingNames';

/** A table with a product and blocks of products: the broker's, or a channel's. */
type OwnBlocks = Pick<NonNullable<NonNullable<Scenario['delivery']>['broker']>, 'product' | (typeof products)[number]>;

/** The blocks of products: durations become microseconds; names and bounds are those of the product. */
export function resolveOwn(broker: OwnBlocks, base: ProblemPath, findings: Finding[]): DeliveryModel['own'] {
  const own: Record<string, Settings> = {};
  for (const id of products) {
    const block = broker[id];
    if (block === undefined) continue;
    const settings: Record<string, SettingValue> = {};
    for (const [name, value] of Object.entries(block)) {
      settings[name] = withoutUnit(value);
      findings.push(...ownProblems(findProduct(id), value, [...base, id, name]));
    }
    own[id] = settings;
  }
  return own;
}

function withoutUnit(value: SettingValue): SettingValue {
  return typeof value === 'string' && durationPattern.test(value) ? (parseDurationUs(value) ?? value) : value;
}

/** A product's settings that the simulation does not know are kept and remarked on, not refused: they are real settings of real products. */
function ownProblems(product: ProductDefinition | undefined, value: SettingValue, path: ProblemPath): readonly Finding[] {
  const name = String(path.at(-1));
  if (product === undefined) return [];
  const known = product.settings.find((setting) => setting.name === name);
  if (known !== undefined) return misfit(product, known, { value, path });
  const fixed = product.fixed?.find((one) => one.name === name);
  if (fixed !== undefined) return fixed.value === value ? [] : [refused(product, fixed, { value, path })];
  const names = product.settings.map((setting) => setting.name);
  const unknown = unknownName('setting', name, names, { path, at: 'key' });
  return [{ ...unknown, severity: 'warning', message: `${product.title}: "${name}" has no effect in this simulation.` }];
}

interface Given {
  readonly value: SettingValue;
  readonly path: ProblemPath;
}

function misfit(product: ProductDefinition, setting: ProductSetting, { value, path }: Given): readonly Finding[] {
  const bare = setting.type === 'duration' && typeof value === 'number';
  // A bare number says no unit: nobody can know what was meant.
  const wrong = misfitOf(setting, bare ? String(value) : withoutUnit(value));
  if (wrong === null) return [];
  const found = typeof value === 'string' ? value : wrong.found;
  const suggestion = bare && value >= 0 ? `${value}ms` : wrong.suggestion;
  const message = `${product.title}: "${setting.name}" does not fit: found ${found}, expected ${wrong.expected}.`;
  return [finding(path, message, { found, expected: wrong.expected, suggestion })];
}

/** The product in force, what is given for it and others, and where that stands in the file. */
interface Chosen {
  readonly product: string;
  readonly own: DeliveryModel['own'];
  readonly path: ProblemPath;
}

function refused(product: ProductDefinition, { value, refusal }: FixedSetting, given: Given): Finding {
  const found = String(given.value);
  return finding(given.path, `${product.title}: ${refusal}`, { found, expected: String(value), suggestion: String(value) });
}

/** What the products say about combinations of settings: the chosen product about all of them, others about what the file gives. */
export function checkOwn(broker: OwnBlocks, of: Chosen, context: SettingContext): readonly Finding[] {
  return products.flatMap((id) => {
    const product = findProduct(id);
    const given = of.own[id];
    const chosen = id === of.product;
    if (product === undefined || (given === undefined && !chosen)) return [];
    const own = completeOwn(product.settings, given ?? {});
    return product.check(own, context).flatMap(({ setting, severity, message }) => {
      const isGiven = given?.[setting] !== undefined;
      if (!chosen && !isGiven) return [];
      const path = isGiven ? [...of.path, id, setting] : placeOf(broker, of.path, id);
      const found = `${setting}: ${String(broker[id]?.[setting] ?? 'default')}`;
      return [finding(path, `${product.title}: ${message}`, { severity, found: isGiven ? found : '', at: isGiven ? 'value' : 'key' })];
    });
  });
}

/** Where to point when the file leaves the setting at its default. */
function placeOf(broker: OwnBlocks, base: ProblemPath, id: (typeof products)[number]): ProblemPath {
  if (broker[id] !== undefined) return [...base, id];
  return broker.product === undefined ? base : [...base, 'product'];
}
