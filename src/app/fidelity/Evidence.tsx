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
      {recordings.map(({ broker, version, experiments, replayedBy }) => {
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

/** Closed forms with their parameters and the values that a run has to reach. */
export function Queueing({ rows }: { readonly rows: readonly QueueingRow[] }): ReactNode {
  return (
    <section aria-label={words.queueing}>
      <h3>{words.queueing}</h3>
      <p>{words.queueingText}</p>
      <table className={css['queueing']}>
        <caption>{words.queueingCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.model}</th>
            <th scope="col">{words.expected}</th>
            <th scope="col">{words.test}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.id} {row.model}
                <small>
                  {words.parameters.toLowerCase()} {valuesText(row.parameters)}
                </small>
              </th>
              <td>
                {valuesText(row.expected)}
                {row.note !== '' && <small>{row.note}</small>}
              </td>
              <td>{row.files.length === 0 ? words.noTest : row.files.map((file) => <code key={file}>{file.split('/').at(-1)}</code>)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const valuesText = (values: QueueingRow['expected']): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${Array.isArray(value) ? value.join(', ') : value === null ? '–' : String(value)}`)
    .join('; ');
