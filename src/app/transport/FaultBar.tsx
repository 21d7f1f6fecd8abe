import { type PointerEvent, type ReactElement, useRef, useState } from 'react';
import { useActions, useAppState } from '../store/context';
import { barUsMin } from '../store/interventions';
import { type Grip, type PlacedBar, dragged, secondsText, snapped } from './scale';
import css from './transport.module.css';
import { useInterventionKeys } from './useInterventionKeys';
import { useInterventionText } from './useInterventionText';
import { transportWords as words } from './words';

interface FaultBarProps {
  readonly bar: PlacedBar;
  readonly span: number;
  readonly lanes: number;
}

interface Drag {
  readonly grip: Grip;
  readonly startX: number;
  readonly width: number;
  readonly at: number;
  readonly for: number | null;
  readonly moved: boolean;
}

/** A fault as an object: drag it, pull its ends, use the arrow keys, or type its numbers. The run changes when the pointer is let go. */
export function FaultBar({ bar, span, lanes }: FaultBarProps): ReactElement {
  const actions = useActions();
  const label = useInterventionText(bar.intervention);
  const selected = useAppState((state) => state.selection?.kind === 'fault' && state.selection.intervention === bar.intervention);
  const keys = useInterventionKeys(bar.intervention);
  const { drag, handlers, cancel } = useBarDrag(bar, span);
  const at = drag?.at ?? bar.from;
  const length = drag === null ? (bar.to === null ? null : bar.to - bar.from) : drag.for;
  const end = length === null ? span : Math.min(span, at + length);
  const share = (us: number): string => `${(us / span) * 100}%`;
  const name = words.bar(label, secondsText(at), length === null ? null : secondsText(length));
  return (
    <div
      className={css['bar']}
      role="button"
      tabIndex={0}
      aria-label={name}
      aria-description={words.barHint}
      aria-pressed={selected}
      title={name}
      data-testid="fault-bar"
      data-open={length === null || undefined}
      data-dragging={drag?.moved || undefined}
      style={{ left: share(at), width: share(Math.max(0, end - at)), top: `${(bar.lane / lanes) * 100}%`, height: `${100 / lanes}%` }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && drag !== null) cancel();
        else keys(event);
      }}
      onClick={() => actions.select({ kind: 'fault', intervention: bar.intervention })}
      {...handlers('move')}
    >
      <span className={css['grip']} data-grip="start" {...handlers('start')} />
      <span className={css['barLabel']}>{label}</span>
      <span className={css['grip']} data-grip="end" {...handlers('end')} />
    </div>
  );
}

interface BarDrag {
  readonly drag: Drag | null;
  readonly handlers: (grip: Grip) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
  };
  readonly cancel: () => void;
}

/** A few pixels of trembling are a click, not a drag. */
const dragPixelsMin = 4;

function useBarDrag(bar: PlacedBar, span: number): BarDrag {
  const actions = useActions();
  const [drag, setDrag] = useState<Drag | null>(null);
  const current = useRef<Drag | null>(null);
  const put = (next: Drag | null): void => {
    current.current = next;
    setDrag(next);
  };
  return {
    drag,
    cancel: () => put(null),
    handlers: (grip) => ({
      onPointerDown(event) {
        const lane = event.currentTarget.closest('[data-lanes]');
        if (event.button !== 0 || lane === null) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const length = bar.to === null ? null : bar.to - bar.from;
        put({ grip, startX: event.clientX, width: lane.getBoundingClientRect().width, at: bar.from, for: length, moved: false });
      },
      onPointerMove(event) {
        const old = current.current;
        if (old === null || old.grip !== grip || old.width === 0) return;
        const pixels = event.clientX - old.startX;
        if (!old.moved && Math.abs(pixels) < dragPixelsMin) return;
        put({ ...old, ...dragged(bar, grip, snapped((pixels / old.width) * span), barUsMin), moved: true });
      },
      onPointerUp() {
        const old = current.current;
        if (old === null || old.grip !== grip) return;
        put(null);
        if (old.moved) actions.editIntervention(bar.intervention, { at: old.at, for: old.for });
      },
      onPointerCancel: () => put(null),
    }),
  };
}
