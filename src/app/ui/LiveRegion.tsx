import type { ReactElement } from 'react';
import { useAppState } from '../store/context';

/** What is read aloud: the narrator, at most once a second; problems apart, at most every five seconds; the state when asked. */
export function LiveRegion(): ReactElement {
  const spoken = useAppState((state) => state.spoken);
  const alarm = useAppState((state) => state.alarm);
  const said = useAppState((state) => state.said);
  return (
    <div className="visually-hidden">
      <div role="log" aria-label="Narrator" data-testid="log">
        {spoken.map((one) => (
          <p key={one.id}>{one.text}</p>
        ))}
      </div>
      <div role="alert">{alarm === null ? null : <p key={alarm.id}>{alarm.text}</p>}</div>
      <div role="status">{said.count === 0 ? null : <p key={said.count}>{said.text}</p>}</div>
    </div>
  );
}
