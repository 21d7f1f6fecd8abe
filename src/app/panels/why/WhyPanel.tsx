import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type Because, type Question, whyAt } from '../../../playback';
import type { Trace } from '../../../sim';
import { faceOf } from '../../canvas/messages';
import { seconds } from '../../inspector/words';
import { useActions, useAppState, useAppStore } from '../../store/context';
import { readFactRow } from '../../store/reading';
import { openAnswer } from '../../store/selectors';
import type { Asked } from '../../store/state';
import { goTo } from '../evidence';
import { Panel } from '../Panel';
import { AskForm } from './AskForm';
import css from './why.module.css';
import { whyWords as words } from './words';

/** The answer to "why?": links of a chain, nearest cause first, each leading to where it shows. */
export function WhyPanel(): ReactNode {
  const asked = useAppState(openAnswer);
  const actions = useActions();
  if (asked === null) return null;
  return (
    <Panel title={words.title} onClose={actions.closeAnswer} testId="why">
      {asked.question !== null && <Answer key={JSON.stringify([asked.question, asked.time])} asked={asked} question={asked.question} />}
      <AskForm asked={asked} />
    </Panel>
  );
}

function Answer({ asked, question }: { readonly asked: Asked; readonly question: Question }): ReactNode {
  const { trace, time } = asked;
  const actions = useActions();
  const because = useMemo(() => whyAt(trace, time, question).because, [trace, time, question]);
  const title = titleOf(trace, question);
  useEffect(() => {
    actions.say([title, ...because.map(({ text }) => text)].join(' '));
  }, [actions, title, because]);
  return (
    <>
      <h3 className={css.question}>
        {title} <small>{words.asOf(seconds(time))}</small>
      </h3>
      <Chain because={because} />
    </>
  );
}

function Chain({ because }: { readonly because: readonly Because[] }): ReactNode {
  const store = useAppStore();
  const [shown, setShown] = useState(-1);
  return (
    <ol className={css.chain} aria-label={words.chain}>
      {because.map((one, n) => (
        <li key={`${n} ${one.text}`}>
          <button
            type="button"
            className={css.link}
            aria-current={shown === n ? 'step' : undefined}
            onClick={() => {
              setShown(n);
              goTo(store, one);
            }}
          >
            <span>{one.text}</span>
            <small>{seconds(one.time)}</small>
          </button>
        </li>
      ))}
    </ol>
  );
}

function titleOf(trace: Trace, question: Question): string {
  const place = (index: number): string => trace.header.places[index]?.title ?? '';
  switch (question.kind) {
    case 'message':
      return words.aboutMessage(faceOf(trace, question.message).label);
    case 'place':
      return words.aboutPlace(place(question.place));
    case 'absence':
      return words.aboutAbsence(place(question.place), question.key);
    case 'rule': {
      const { a, b } = readFactRow(trace, question.row);
      return words.aboutRule(trace.header.invariants[a]?.id ?? '', b);
    }
  }
}
