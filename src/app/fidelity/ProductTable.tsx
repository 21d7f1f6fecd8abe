import type { ReactNode } from 'react';
import { productGroups } from '../store/productGroups';
import css from './fidelity.module.css';
import type { Rule } from './rules';
import { belongsTo, countsOf, otherRules } from './select';
import { fidelityWords as words } from './words';

interface TableProps {
  readonly rules: readonly Rule[];
  readonly chosen: string;
  readonly onChoose: (product: string) => void;
}

/** How many rules of each product are tested, and how many are not modelled. */
export function ProductTable({ rules, chosen, onChoose }: TableProps): ReactNode {
  const row = (id: string, title: string, about: string): ReactNode => {
    const { tested, notModelled, later } = countsOf(rules.filter(belongsTo(id)));
    return (
      <tr key={id} data-product={id}>
        <th scope="row">
          <button type="button" aria-pressed={chosen === id} onClick={() => onChoose(chosen === id ? '' : id)}>
            {title}
          </button>
          <small>{about}</small>
        </th>
        <td>{tested}</td>
        <td>{notModelled}</td>
        <td>{later}</td>
      </tr>
    );
  };
  return (
    <table className={css['counts']}>
      <caption>{words.productsCaption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.product}</th>
          <th scope="col">{words.tested}</th>
          <th scope="col">{words.notModelled}</th>
          <th scope="col">{words.later}</th>
        </tr>
      </thead>
      <tbody>
        {productGroups.flatMap(({ products }) => products.map(({ id, title, version }) => row(id, title, words.follows(version))))}
        {row(otherRules, words.others, words.othersAbout)}
      </tbody>
    </table>
  );
}
