import { type ReactElement, useEffect, useState } from 'react';
import { copyText, saveAsFile } from '../persistence/files';
import { useActions, useAppState } from '../store/context';
import { Dialog } from '../ui/Dialog';
import css from '../ui/forms.module.css';
import { RunCode } from '../ui/RunCode';
import { dialogWords } from '../ui/words';

const words = dialogWords.share;

interface ShareProps {
  /** The whole address of the run; with the playhead when asked for. */
  readonly linkFor: (how: { readonly moment: boolean }) => Promise<string | null>;
}

/** A run is a value: its link is the run. */
export function ShareDialog({ linkFor }: ShareProps): ReactElement {
  const actions = useActions();
  const spec = useAppState((state) => state.spec);
  const source = useAppState((state) => state.source);
  const code = useAppState((state) => state.run.trace?.runCode ?? '');
  const [link, setLink] = useState('');
  const [answer, setAnswer] = useState('');
  useEffect(() => {
    let wanted = true;
    void linkFor({ moment: false }).then((text) => {
      if (wanted) setLink(text ?? '');
    });
    return () => {
      wanted = false;
    };
  }, [linkFor, spec]);
  const copy = async (text: string | null): Promise<void> =>
    setAnswer(text !== null && (await copyText(text)) ? words.copied : words.notCopied);
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()}>
      <p>{words.intro}</p>
      <label className={css['stacked']}>
        {words.link}
        <input className={`field ${css['link']}`} readOnly value={link} onFocus={(event) => event.target.select()} />
      </label>
      <div className={css['row']}>
        <button type="button" className="button primary" onClick={() => void copy(link)}>
          {words.copyLink}
        </button>
        <button type="button" className="button" onClick={() => void linkFor({ moment: true }).then(copy)}>
          {words.copyMoment}
        </button>
        {source?.kind === 'text' && (
          <button type="button" className="button" onClick={() => saveAsFile(words.saveName('scenario'), source.text)}>
            {words.saveScenario}
          </button>
        )}
      </div>
      <p role="status">{answer}</p>
      <div>
        <p className={css['bigCode']}>
          <RunCode />
        </p>
        <p className={css['hint']}>{words.codeHint}</p>
        <button type="button" className="button" onClick={() => void copy(code)}>
          {words.copyCode}
        </button>
      </div>
    </Dialog>
  );
}
