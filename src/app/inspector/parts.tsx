import type { MouseEvent, ReactNode } from 'react';
import type { Question } from '../../playback';
import { useActions } from '../store/context';
import type { Selection } from '../store/state';
import { Icon } from '../theme/icons';
import css from './inspector.module.css';

/** A titled block of the inspector. */
export function Block({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={css.block} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Names with values, as a definition list; empty values are left out. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return (
    <dl className={css.facts}>
      {rows
        .filter(([, value]) => value !== '' && value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** The question about a thing, next to its name. */
export function WhyButton({ label, question }: { readonly label: string; readonly question: Question }): ReactNode {
  const actions = useActions();
  return (
    <button type="button" className={css.more} aria-label={label} title={label} onClick={() => actions.ask(question)}>
      <Icon name="question" />
    </button>
  );
}

/** The ⋯ button that opens the menu of a thing. */
export function MenuButton({ label, target }: { readonly label: string; readonly target: NonNullable<Selection> }): ReactNode {
  const actions = useActions();
  const open = (event: MouseEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    actions.openMenu({ target, x: box.left, y: box.bottom });
  };
  return (
    <button type="button" className={css.more} aria-label={label} aria-haspopup="menu" onClick={open}>
      <Icon name="more" />
    </button>
  );
}
