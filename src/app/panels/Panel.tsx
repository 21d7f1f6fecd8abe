import { type ReactNode, useId, useRef } from 'react';
import { useSide } from '../inspector/useSide';
import { useAppState } from '../store/context';
import { Icon } from '../theme/icons';
import css from './panel.module.css';
import { useBorrowedFocus } from './useBorrowedFocus';
import { panelWords as words } from './words';

interface PanelProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly testId: string;
  readonly children: ReactNode;
}

/** A panel over the map: not modal, takes the focus when it opens and gives it back, Escape closes it. */
export function Panel({ title, onClose, wide = false, testId, children }: PanelProps): ReactNode {
  const panel = useRef<HTMLElement>(null);
  const titleId = useId();
  const selection = useAppState((state) => state.selection);
  const trace = useAppState((state) => state.run.trace);
  useSide(panel, selection, trace);
  useBorrowedFocus(panel);
  return (
    <section
      ref={panel}
      className={wide ? `${css.panel} ${css.wide}` : css.panel}
      aria-labelledby={titleId}
      tabIndex={-1}
      data-testid={testId}
    >
      <header className={css.header}>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className={css.close} aria-label={words.close(title)} onClick={onClose}>
          <Icon name="close" size={20} />
        </button>
      </header>
      <div className={css.body}>{children}</div>
    </section>
  );
}
