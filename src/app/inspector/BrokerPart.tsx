import type { ReactNode } from 'react';
import {
  brokerSafeguardRegistry,
  productRegistry,
  type ParameterDefinition,
  type ProductDefinition,
  type SettingValue,
  type Trace,
} from '../../sim';
import { useActions, useAppState } from '../store/context';
import css from './inspector.module.css';
import { Block, Facts } from './parts';
import { Settings, type SettingGroup } from './Settings';
import { inspectorWords as words } from './words';

const nodesSetting: ParameterDefinition = {
  name: 'nodes',
  title: words.nodes,
  type: 'number',
  default: 3,
  min: 1,
  max: 9,
  unit: '',
  integer: true,
};

/** The product with its version and rules, the choice of another one, and the product's own settings. */
export function BrokerPart({ trace, place }: { readonly trace: Trace; readonly place: number }): ReactNode {
  const { product, places } = trace.header;
  const chosen = productRegistry.find((one) => one.id === product.id);
  const values: Readonly<Record<string, SettingValue>> = places[place]?.settings ?? {};
  return (
    <>
      <Products current={product.id} />
      <Block title={words.product}>
        <Facts
          rows={[
            [words.version, `${product.title} ${product.version}`],
            [words.guarantee, product.guarantee],
            [words.nodes, String(product.nodes)],
          ]}
        />
        {chosen !== undefined && <p className={css.muted}>{chosen.changes}</p>}
        {product.warnings.map((warning) => (
          <p key={warning} className={css.warning}>
            {warning}
          </p>
        ))}
      </Block>
      {chosen !== undefined && <Settings owner="broker" groups={groupsOf(chosen)} values={values} wholeRunOnly />}
    </>
  );
}

function Products({ current }: { readonly current: string }): ReactNode {
  const ofFile = useAppState((state) => state.spec?.product === null);
  const actions = useActions();
  return (
    <fieldset className={css.products}>
      <legend>{words.product}</legend>
      {productRegistry.map((product) => (
        <label key={product.id}>
          <input
            type="radio"
            name="product"
            aria-label={product.title}
            checked={product.id === current}
            onChange={() => actions.setProduct(product.id)}
          />
          <span>
            <b>{product.id === current && ofFile ? words.fileProduct(product.title) : product.title}</b> <small>{product.changes}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Nodes and copies where there are nodes, then what the product itself offers (durations in ms). */
function groupsOf(product: ProductDefinition): readonly SettingGroup[] {
  const own = product.settings.map((setting): ParameterDefinition => {
    const { name, title } = setting;
    if (setting.type === 'choice') return { name, title, type: 'choice', default: setting.default, choices: setting.choices };
    if (setting.type === 'flag') return { name, title, type: 'boolean', default: setting.default };
    const shared = { name, title, type: 'number', integer: true } as const;
    if (setting.type === 'count') return { ...shared, default: setting.default, min: setting.min, max: setting.max, unit: '' };
    return { ...shared, default: setting.defaultUs / 1000, min: setting.minUs / 1000, max: setting.maxUs / 1000, unit: 'ms' };
  });
  const nodes = {
    title: words.nodes,
    summary: 'Machines that carry the broker.',
    without: 'One machine is one point of failure.',
    settings: [nodesSetting],
  };
  const copies = brokerSafeguardRegistry.map(({ meta, settings }) => ({ ...meta, settings }));
  const ofProduct = { title: product.title, summary: 'Its own settings.', without: '', settings: own };
  return [...(product.hasNodes ? [nodes, ...copies] : []), ...(own.length > 0 ? [ofProduct] : [])];
}
