import { type ReactElement, useMemo } from 'react';
import type { Intervention } from '../../sim';
import { useAppState } from '../store/context';
import { FaultBar } from './FaultBar';
import { InterventionMark } from './InterventionMark';
import { laneBars } from './scale';
import css from './transport.module.css';
import { transportWords as words } from './words';

const none: readonly Intervention[] = [];
const lanesMax = 3;

/** Everything a person did, as objects on the time axis. */
export function InterventionLane({ span }: { readonly span: number }): ReactElement {
  const interventions = useAppState((state) => state.spec?.interventions ?? none);
  const bars = useMemo(
    () =>
      laneBars(
        interventions.flatMap((one, intervention) =>
          one.kind === 'fault' ? [{ intervention, from: one.at, to: one.for === null ? null : one.at + one.for }] : [],
        ),
        lanesMax,
      ),
    [interventions],
  );
  const lanes = Math.max(1, ...bars.map((bar) => bar.lane + 1));
  return (
    <div className={css['lanes']} role="group" aria-label={words.lanes} data-lanes={lanes}>
      {bars.map((bar) => (
        <FaultBar key={bar.intervention} bar={bar} span={span} lanes={lanes} />
      ))}
      {interventions.map((one, index) =>
        one.kind === 'fault' ? null : <InterventionMark key={`${index}:${one.kind}`} intervention={one} index={index} span={span} />,
      )}
    </div>
  );
}
