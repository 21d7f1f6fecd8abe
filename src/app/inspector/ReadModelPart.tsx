import { useMemo, type ReactNode } from 'react';
import { readModelRows } from '../../playback';
import type { Trace } from '../../sim';
import { useAppState } from '../store/context';
import css from './inspector.module.css';
import { Block, Facts } from './parts';
import { inspectorWords as words, seconds } from './words';

const rowsShown = 20;
const nobody = { behind: 0, lagUs: 0 };

/** A read model's rows as of the playhead. */
export function ReadModelPart({ trace, place }: { readonly trace: Trace; readonly place: number }): ReactNode {
  const model = useAppState((state) => state.frame?.places[place]?.readModel ?? null);
  const time = useAppState((state) => (state.playing ? null : state.playhead));
  const rows = useMemo(() => (time === null ? [] : readModelRows(trace, place, time)), [trace, place, time]);
  const { behind, lagUs } = model ?? nobody;
  return (
    <Block title={words.rows}>
      <Facts rows={[[words.lag, words.behind(behind, seconds(lagUs))]]} />
      {rows.length > 0 && (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{words.key}</th>
              <th scope="col">{words.value}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rowsShown).map((row) => (
              <tr key={row.key}>
                <td>{row.key}</td>
                <td>{row.value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > rowsShown && <p className={css.muted}>{words.moreRows(rows.length - rowsShown)}</p>}
    </Block>
  );
}
