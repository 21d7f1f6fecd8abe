import type { ReactNode } from 'react';
import type { PlaceFrame } from '../../playback';
import type { Trace } from '../../sim';
import { faceOf } from '../canvas/messages';
import { useActions } from '../store/context';
import css from './inspector.module.css';
import { Block, MenuButton } from './parts';
import { inspectorWords as words } from './words';

interface ListProps {
  readonly trace: Trace;
  /** Place id. */
  readonly id: string;
  readonly frame: PlaceFrame;
}

/** Waiting messages in order, each with its menu. */
export function Waiting({ trace, id, frame }: ListProps): ReactNode {
  if (frame.waiting.length === 0) return null;
  const rest = frame.waitingCount - frame.waiting.length;
  return (
    <Block title={words.waiting}>
      <ol className={css.rows}>
        {frame.waiting.map((one) => (
          <MessageRow key={`${one.message}-${String(one.duplicate)}`} trace={trace} id={id} message={one.message} where="waiting" note="" />
        ))}
      </ol>
      {rest > 0 && <p className={css.muted}>{words.moreRows(rest)}</p>}
    </Block>
  );
}

/** Dead letters with their reasons, and the care for all of them at once. */
export function DeadLetters({ trace, id, frame }: ListProps): ReactNode {
  const actions = useActions();
  const letters = frame.deadLetters;
  if (letters.length === 0) return null;
  return (
    <Block title={words.deadLetters}>
      <ul className={css.rows}>
        {letters.map((one) => (
          <MessageRow
            key={one.message}
            trace={trace}
            id={id}
            message={one.message}
            where="deadLetter"
            note={words.deadReason(one.reason, one.attempts)}
          />
        ))}
      </ul>
      <button
        type="button"
        className="button"
        onClick={() => actions.addIntervention({ kind: 'deadLetter', at: 0, act: 'redrive', place: id, message: null })}
      >
        {words.redriveAll(letters.length)}
      </button>
    </Block>
  );
}

interface RowProps extends Pick<ListProps, 'trace' | 'id'> {
  readonly message: number;
  readonly where: 'waiting' | 'deadLetter';
  readonly note: string;
}

function MessageRow({ trace, id, message, where, note }: RowProps): ReactNode {
  const actions = useActions();
  const { label } = faceOf(trace, message);
  const target = { kind: 'message', message, place: id, where } as const;
  return (
    <li>
      <button type="button" className={css.link} onClick={() => actions.inspect(target)}>
        {label}
        {note !== '' && <small>{note}</small>}
      </button>
      <MenuButton label={words.menu(label)} target={target} />
    </li>
  );
}
