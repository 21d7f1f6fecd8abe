import type { ReactElement } from 'react';
import { useActions } from '../store/context';
import { Dialog } from '../ui/Dialog';
import css from '../ui/forms.module.css';
import { shortcuts } from './shortcuts';
import { helpWords as words } from './words';

/** How to read the picture, and every shortcut. */
export function HelpDialog(): ReactElement {
  const actions = useActions();
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()} wide>
      <div className={css['columns']}>
        <div className={css['column']}>
          {words.topics.map(({ title, text }) => (
            <section key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </section>
          ))}
          <section>
            <h3>{words.fidelityTitle}</h3>
            <p>{words.fidelityText}</p>
            <button type="button" className="button" onClick={() => actions.openDialog('fidelity')}>
              {words.fidelity}
            </button>
          </section>
        </div>
        <div className={css['column']}>
          <h3>{words.keys}</h3>
          <p className={css['hint']}>{words.keysHint}</p>
          <table className={css['keys']}>
            <tbody>
              {shortcuts.map((shortcut) => (
                <tr key={shortcut.shown.join('+')}>
                  <th scope="row">{shortcut.title}</th>
                  <td>
                    {shortcut.shown.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </td>
                </tr>
              ))}
              {words.otherKeys.map(({ title, keys }) => (
                <tr key={title}>
                  <th scope="row">{title}</th>
                  <td>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <button type="button" className="button" onClick={() => actions.openDialog('settings')}>
            {words.settings}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
