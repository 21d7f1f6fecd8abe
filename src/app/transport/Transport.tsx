import type { ReactElement } from 'react';
import { Controls } from './Controls';
import { FaultFields } from './FaultFields';
import { Timeline } from './Timeline';
import css from './transport.module.css';
import { transportWords } from './words';

/** Time made tangible: play, step, scrub, and everything that was done as an object that can be moved. */
export function Transport(): ReactElement {
  return (
    <section className={css['transport']} aria-label={transportWords.region} data-shortcuts="" tabIndex={-1}>
      <Controls />
      <Timeline />
      <FaultFields />
    </section>
  );
}
