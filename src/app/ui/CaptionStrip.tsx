import type { ReactElement } from 'react';
import { useAppState } from '../store/context';
import css from './caption.module.css';
import { PredictionCard } from './PredictionCard';
import { uiWords } from './words';

/** The narrator's one sentence, readable from the last row. The prediction card lies over it, never over the canvas. */
export function CaptionStrip(): ReactElement {
  const caption = useAppState((state) => state.caption);
  const loading = useAppState((state) => state.run.trace === null && state.run.status === 'simulating');
  return (
    <section className={css['strip']} aria-label="Narrator">
      <p className={css['sentence']} data-testid="caption">
        {loading ? uiWords.loading : caption}
      </p>
      <PredictionCard />
    </section>
  );
}
