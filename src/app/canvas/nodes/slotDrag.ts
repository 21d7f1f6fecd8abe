import { useRef, type KeyboardEvent, type PointerEvent, type SyntheticEvent } from 'react';
import { useActions } from '../../store/context';
import type { Actions } from '../../store/state';

interface Dragged {
  readonly place: string;
  readonly message: number;
  readonly nth: number;
}

interface SlotDrag {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
  readonly onClickCapture: (event: SyntheticEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const dragFromPx = 6;
const dropFromPx = 48;

/** Drags a waiting message to another slot, or out of the strip to drop it; `Alt` with an arrow does the first by keyboard. */
export function useSlotDrag(dragged: Dragged): SlotDrag {
  const actions = useActions();
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const moved = useRef(false);
  const end = (element: HTMLElement): void => {
    from.current = null;
    element.style.translate = '';
    delete element.dataset['dragged'];
  };
  const by = (event: PointerEvent): { readonly x: number; readonly y: number } => {
    const start = from.current;
    return start === null ? { x: 0, y: 0 } : { x: event.clientX - start.x, y: event.clientY - start.y };
  };
  return {
    onPointerDown: (event) => {
      from.current = { x: event.clientX, y: event.clientY };
      moved.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => follow(event.currentTarget, by(event)),
    onPointerUp: (event) => {
      const distance = by(event);
      end(event.currentTarget);
      if (Math.hypot(distance.x, distance.y) < dragFromPx) return;
      moved.current = true;
      release(actions, dragged, { ...distance, slotPx: event.currentTarget.getBoundingClientRect().width + 2 });
    },
    onPointerCancel: (event) => end(event.currentTarget),
    onClickCapture: (event) => {
      if (!moved.current) return;
      moved.current = false;
      event.stopPropagation();
      event.preventDefault();
    },
    onKeyDown: (event) => {
      if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
      event.preventDefault();
      event.stopPropagation();
      const to = dragged.nth + (event.key === 'ArrowLeft' ? -1 : 1);
      // The focus goes with the message: it will stand in that slot.
      const slot = event.currentTarget.parentElement?.querySelector<HTMLElement>(`[data-slot="${to}"]`) ?? null;
      if (slot === null) return;
      moveMessage(actions, dragged, to);
      slot.focus();
    },
  };
}

/** The slot goes with the pointer: written past React, because it lasts only as long as the gesture. */
function follow(element: HTMLElement, by: { readonly x: number; readonly y: number }): void {
  if (Math.hypot(by.x, by.y) < dragFromPx) return;
  const zoom = element.offsetWidth === 0 ? 1 : element.getBoundingClientRect().width / element.offsetWidth;
  element.dataset['dragged'] = Math.abs(by.y) > dropFromPx ? 'out' : 'along';
  element.style.translate = `${by.x / zoom}px ${by.y / zoom}px`;
}

/** Far from its row it is dropped, otherwise it takes the slot it was let go over. */
function release(actions: Actions, dragged: Dragged, by: { readonly x: number; readonly y: number; readonly slotPx: number }): void {
  if (Math.abs(by.y) > dropFromPx) dropMessage(actions, dragged);
  else moveMessage(actions, dragged, dragged.nth + Math.round(by.x / by.slotPx));
}

function moveMessage(actions: Actions, { place, message, nth }: Dragged, position: number): void {
  const wanted = Math.max(0, position);
  if (wanted !== nth) actions.addIntervention({ kind: 'message', at: 0, act: 'move', message, place, position: wanted });
}

function dropMessage(actions: Actions, { place, message }: Dragged): void {
  actions.addIntervention({ kind: 'message', at: 0, act: 'drop', message, place });
}
