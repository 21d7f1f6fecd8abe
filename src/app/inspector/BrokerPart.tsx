import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import {
  brokerSafeguardRegistry,
  productRegistry,
  type LongestHandling,
  type ParameterDefinition,
  type ProductDefinition,
  type SettingValue,
  type Trace,
} from '../../sim';
import menuCss from '../menus/menu.module.css';
import { ProductChoices } from '../menus/ProductChoices';
import { useActions, useAppState } from '../store/context';
import { productName } from '../store/productGroups';
import { Icon } from '../theme/icons';
import css from './inspector.module.css';
import { OwnSettings } from './OwnSettings';
import own from './own.module.css';
import { ownOf } from './ownChange';
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

const nothingHandled: LongestHandling = { us: 0, title: '' };

/** The fidelity card of the broker: product, version and rules, the choice of another one, and its own settings with their defaults. */
export function BrokerPart({ trace, place }: { readonly trace: Trace; readonly place: number }): ReactNode {
  const { product, places } = trace.header;
  const chosen: ProductDefinition | undefined = productRegistry.find((one) => one.id === product.id);
  const longest = useAppState((state) => state.outline?.longestHandling ?? nothingHandled);
  const actions = useActions();
  const values: Readonly<Record<string, SettingValue>> = places[place]?.settings ?? {};
  return (
    <>
      <ProductMenu current={productName(product)} />
      <Variants />
      <Block title={words.product}>
        <Facts
          rows={[
            [words.version, productName(product)],
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
        <button type="button" className={own.fidelity} onClick={() => actions.openFidelity({ product: product.id, rule: null })}>
          {words.fidelity}
        </button>
      </Block>
      {chosen !== undefined && chosen.settings.length > 0 && <OwnSettings product={chosen} own={ownOf(chosen, values)} longest={longest} />}
      {chosen?.hasNodes === true && <Settings owner="broker" groups={sharedGroups} values={values} wholeRunOnly />}
    </>
  );
}

/** Opens the list of products; arrow keys walk through it, Enter chooses, Escape leaves everything as it is. */
function ProductMenu({ current }: { readonly current: string }): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={own.chooser}>
        <span>
          {current} <small>{words.changeProduct}</small>
        </span>
        <Icon name="later" size={12} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={`${menuCss.menu} ${menuCss.wide}`}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={words.products}
          aria-labelledby={undefined}
        >
          <ProductChoices />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One click to the same system on another product, with that product's usual settings. */
function Variants(): ReactNode {
  const source = useAppState((state) => (state.source?.kind === 'bundled' ? state.source.id : null));
  const choice = useAppState((state) => state.scenarioChoices.find(({ variants }) => variants.some(({ id }) => id === source)));
  const actions = useActions();
  if (choice === undefined) return null;
  return (
    <fieldset className={own.variants}>
      <legend>{words.variants}</legend>
      {choice.variants.map(({ id, title }) => (
        <button key={id} type="button" aria-pressed={id === source} onClick={() => id !== source && actions.chooseVariant(id)}>
          {title}
        </button>
      ))}
    </fieldset>
  );
}

/** What every product with nodes has. */
const sharedGroups: readonly SettingGroup[] = [
  { title: words.nodes, summary: words.nodesSummary, without: words.nodesWithout, settings: [nodesSetting] },
  ...brokerSafeguardRegistry.map(({ meta, settings }) => ({ ...meta, settings })),
];
