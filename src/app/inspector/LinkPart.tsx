import type { ReactNode } from 'react';
import type { Trace } from '../../sim';
import type { Selection } from '../store/state';
import css from './inspector.module.css';
import { Links } from './Links';
import { MenuButton } from './parts';
import { inspectorWords as words } from './words';

/** A line of the map: which messages take it, each with its menu. */
export function LinkPart({ target, trace }: { readonly target: Extract<Selection, { kind: 'link' }>; readonly trace: Trace }): ReactNode {
  const place = trace.header.places.findIndex((one) => one.id === target.to);
  const to = trace.header.places[place];
  if (to === undefined) return <p className={css.muted}>{words.nothing}</p>;
  const title = target.type === '' ? to.title : `${target.type} → ${to.title}`;
  return (
    <>
      <header className={css.header}>
        <h2>{title}</h2>
        <MenuButton label={words.menu(title)} target={target} />
      </header>
      <Links header={trace.header} place={place} />
    </>
  );
}
