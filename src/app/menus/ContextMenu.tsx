import { DropdownMenu } from 'radix-ui';
import { useMemo, useRef, type ReactNode } from 'react';
import { useActions, useAppState, useAppStore } from '../store/context';
import { Icon, type IconName } from '../theme/icons';
import type { Entry, Menu } from './entries';
import { menuFor } from './menuFor';
import css from './menu.module.css';
import { ProductChoices, VariantChoices } from './ProductChoices';
import { menuWords } from './words';

/** The menu of whatever was asked for last, at the place where it was asked. One per page. */
export function ContextMenu(): ReactNode {
  const open = useAppState((state) => state.menu);
  const menu = useMenu();
  const { api, actions } = useAppStore();
  const origin = useRef<HTMLElement | null>(null);
  if (open === null || menu === null) return null;
  return (
    <DropdownMenu.Root key={`${open.x}:${open.y}:${menu.title}`} open modal={false} onOpenChange={(next) => !next && actions.closeMenu()}>
      <DropdownMenu.Trigger asChild>
        <span className={css.anchor} style={{ left: open.x, top: open.y }} aria-hidden="true" tabIndex={-1} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={css.menu}
          side="bottom"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={menuWords.label(menu.title)}
          aria-labelledby={undefined}
          ref={(element) => {
            if (element !== null) origin.current ??= document.activeElement as HTMLElement | null;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (api.getState().menu !== null) return;
            origin.current?.focus();
            origin.current = null;
          }}
        >
          <DropdownMenu.Label className={css.title}>{menu.title}</DropdownMenu.Label>
          <Entries entries={menu.entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function useMenu(): Menu | null {
  const open = useAppState((state) => state.menu);
  const spec = useAppState((state) => state.spec);
  const trace = useAppState((state) => state.run.trace);
  const frame = useAppState((state) => (state.menu === null ? null : state.frame));
  const follow = useAppState((state) => state.follow);
  return useMemo(() => {
    if (open === null || spec === null || trace === null) return null;
    return menuFor(open.target, { spec, trace, header: trace.header, frame, follow });
  }, [open, spec, trace, frame, follow]);
}

function Entries({ entries }: { readonly entries: readonly Entry[] }): ReactNode {
  return entries.map((entry, n) => <EntryRow key={entry.kind === 'line' ? `line${n}` : `${entry.title}${n}`} entry={entry} />);
}

function EntryRow({ entry }: { readonly entry: Entry }): ReactNode {
  const actions = useActions();
  switch (entry.kind) {
    case 'line':
      return <DropdownMenu.Separator className={css.line} />;
    case 'action':
      return (
        <DropdownMenu.Item className={css.item} disabled={entry.refused !== null} onSelect={() => entry.run(actions)}>
          <Icon name={entry.icon} />
          <span>
            {entry.title}
            {entry.refused !== null && <small className={css.refused}>{entry.refused}</small>}
          </span>
        </DropdownMenu.Item>
      );
    case 'group':
      return (
        <SubMenu title={entry.title} icon={entry.icon}>
          <Entries entries={entry.entries} />
        </SubMenu>
      );
    case 'products':
      return (
        <SubMenu title={entry.title} icon={entry.icon} wide>
          <ProductChoices channel={entry.channel} />
          {entry.channel === null && <VariantChoices />}
        </SubMenu>
      );
  }
}

interface SubMenuProps {
  readonly title: string;
  readonly icon: IconName;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function SubMenu({ title, icon, wide = false, children }: SubMenuProps): ReactNode {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={css.item}>
        <Icon name={icon} />
        <span>{title}</span>
        <Icon name="later" size={12} />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent
          className={wide ? `${css.menu} ${css.wide} ${css.sheet}` : css.menu}
          sideOffset={4}
          collisionPadding={8}
          aria-label={title}
        >
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
