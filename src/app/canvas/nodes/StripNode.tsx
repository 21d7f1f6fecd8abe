import { memo, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { NodeProps } from 'reactflow';
import type { PlaceFrame, WaitingMessage } from '../../../playback';
import { useActions } from '../../store/context';
import type { Actions, Selection } from '../../store/state';
import { Icon } from '../../theme/icons';
import css from '../canvas.module.css';
import { useMap, usePlace } from '../mapContext';
import { faceOf } from '../messages';
import { usePlaceFrame } from '../slowFrames';
import { words } from '../words';
import type { PlaceNode } from './CardNode';
import { useSlotDrag } from './slotDrag';

/** What stands at a place: outbox at the left, waiting messages in numbered slots, dead letters at the right. */
export const StripNode = memo(function StripNode({ data }: NodeProps<PlaceNode>): ReactNode {
  const { info, box } = usePlace(data.place);
  const { layout } = useMap();
  const frame = usePlaceFrame(data.place);
  const waiting = frame?.waiting ?? [];
  const shown = waiting.slice(0, layout.slots);
  const rest = (frame?.waitingCount ?? 0) - shown.length;
  return (
    <div className={css.strip} role="group" aria-label={words.inbox(info.title)} data-narrow={layout.narrow} data-band={box.band}>
      <Outbox frame={frame} place={data.place} />
      <div className={css.slots}>
        {Array.from({ length: layout.slots }, (_, n) => {
          const one = shown[n];
          return one === undefined ? (
            <span key={n} className={css.slotEmpty} />
          ) : (
            <Slot key={n} place={data.place} one={one} nth={n} all={frame?.waitingCount ?? 0} />
          );
        })}
      </div>
      {rest > 0 && <span className={css.slotsMore}>{words.more(rest)}</span>}
      <DeadLetters frame={frame} place={data.place} />
    </div>
  );
});

/** Selects what was clicked and opens its menu below it. */
const menuBelow =
  (actions: Actions, target: NonNullable<Selection>) =>
  (event: MouseEvent | KeyboardEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    actions.select(target);
    actions.openMenu({ target, x: box.left, y: box.bottom + 4 });
  };

interface SlotProps {
  readonly place: number;
  readonly one: WaitingMessage;
  readonly nth: number;
  readonly all: number;
}

function Slot({ place, one, nth, all }: SlotProps): ReactNode {
  const { trace } = useMap();
  const { info } = usePlace(place);
  const actions = useActions();
  const face = faceOf(trace, one.message);
  const drag = useSlotDrag({ place: info.id, message: one.message, nth });
  const open = menuBelow(actions, { kind: 'message', message: one.message, place: info.id, where: 'waiting' });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`nopan ${css.slot}`}
      data-slot={nth}
      data-role={face.role}
      data-poisoned={one.poisoned}
      data-duplicate={one.duplicate}
      aria-haspopup="menu"
      aria-label={words.slot([face.label, ...marks(one)].join(', '), nth + 1, all)}
      onClick={open}
      onContextMenu={open}
      {...drag}
    >
      {face.key === 0 ? '·' : face.key}
      {one.attempt > 1 && <sup className={css.slotAttempt}>{one.attempt}</sup>}
    </button>
  );
}

function marks(one: WaitingMessage): string[] {
  return [one.duplicate ? 'duplicate' : '', one.poisoned ? 'poisoned' : '', one.attempt > 0 ? words.attempt(one.attempt) : ''].filter(
    Boolean,
  );
}

interface TrayProps {
  readonly frame: PlaceFrame | null;
  readonly place: number;
}

function Outbox({ frame, place }: TrayProps): ReactNode {
  const { info } = usePlace(place);
  const kept = frame?.outboxCount ?? 0;
  const buffered = frame?.bufferedCount ?? 0;
  if (kept + buffered === 0) return <span className={css.trayNone} />;
  const label = [kept > 0 ? words.outbox(info.title, kept) : '', buffered > 0 ? words.buffered(info.title, buffered) : '']
    .filter(Boolean)
    .join(', ');
  return (
    <span className={css.tray} role="img" aria-label={label}>
      <Icon name="trayOut" size={14} /> {kept + buffered}
    </span>
  );
}

function DeadLetters({ frame, place }: TrayProps): ReactNode {
  const { info } = usePlace(place);
  const actions = useActions();
  const letters = frame?.deadLetters ?? [];
  const [first] = letters;
  if (first === undefined) return null;
  const open = menuBelow(actions, { kind: 'message', message: first.message, place: info.id, where: 'deadLetter' });
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`nopan ${css.tray} ${css.trayDead}`}
      data-slot="dead"
      aria-haspopup="menu"
      aria-label={words.deadLetters(info.title, letters.length)}
      onClick={open}
      onContextMenu={open}
    >
      <Icon name="trayDead" size={14} /> {letters.length}
    </button>
  );
}
