import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useActions } from '../store/context';
import { productGroups, productName } from '../store/productGroups';
import { useProductPick, useVariants } from './productPick';
import css from './menu.module.css';
import { menuWords as words } from './words';

/** Every product with its version and what changes, by house, inside an open menu. Arrow keys only move: choosing is another run. */
export function ProductChoices({ channel }: { readonly channel: string | null }): ReactNode {
  const { current, ofFile, choose } = useProductPick(channel);
  return productGroups.map(({ title, products }) => (
    <DropdownMenu.RadioGroup
      key={title}
      value={current}
      aria-label={title}
      onValueChange={(id) => {
        if (id !== current) choose(id);
      }}
    >
      <DropdownMenu.Label className={css.title}>{title}</DropdownMenu.Label>
      {products.map((product) => (
        <DropdownMenu.RadioItem key={product.id} value={product.id} textValue={product.title} className={css.choice}>
          <Mark />
          <span>
            <b>{productName(product)}</b>
            {product.id === ofFile && <span className={css.tag}>{words.ofFile}</span>}
            <small className={css.note}>{product.changes}</small>
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  ));
}

/** The same system as the other files of it say it, one click each; nothing when there is only one. */
export function VariantChoices(): ReactNode {
  const { variants, current } = useVariants();
  const actions = useActions();
  if (variants.length === 0) return null;
  return (
    <DropdownMenu.RadioGroup
      value={current}
      aria-label={words.variants}
      onValueChange={(id) => id !== current && actions.chooseVariant(id)}
    >
      <DropdownMenu.Label className={css.title}>{words.variants}</DropdownMenu.Label>
      {variants.map(({ id, title }) => (
        <DropdownMenu.RadioItem key={id} value={id} className={css.choice}>
          <Mark />
          <span>{title}</span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

const Mark = (): ReactNode => (
  <span className={css.mark} aria-hidden="true">
    <DropdownMenu.ItemIndicator className={css.dot} />
  </span>
);
