import type { ReactElement } from 'react';
import { useAppState } from '../store/context';
import css from './topBar.module.css';
import { uiWords } from './words';

/** Six signs that two people can compare aloud. Grey while a new run is being made. */
export function RunCode({
  main = false,
}: {
  /** The one that tests and assistive technology find by its test id. */ readonly main?: boolean;
}): ReactElement {
  const code = useAppState((state) => state.run.trace?.runCode ?? '');
  const stale = useAppState((state) => state.run.status === 'simulating');
  return (
    <output
      className={css['runCode']}
      aria-label={uiWords.runCode}
      data-stale={stale || undefined}
      {...(main ? { 'data-testid': 'run-code' } : {})}
    >
      {code}
    </output>
  );
}
