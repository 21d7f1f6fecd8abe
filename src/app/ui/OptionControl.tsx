import { type KeyboardEvent, type ReactElement, useRef } from 'react';
import { coordinations } from '../../sim';
import { useActions, useAppState } from '../store/context';
import { coordinationShort, coordinationTitles } from '../store/words';
import css from './optionControl.module.css';
import { uiWords } from './words';

/** One choice of four over the same services, settings and seed. It appears after the first order. */
export function OptionControl(): ReactElement | null {
  const shown = useAppState((state) => state.level > 0 && state.spec !== null);
  const chosen = useAppState((state) => state.spec?.coordination);
  const actions = useActions();
  const group = useRef<HTMLDivElement>(null);
  if (!shown) return null;
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = (coordinations.findIndex((one) => one === chosen) + by + coordinations.length) % coordinations.length;
    const next = coordinations[index];
    if (next === undefined) return;
    actions.setCoordination(next);
    group.current?.querySelectorAll('button')[index]?.focus();
  };
  return (
    <div ref={group} className={css['group']} role="radiogroup" aria-label={uiWords.options} onKeyDown={move}>
      {coordinations.map((one, index) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={one === chosen}
          aria-label={coordinationTitles[one]}
          aria-keyshortcuts={String(index + 1)}
          tabIndex={one === chosen ? 0 : -1}
          className={css['segment']}
          onClick={() => actions.setCoordination(one)}
        >
          <span className={css['full']}>{coordinationTitles[one]}</span>
          <span className={css['short']}>{coordinationShort[one]}</span>
        </button>
      ))}
    </div>
  );
}
