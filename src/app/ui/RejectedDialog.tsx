import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Problem } from '../store/state';
import { Dialog } from './Dialog';
import css from './forms.module.css';
import { dialogWords } from './words';

const words = dialogWords.rejected;

/** What is wrong with a scenario file, where, and what to write instead. */
export function RejectedDialog(): ReactElement | null {
  const rejected = useAppState((state) => state.rejected);
  const actions = useActions();
  if (rejected === null) return null;
  return (
    <Dialog title={words.title(rejected.name)} onClose={() => actions.closeDialog()} wide>
      <p className={css['hint']}>{words.kept}</p>
      <ol className={css['problems']}>
        {rejected.problems.map((problem) => (
          <OneProblem key={`${problem.line}:${problem.column}:${problem.message}`} problem={problem} />
        ))}
      </ol>
      <button type="button" className="button" onClick={() => actions.openDialog('open')}>
        {words.another}
      </button>
    </Dialog>
  );
}

function OneProblem({ problem }: { readonly problem: Problem }): ReactElement {
  const details = [
    [words.found, problem.found],
    [words.expected, problem.expected],
    [words.suggestion, problem.suggestion],
  ] as const;
  return (
    <li>
      <h3>{problem.message}</h3>
      <p className={css['where']}>{words.where(problem.line, problem.column)}</p>
      <dl>
        {details.map(([name, text]) =>
          text === '' ? null : (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd>
                <code>{text}</code>
              </dd>
            </div>
          ),
        )}
      </dl>
    </li>
  );
}
