import type { ReactNode } from 'react';
import { defaultOf, durationText, faultRegistry, type ProductDefinition, type ProductSetting } from '../../sim';
import { productName } from '../store/productGroups';
import css from './fidelity.module.css';
import type { Rule } from './rules';
import { belongsTo, countsOf } from './select';
import { fidelityWords as words } from './words';

/** One product: whose rules it follows, what it guarantees, where its defaults come from, and what it cannot show. */
export function ProductCard({ product, rules }: { readonly product: ProductDefinition; readonly rules: readonly Rule[] }): ReactNode {
  const { tested, notModelled } = countsOf(rules.filter(belongsTo(product.id)));
  const impossible = Object.entries(product.impossible);
  return (
    <section className={css['card']} aria-label={productName(product)}>
      <h3>{productName(product)}</h3>
      <p>
        <b>{words.counts(tested, notModelled)}.</b> {words.guarantee}: {product.guarantee}. {product.changes}
      </p>
      {product.settings.length === 0 ? <p>{words.noSettings}</p> : <Defaults product={product} />}
      {impossible.length > 0 && (
        <>
          <h4>{words.cannot}</h4>
          <ul>
            {impossible.map(([kind, reason]) => (
              <li key={kind}>
                <b>{faultRegistry.find((fault) => fault.kind === kind)?.meta.title ?? kind}</b>: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Defaults({ product }: { readonly product: ProductDefinition }): ReactNode {
  return (
    <table className={css['defaults']}>
      <caption>{words.settings(product.title)}</caption>
      <thead>
        <tr>
          <th scope="col">{words.setting}</th>
          <th scope="col">{words.default}</th>
          <th scope="col">{words.source}</th>
        </tr>
      </thead>
      <tbody>
        {product.settings.map((setting) => (
          <tr key={setting.name}>
            <th scope="row">{setting.title}</th>
            <td>{defaultText(setting)}</td>
            <td data-choice={setting.source.startsWith('modelling choice')}>{setting.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const defaultText = (setting: ProductSetting): string =>
  setting.type === 'duration' ? durationText(setting.defaultUs) : String(defaultOf(setting));
