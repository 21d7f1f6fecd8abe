import type { ReactNode } from 'react';
import {
  brokerSafeguardRegistry,
  productRegistry,
  type ChannelInfo,
  type LongestHandling,
  type ParameterDefinition,
  type ProductDefinition,
  type SettingValue,
  type Trace,
} from '../../sim';
import { useVariants } from '../menus/productPick';
import { useActions, useAppState } from '../store/context';
import { productName } from '../store/productGroups';
import css from './inspector.module.css';
import { OwnSettings } from './OwnSettings';
import own from './own.module.css';
import { ownOf } from './ownChange';
import { Block, Facts } from './parts';
import { ProductMenu } from './ProductMenu';
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
  const { product, places, channels } = trace.header;
  const chosen: ProductDefinition | undefined = productRegistry.find((one) => one.id === product.id);
  const longest = useAppState((state) => state.outline?.longestHandling ?? nothingHandled);
  const actions = useActions();
  const values: Readonly<Record<string, SettingValue>> = places[place]?.settings ?? {};
  return (
    <>
      <ProductMenu current={productName(product)} channel={null} />
      <Variants />
      <Block title={words.product}>
        <Facts
          rows={[
            [words.version, productName(product)],
            [words.guarantee, product.guarantee],
            [words.nodes, product.nodes === 0 ? words.managed : String(product.nodes)],
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
      {chosen !== undefined && chosen.settings.length > 0 && (
        <OwnSettings product={chosen} own={ownOf(chosen, values)} longest={longest} prefix="broker" />
      )}
      {chosen?.hasNodes === true && <Settings owner="broker" groups={sharedGroups} values={values} wholeRunOnly />}
      {channels.map((channel) => (
        <Channel key={channel.id} channel={channel} trace={trace} />
      ))}
    </>
  );
}

/** One click to the same system on another product, with that product's usual settings. */
function Variants(): ReactNode {
  const { variants, current } = useVariants();
  const actions = useActions();
  if (variants.length === 0) return null;
  return (
    <fieldset className={own.variants}>
      <legend>{words.variants}</legend>
      {variants.map(({ id, title }) => (
        <button key={id} type="button" aria-pressed={id === current} onClick={() => id !== current && actions.chooseVariant(id)}>
          {title}
        </button>
      ))}
    </fieldset>
  );
}

/** A channel of the file: its messages, its own product, and that product's settings. */
function Channel({ channel, trace }: { readonly channel: ChannelInfo; readonly trace: Trace }): ReactNode {
  const chosen: ProductDefinition | undefined = productRegistry.find((one) => one.id === channel.product);
  const longest = useAppState((state) => state.outline?.longestHandling ?? nothingHandled);
  const messages = channel.types.map((type) => trace.header.messageTypes[type]?.name ?? '').join(', ');
  if (chosen === undefined) return null;
  return (
    <section aria-label={words.channel(channel.title)} data-testid="channel">
      <Block title={words.channel(channel.title)}>
        <p className={css.muted}>{words.carries(messages)}</p>
        <ProductMenu current={channel.productTitle} channel={channel.id} />
      </Block>
      <OwnSettings product={chosen} own={ownOf(chosen, channel.settings)} longest={longest} prefix={`channels.${channel.id}`} />
    </section>
  );
}

/** What every product with nodes has. */
const sharedGroups: readonly SettingGroup[] = [
  { title: words.nodes, summary: words.nodesSummary, without: words.nodesWithout, settings: [nodesSetting] },
  ...brokerSafeguardRegistry.map(({ meta, settings }) => ({ ...meta, settings })),
];
