import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { createLedger, type LedgerRow } from '../../../analysis';
import type { RunHeader, Trace } from '../../../sim';
import { seconds } from '../../inspector/words';
import { useActions, useAppState, useAppStore } from '../../store/context';
import type { State } from '../../store/state';
import { Icon } from '../../theme/icons';
import { goTo } from '../evidence';
import { Panel } from '../Panel';
import css from './ledger.module.css';
import { questionOf, sectionsOf, subjectOf } from './sections';
import { actualText, expectedText, ledgerWords as words, partsText } from './words';

/** Expected beside actual at the playhead; a broken line leads to the fact that broke it. */
export function LedgerPanel(): ReactNode {
  const trace = useAppState((state) => state.run.trace);
  const actions = useActions();
  return (
    <Panel title={words.title} onClose={() => actions.togglePanel('ledger')} wide testId="ledger">
      {trace !== null && <Book trace={trace} />}
    </Panel>
  );
}

/** While it plays, ten times a virtual second is often enough for numbers. */
const momentOf = ({ playhead, playing }: State): number => (playing ? Math.floor(playhead / 100_000) * 100_000 : playhead);

function Book({ trace }: { readonly trace: Trace }): ReactNode {
  const time = useDeferredValue(useAppState(momentOf));
  const ledger = useMemo(() => createLedger(trace), [trace]);
  const rows = useMemo(() => ledger.at(time), [ledger, time]);
  const broken = rows.filter((row) => row.broken).length;
  return (
    <>
      <p className={broken > 0 ? css.differs : css.agrees}>
        {words.asOf(seconds(time))} {broken > 0 ? words.differs(broken, rows.length) : words.agrees(rows.length)}
      </p>
      <table className={css.table}>
        <caption className="visually-hidden">{words.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.expected}</th>
            <th scope="col">{words.actual}</th>
          </tr>
        </thead>
        {sectionsOf(rows).map((section) => (
          <tbody key={section.title}>
            <tr>
              <th scope="rowgroup" colSpan={3} className={css.section}>
                {section.title}
              </th>
            </tr>
            {section.rows.map((row) => (
              <Line key={`${row.kind} ${row.place} ${row.subject}`} header={trace.header} row={row} />
            ))}
          </tbody>
        ))}
      </table>
    </>
  );
}

function Line({ header, row }: { readonly header: RunHeader; readonly row: LedgerRow }): ReactNode {
  const subject = subjectOf(header, row);
  const details = [row.parts === null ? '' : partsText(row.kind, row.parts), row.broken ? words.keys(row.keys) : ''].filter(Boolean);
  return (
    <tr className={row.broken ? css.broken : undefined}>
      <th scope="row">
        {subject}
        {details.length > 0 && <small>{details.join(' · ')}</small>}
        {row.broken && <Acts header={header} row={row} subject={subject} />}
      </th>
      <td>{expectedText(row)}</td>
      <td>
        <span className={css.mark}>
          <Icon name={row.broken ? 'cross' : 'check'} size={14} />
          <span className="visually-hidden">{row.broken ? words.broken : words.holds}: </span>
          {actualText(row)}
        </span>
      </td>
    </tr>
  );
}

interface ActsProps {
  readonly header: RunHeader;
  readonly row: LedgerRow;
  readonly subject: string;
}

/** To the fact that broke the line, and why it came to that. The question is asked where the playhead stands. */
function Acts({ header, row, subject }: ActsProps): ReactNode {
  const store = useAppStore();
  const { evidence } = row;
  const question = questionOf(header, row);
  if (evidence === null) return null;
  const since = words.since(seconds(evidence.time));
  return (
    <span className={css.acts}>
      <button type="button" className={css.act} aria-label={words.show(since, subject)} onClick={() => goTo(store, evidence)}>
        {since}
      </button>
      {question !== null && (
        <button type="button" className={css.act} aria-label={words.why(subject)} onClick={() => store.actions.ask(question)}>
          {words.whyShort}
        </button>
      )}
    </span>
  );
}
