import type { ReactNode } from 'react';
import css from '../canvas.module.css';
import { usePlace } from '../mapContext';
import { words } from '../words';

const headHeight = 58;
const markHeight = 48;

/** "whenever … then …" inside the card, as many as fit; the rest is a count, never nothing. */
export function PolicyMarks({ place }: { readonly place: number }): ReactNode {
  const { info, box, header } = usePlace(place);
  if (info.policies.length === 0) return null;
  const room = box.band === 'upper' ? box.card.height : box.card.height - (box.strip?.height ?? 0);
  const fitting = Math.floor((room - headHeight) / markHeight);
  if (fitting < 1) return <div className={css.ruleCount}>{words.rules(info.policies.length)}</div>;
  const shown = info.policies.slice(0, fitting);
  const rest = info.policies.length - shown.length;
  const name = (type: number): string => header.messageTypes[type]?.name ?? '';
  return (
    <ul className={css.policies} aria-hidden="true">
      {shown.map((policy, n) => (
        <li key={`${policy.when}-${policy.do}`} className={css.policy}>
          <span>
            {words.whenever} <b>{name(policy.when)}</b>
          </span>
          <span>
            {words.then} <b>{name(policy.do)}</b>
            {rest > 0 && n === shown.length - 1 && <i className={css.policyMore}>{words.more(rest)}</i>}
          </span>
        </li>
      ))}
    </ul>
  );
}
