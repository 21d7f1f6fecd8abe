import type { ReactElement } from 'react';
import { saveAsFile } from '../persistence/files';
import { useActions, useAppState } from '../store/context';
import type { Notice } from '../store/state';
import { AlertIcon, CloseIcon } from './icons';
import css from './notices.module.css';
import { uiWords } from './words';

/** What went wrong outside the story, each with a way on. Never in front of a control. */
export function Notices(): ReactElement | null {
  const notices = useAppState((state) => state.notices);
  const failure = useAppState((state) => state.run.message);
  if (notices.length === 0 && failure === null) return null;
  return (
    <section className={css['list']} aria-label={uiWords.notices}>
      {failure !== null && (
        <div className={`${css['notice']} ${css['problem']}`} role="alert">
          <AlertIcon />
          <p>{uiWords.failed(failure)}</p>
        </div>
      )}
      {notices.map((notice) => (
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function OneNotice({ notice }: { readonly notice: Notice }): ReactElement {
  const actions = useActions();
  const { raw } = notice;
  return (
    <div className={notice.severity === 'problem' ? `${css['notice']} ${css['problem']}` : css['notice']} role="status">
      <AlertIcon />
      <p>{notice.text}</p>
      {raw !== null && (
        <button type="button" className="button" onClick={() => saveAsFile(raw.fileName, raw.text)}>
          {uiWords.download}
        </button>
      )}
      <button type="button" className="button icon" onClick={() => actions.dismissNotice(notice.id)} aria-label={uiWords.dismiss}>
        <CloseIcon />
      </button>
    </div>
  );
}
