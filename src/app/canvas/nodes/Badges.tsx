import type { ReactNode } from 'react';
import type { PlaceFrame } from '../../../playback';
import { Icon } from '../../theme/icons';
import { words } from '../words';
import css from '../canvas.module.css';

/** States in word, icon and border: never in colour alone. */
export function Badges({ frame, slowBy }: { readonly frame: PlaceFrame | null; readonly slowBy: string }): ReactNode {
  if (frame === null) return null;
  return (
    <div className={css.badges} aria-hidden="true">
      {frame.rebalancing && (
        <span className={css.badge}>
          <Icon name="rotate" /> {words.rebalancing}
        </span>
      )}
      {frame.status === 'slow' && (
        <span className={css.badge}>
          <Icon name="snail" /> {words.slow} {slowBy}
        </span>
      )}
      {frame.status === 'down' && (
        <span className={`${css.badge} ${css.badgeFault}`}>
          <Icon name="cross" /> {words.down}
        </span>
      )}
    </div>
  );
}
