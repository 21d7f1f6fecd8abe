import { memo, type ReactNode } from 'react';
import type { NodeProps } from 'reactflow';
import type { Frame } from '../../../playback';
import type { ProcessInfo } from '../../../sim';
import { useAppState } from '../../store/context';
import { inkOf } from '../../theme/roles';
import css from '../canvas.module.css';
import { usePlace } from '../mapContext';
import { usePlaceFrame, useShown } from '../slowFrames';
import { words } from '../words';
import { AccessibleName } from './AccessibleName';
import { Ends } from './Ends';
import { Badges } from './Badges';
import type { PlaceNode } from './CardNode';
import { CardShape } from './CardShape';

/** The process with its steps; the steps that instances stand at are outlined and counted. */
export const CoordinatorNode = memo(function CoordinatorNode({ data }: NodeProps<PlaceNode>): ReactNode {
  const { info, box, header } = usePlace(data.place);
  const frame = usePlaceFrame(data.place);
  const selected = useAppState((state) => state.selection?.kind === 'place' && state.selection.place === info.id);
  const index = header.processes.findIndex((process) => process.place === data.place);
  const process = header.processes[index];
  const at = useShown((shown) => (process === undefined ? '' : standing(shown, index, process)));
  const counts = at.split(' ').map(Number);
  return (
    <>
      <div
        aria-hidden="true"
        className={css.coordinator}
        data-status={frame?.status ?? 'running'}
        data-selected={selected}
        style={{ color: inkOf('policy') }}
      >
        <Ends />
        <CardShape box={box.card} look="policy" hatched={frame?.status === 'down'} />
        {frame?.status === 'down' && <span key={frame.since} className={css.ring} aria-hidden="true" />}
        <Badges frame={frame} slowBy="" />
        <div className={css.coordinatorHead}>
          <div className={css.title}>{info.title}</div>
          <div className={css.state}>
            <ProcessCount durable={process?.durable ?? true} />
          </div>
        </div>
        <ol className={css.steps}>
          {process?.steps.map((step, n) => (
            <Step key={step.do} nth={n} name={header.messageTypes[step.do]?.name ?? ''} here={counts[n] ?? 0} />
          ))}
        </ol>
      </div>
      <AccessibleName place={data.place} />
    </>
  );
});

function Step({ nth, name, here }: { readonly nth: number; readonly name: string; readonly here: number }): ReactNode {
  return (
    <li className={css.step} data-active={here > 0}>
      <b>{nth + 1}</b> <span>{name}</span>
      {here > 0 && <em className={css.stepCount}>{here}</em>}
    </li>
  );
}

function ProcessCount({ durable }: { readonly durable: boolean }): ReactNode {
  const text = useShown((frame) => {
    const count = frame?.processCount;
    if (count === undefined || count.running + count.done + count.failed + count.lost === 0)
      return durable ? words.durable : words.volatile;
    const parts = [words.running(count.running), words.done(count.done)];
    if (count.failed > 0) parts.push(words.failedCount(count.failed));
    if (count.lost > 0) parts.push(words.lost(count.lost));
    return parts.join(' · ');
  });
  return text;
}

/** Instances per step as one string, so that an unchanged picture renders nothing. */
function standing(frame: Frame | null, index: number, process: ProcessInfo): string {
  const counts = process.steps.map(() => 0);
  for (const instance of frame?.processes ?? []) {
    if (instance.process !== index || instance.ended !== null) continue;
    const step = process.states[instance.state]?.step ?? -1;
    if (step >= 0) counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts.join(' ');
}
