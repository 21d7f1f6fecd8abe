import { type ReactElement, type ReactNode, useEffect, useId, useRef } from 'react';
import css from './dialog.module.css';
import { CloseIcon } from './icons';
import { uiWords } from './words';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** Nearly the whole window: for something to read. */
  readonly page?: boolean;
}

/** A modal dialog on the browser's own element: it traps focus, closes on Escape and gives the focus back. Mounted only while open. */
export function Dialog({ title, onClose, children, wide = false, page = false }: DialogProps): ReactElement {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    if (dialog === null) return undefined;
    // A press beside the dialog closes it; the keyboard has Escape and the button.
    const closeOutside = (event: MouseEvent): void => {
      if (event.target === dialog) close.current();
    };
    dialog.addEventListener('click', closeOutside);
    // Browsers without modal dialogs (and jsdom) still show it.
    if (typeof dialog.showModal === 'function') dialog.showModal();
    else dialog.setAttribute('open', '');
    return () => {
      dialog.removeEventListener('click', closeOutside);
      if (typeof dialog.close === 'function') dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={[css['dialog'], wide && css['wide'], page && css['page']].filter(Boolean).join(' ')}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={css['frame']}>
        <div className={css['header']}>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className={css['close']} onClick={onClose} aria-label={uiWords.close}>
            <CloseIcon />
          </button>
        </div>
        <div className={css['body']}>{children}</div>
      </div>
    </dialog>
  );
}
