import { useEffect, useLayoutEffect, useMemo, useRef, type MouseEvent, type PointerEvent, type RefObject } from 'react';
import type { Viewport } from 'reactflow';
import { useAppStore } from '../store/context';
import css from './canvas.module.css';
import type { MapModel } from './mapContext';
import { createOverlay, type Overlay, type Token } from './overlay/overlay';

export type OverlayHandle = RefObject<Overlay | null>;

export interface OverlayUse {
  readonly handle: OverlayHandle;
  setView(view: Viewport): void;
  /** Pointer listeners for the element around map and overlay: a message in flight is found before what lies under it. */
  readonly pointer: {
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onClickCapture: (event: MouseEvent<HTMLElement>) => void;
    readonly onContextMenuCapture: (event: MouseEvent<HTMLElement>) => void;
  };
}

/** Makes the overlay once, keeps it in step with the map, and gives clicks on messages to the menu. */
export function useOverlay(canvas: RefObject<HTMLCanvasElement | null>, model: MapModel): OverlayUse {
  const { api, actions } = useAppStore();
  const handle = useRef<Overlay | null>(null);
  const latest = useRef(model);
  const view = useRef<Viewport>({ x: 0, y: 0, zoom: model.layout.zoom });

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const overlay = createOverlay(element, api);
    handle.current = overlay;
    const observer = new ResizeObserver(() => overlay.resize());
    observer.observe(element);
    overlay.setModel(latest.current);
    overlay.setView(view.current);
    overlay.resize();
    return () => {
      observer.disconnect();
      overlay.stop();
      handle.current = null;
    };
  }, [api, canvas]);

  useEffect(() => {
    latest.current = model;
    handle.current?.setModel(model);
  }, [model]);

  return useMemo(() => {
    const find = (event: MouseEvent<HTMLElement>): Token | null => {
      const corner = canvas.current?.getBoundingClientRect();
      if (corner === undefined || (event.target as HTMLElement).closest('[data-over-messages]') !== null) return null;
      return handle.current?.hit(event.clientX - corner.left, event.clientY - corner.top) ?? null;
    };
    const open = (event: MouseEvent<HTMLElement>): void => {
      const token = find(event);
      const place = latest.current.header.places[token?.to ?? -1];
      if (token === null || place === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const target = { kind: 'message', message: token.message, place: place.id, where: 'flight' } as const;
      actions.pause();
      actions.select(target);
      actions.openMenu({ target, x: event.clientX, y: event.clientY });
    };
    return {
      handle,
      setView: (next) => {
        view.current = next;
        handle.current?.setView(next);
      },
      pointer: {
        onPointerMove: (event) =>
          event.currentTarget.classList.toggle(css.hit ?? 'hit', event.pointerType === 'mouse' && find(event) !== null),
        onClickCapture: open,
        onContextMenuCapture: open,
      },
    };
  }, [actions, canvas]);
}
