import type { ReactNode } from 'react';
import css from './fidelity.module.css';
import type { QueueingRow, RecordedBroker } from './rules';
import { fidelityWords as words } from './words';

/** What was recorded from real brokers, and what of it the simulated ones reproduce. */
export function Recordings({ recordings }: { readonly recordings: readonly RecordedBroker[] }): ReactNode {
  if (recordings.length === 0) return null;
  return (
    <section aria-label={words.recordings}>
      <h3>{words.recordings}</h3>
      <p>{words.recordingsText}</p>
      {recordings.map(({ broker, version, experiments, taught, replayedBy }) => {
        const title = `${words.brokers[broker] ?? broker} ${version}`;
        const all = experiments.length;
        return (
          <details key={title} className={css['details']}>
            <summary>{replayedBy === '' ? words.recorded(all, title) : words.reproduced(all, all, title)}</summary>
            {replayedBy !== '' && (
              <p>
                {words.replayedBy} <code>{replayedBy}</code>
              </p>
            )}
            {taught.length > 0 && (
              <>
                <h4>{words.taught}</h4>
                <ul>
                  {taught.map((text) => (
                    <li key={text}>{text}</li>
                  ))}
                </ul>
              </>
            )}
            <h4>{words.experiments}</h4>
            <ul>
              {experiments.map(({ name, about }) => (
                <li key={name}>
                  <code>{name}</code> {about}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </section>
  );
}

/** Closed forms with their parameters, the values that a run has to reach, and what the test's runs gave. */
export function Queueing({ rows }: { readonly rows: readonly QueueingRow[] }): ReactNode {
  return (
    <section aria-label={words.queueing}>
      <h3>{words.queueing}</h3>
      <p>{words.queueingText}</p>
      <table className={css['queueing']}>
        <caption>{words.queueingCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.quantity}</th>
            <th scope="col">{words.expected}</th>
            <th scope="col">{words.measured}</th>
            <th scope="col">{words.error}</th>
          </tr>
        </thead>
        {rows.map((row) => (
          <Model key={row.id} row={row} />
        ))}
      </table>
    </section>
  );
}

function Model({ row }: { readonly row: QueueingRow }): ReactNode {
  const { id, model, parameters, expected, note, files, measured } = row;
  // One quantity may be measured several times, for instance with several distributions.
  const names = Object.keys(expected).filter((name) => !measured.some(({ quantity }) => quantity.split(' ')[0] === name));
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          {id} {model}
          <small>
            {[valuesText(parameters), note].filter(Boolean).join(' · ')}
            {files.length === 0 ? ` · ${words.noTest}` : files.map((file) => <code key={file}> {file.split('/').at(-1)}</code>)}
          </small>
        </th>
      </tr>
      {measured.map((one) => (
        <tr key={one.quantity}>
          <th scope="row">{one.quantity}</th>
          <td>{numberText(one.expected)}</td>
          <td>{words.interval(numberText(one.measured), numberText(one.halfWidth))}</td>
          <td>{words.percent((100 * (one.measured - one.expected)) / one.expected)}</td>
        </tr>
      ))}
      {names.map((name) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td>{valueText(expected[name] ?? null)}</td>
          <td colSpan={2}>{files.length === 0 || measured.length > 0 ? words.byOthers : words.exact}</td>
        </tr>
      ))}
    </tbody>
  );
}

const numberText = (value: number): string => String(Number(value.toPrecision(4)));

const valueText = (value: QueueingRow['expected'][string]): string =>
  typeof value === 'object' ? (value?.join(', ') ?? '–') : String(value);

const valuesText = (values: QueueingRow['expected']): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${valueText(value)}`)
    .join('; ');
