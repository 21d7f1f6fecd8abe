import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from 'reactflow';
import { stateLine, type PlaceFrame } from '../../../playback';
import type { RunHeader } from '../../../sim';
import { Icon } from '../../theme/icons';
import { inkOf, roleOfPlace } from '../../theme/roles';
import { useAppState } from '../../store/context';
import css from '../canvas.module.css';
import { useMap, usePlace } from '../mapContext';
import { keyOf } from '../messages';
import { usePlaceFrame, useShown } from '../slowFrames';
import { words } from '../words';
import { Ends } from './Ends';
import { AccessibleName } from './AccessibleName';
import { Badges } from './Badges';
import { CardShape } from './CardShape';
import { PolicyMarks } from './PolicyMarks';

export type PlaceNode = Node<{ readonly place: number }>;

/** A service, a customer, an external system, a projector or a read model. */
export const CardNode = memo(function CardNode({ data }: NodeProps<PlaceNode>): ReactNode {
  const { info, box, header } = usePlace(data.place);
  const frame = usePlaceFrame(data.place);
  const selected = useAppState((state) => state.selection?.kind === 'place' && state.selection.place === info.id);
  const role = roleOfPlace(info.kind);
  const waitsFor = waitedFor(header, frame);
  const down = frame?.status === 'down';
  return (
    <>
      <div
        aria-hidden="true"
        className={css.card}
        data-role={role}
        data-status={frame?.status ?? 'running'}
        data-selected={selected}
        data-roomy={waitsFor === null && info.policies.length === 0 && info.main}
        style={{ color: inkOf(role) }}
      >
        <Ends />
        <CardShape box={box.card} look={role} hatched={down} />
        {down && <span key={frame.since} className={css.ring} aria-hidden="true" />}
        <Badges frame={frame} slowBy={slowBy(frame)} />
        <div className={css.title}>{info.title}</div>
        <div className={css.stateRow}>
          <StateText place={data.place} />
          <Busy frame={frame} />
        </div>
        {waitsFor === null ? <PolicyMarks place={data.place} /> : <WaitsFor title={waitsFor} />}
      </div>
      <AccessibleName place={data.place} />
    </>
  );
});

/** A changed sentence is highlighted for a moment: the key makes a new element. The lag of a read model changes all the time and is left out. */
function StateText({ place }: { readonly place: number }): ReactNode {
  const { header, info } = usePlace(place);
  const text = useShown((frame) => (frame === null ? '' : stateLine(header, frame, place)));
  return (
    <span key={info.kind === 'readModel' ? text.split(' · ')[0] : text} className={css.state}>
      {text}
    </span>
  );
}

function Busy({ frame }: { readonly frame: PlaceFrame | null }): ReactNode {
  const { trace } = useMap();
  const [first] = frame?.working ?? [];
  if (frame === null || first === undefined) return null;
  const more = frame.working.length - 1;
  return (
    <span className={css.busy} aria-hidden="true">
      <span className={css.busyRing} />
      {words.key(keyOf(trace, first.message))}
      {more > 0 ? ` ${words.more(more)}` : ''}
    </span>
  );
}

function WaitsFor({ title }: { readonly title: string }): ReactNode {
  return (
    <div className={css.waitsFor}>
      <Icon name="hourglass" /> {words.waitingFor(title)}
    </div>
  );
}

/** Title of the place whose answer it waits for. */
function waitedFor(header: RunHeader, frame: PlaceFrame | null): string | null {
  const waiting = frame?.waitingFor ?? null;
  return waiting === null ? null : (header.places[waiting.place]?.title ?? null);
}

function slowBy(frame: PlaceFrame | null): string {
  const factor = frame?.settings['slowFactor'];
  return typeof factor === 'number' ? `×${factor}` : '';
}
