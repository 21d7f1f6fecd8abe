import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import menuCss from '../menus/menu.module.css';
import { ProductChoices } from '../menus/ProductChoices';
import { Icon } from '../theme/icons';
import own from './own.module.css';
import { inspectorWords as words } from './words';

interface ProductMenuProps {
  /** Name and version of the product in force. */
  readonly current: string;
  /** null = the broker's product. */
  readonly channel: string | null;
}

/** Opens the list of products; arrow keys walk through it, Enter chooses, Escape leaves everything as it is. */
export function ProductMenu({ current, channel }: ProductMenuProps): ReactNode {
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
          <ProductChoices channel={channel} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
