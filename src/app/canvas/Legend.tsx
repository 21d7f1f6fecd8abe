import { useRef, type ReactNode } from 'react';
import type { Frame } from '../../playback';
import type { RunHeader } from '../../sim';
import css from './canvas.module.css';
import { legendMarks, type LegendMark } from './legendMarks';
import { useMap } from './mapContext';
import { marksIn } from './legendNews';
import { useShown } from './slowFrames';

/** Always there, and growing: a mark enters when it is first used. */
export function Legend(): ReactNode {
  const { header } = useMap();
  const seen = useRef<{ of: string; marks: Set<LegendMark> }>({ of: '', marks: new Set() });
  const shown = useShown((frame) => grow(seen.current, header, frame));
  const marks = shown.split(' ') as LegendMark[];
  return (
    <ul className={css.legend} aria-label="Legend" data-testid="legend">
      {marks.map((mark) => (
        <li key={mark}>
          <svg
            width={legendMarks[mark].width}
            height={22}
            viewBox={`0 0 ${legendMarks[mark].width} 22`}
            aria-hidden="true"
            focusable="false"
          >
            {legendMarks[mark].drawing}
          </svg>
          {legendMarks[mark].word}
        </li>
      ))}
    </ul>
  );
}

/** Marks seen so far in this scenario, as one string in the order of the legend: equal strings render nothing. */
function grow(seen: { of: string; marks: Set<LegendMark> }, header: RunHeader, frame: Frame | null): string {
  if (seen.of !== header.scenario.id) {
    seen.of = header.scenario.id;
    seen.marks = new Set();
  }
  for (const mark of marksIn(header, frame)) seen.marks.add(mark);
  return (Object.keys(legendMarks) as LegendMark[]).filter((mark) => seen.marks.has(mark)).join(' ');
}
