import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useActions } from '../../store/context';
import type { Actions } from '../../store/state';

interface Dragged {
  readonly place: string;
  readonly message: number;
  readonly nth: number;
}

const dragFromPx = 6;
const dropFromPx = 48;

/** Drags a waiting message to another slot, or out of the strip to drop it; `Alt` with an arrow does the first by keyboard. */
export function useSlotDrag(dragged: Dragged): {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onClickCapture: (event: { stopPropagation(): void; preventDefault(): void }) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
} {
  const actions = useActions();
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null);
  const moved = useRef(false);
  return {
    onPointerDown: (event) => {
      from.current = { x: event.clientX, y: event.clientY };
      moved.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerUp: (event) => {
      const start = from.current;
      from.current = null;
      if (start === null) return;
      const by = { x: event.clientX - start.x, y: event.clientY - start.y };
      if (Math.hypot(by.x, by.y) < dragFromPx) return;
      moved.current = true;
      const width = event.currentTarget.getBoundingClientRect().width;
      if (Math.abs(by.y) > dropFromPx) dropMessage(actions, dragged);
      else moveMessage(actions, dragged, dragged.nth + Math.round(by.x / (width + 2)));
    },
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
      moveMessage(actions, dragged, dragged.nth + (event.key === 'ArrowLeft' ? -1 : 1));
    },
  };
}

/** Moves a waiting message of a place to a position from 0. */
export function moveMessage(actions: Actions, { place, message, nth }: Dragged, position: number): void {
  const wanted = Math.max(0, position);
  if (wanted !== nth) actions.addIntervention({ kind: 'message', at: 0, act: 'move', message, place, position: wanted });
}

export function dropMessage(actions: Actions, { place, message }: Pick<Dragged, 'place' | 'message'>): void {
  actions.addIntervention({ kind: 'message', at: 0, act: 'drop', message, place });
}
