import { type ReactNode, useState } from 'react';
import type { PlaceInfo, Trace } from '../../../sim';
import { useActions, useAppState } from '../../store/context';
import { lastKey } from '../../store/panelActions';
import type { Asked, State } from '../../store/state';
import css from './why.module.css';
import { whyWords as words } from './words';

/** Asks about what has not happened: a place and a key. Begins with the selected place and the followed or last key. */
export function AskForm({ asked }: { readonly asked: Asked }): ReactNode {
  const { trace, question } = asked;
  const actions = useActions();
  const selected = useAppState(placeOfSelection);
  const follow = useAppState((state) => state.follow);
  const [place, setPlace] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const places = reactingPlaces(trace);
  const chosen = [place, selected, placeAskedAbout(asked)].find((id) => places.some((one) => one.id === id)) ?? places[0]?.id ?? '';
  const key = typed ?? String(question?.kind === 'absence' ? question.key : (follow ?? lastKey(trace, asked.time)));
  return (
    <form
      className={css.ask}
      aria-label={words.ask}
      onSubmit={(event) => {
        event.preventDefault();
        const index = trace.header.places.findIndex(({ id }) => id === chosen);
        if (index > 0 && Number(key) > 0) actions.ask({ kind: 'absence', place: index, key: Number(key) });
      }}
    >
      <label>
        {words.whyHas}{' '}
        <select value={chosen} onChange={(event) => setPlace(event.target.value)}>
          {places.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.notReacted}
        <input type="number" min={1} value={key} onChange={(event) => setTyped(event.target.value)} />
      </label>
      <button type="submit" className="button">
        {words.askButton}
      </button>
    </form>
  );
}

const reactingPlaces = ({ header }: Trace): readonly PlaceInfo[] =>
  header.places.filter(({ kind, handles, listens }) => kind !== 'customer' && kind !== 'broker' && handles.length + listens.length > 0);

function placeAskedAbout({ trace, question }: Asked): string | null {
  return question === null || question.kind === 'rule' ? null : (trace.header.places[question.place]?.id ?? null);
}

const placeOfSelection = ({ selection }: State): string | null =>
  selection === null || selection.kind === 'fault' ? null : selection.kind === 'link' ? selection.to : selection.place;
