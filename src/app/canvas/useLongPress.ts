import { useMemo, useRef, type PointerEvent } from 'react';

const holdMs = 500;
const stillPx = 8;

interface LongPress {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMoveCapture: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUpCapture: () => void;
  readonly onPointerCancelCapture: () => void;
}

/** A finger that rests acts like the right mouse button, also where the system has no such gesture. */
export function useLongPress(): LongPress {
  const held = useRef<{ readonly timer: number; readonly x: number; readonly y: number } | null>(null);
  return useMemo(() => {
    const stop = (): void => {
      if (held.current !== null) window.clearTimeout(held.current.timer);
      held.current = null;
    };
    return {
      onPointerDown: (event) => {
        stop();
        if (event.pointerType !== 'touch') return;
        const { target, clientX, clientY } = event;
        const timer = window.setTimeout(() => {
          held.current = null;
          target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY }));
        }, holdMs);
        held.current = { timer, x: clientX, y: clientY };
      },
      onPointerMoveCapture: (event) => {
        const start = held.current;
        if (start !== null && Math.hypot(event.clientX - start.x, event.clientY - start.y) > stillPx) stop();
      },
      onPointerUpCapture: stop,
      onPointerCancelCapture: stop,
    };
  }, []);
}
