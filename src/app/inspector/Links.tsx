import type { ReactNode } from 'react';
import type { LinkInfo, RunHeader } from '../../sim';
import css from './inspector.module.css';
import { Block, MenuButton } from './parts';
import { inspectorWords as words } from './words';

/** Who it hears and who hears it, one row per link with its menu: the keyboard's way to the lines of the map. */
export function Links({ header, place }: { readonly header: RunHeader; readonly place: number }): ReactNode {
  const links = header.links.filter((link) => link.from === place || link.to === place);
  if (links.length === 0) return null;
  return (
    <Block title={words.links}>
      <ul className={css.rows}>
        {links.map((link) => (
          <LinkRow key={`${link.via}-${link.from}-${link.to}-${link.type}`} header={header} link={link} place={place} />
        ))}
      </ul>
    </Block>
  );
}

function LinkRow({ header, link, place }: { readonly header: RunHeader; readonly link: LinkInfo; readonly place: number }): ReactNode {
  const type = header.messageTypes[link.type]?.name ?? '';
  const to = header.places[link.to];
  const from = header.places[link.from]?.title ?? '';
  if (to === undefined) return null;
  return (
    <li>
      <span>{link.to === place ? words.hears(type, from) : words.tells(type, to.title)}</span>
      <MenuButton label={words.linkMenu(type, to.title)} target={{ kind: 'link', type, to: to.id }} />
    </li>
  );
}
