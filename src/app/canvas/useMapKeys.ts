import { useMemo, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import { useAppStore, type AppStore } from '../store/context';
import type { MapModel } from './mapContext';
import { createMapFocus, type MapFocus } from './mapFocus';
import type { OverlayHandle } from './useOverlay';

interface Wiring {
  readonly model: MapModel;
  readonly box: RefObject<HTMLElement | null>;
  readonly setCurrent: (place: number) => void;
  readonly overlay: OverlayHandle;
}

interface Keys {
  readonly onKeyDownCapture: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
}

/** Arrows walk in causal order, down enters the inbox, up leaves it, Enter opens the menu, F walks through messages in flight. */
export function useMapKeys({ model, box, setCurrent, overlay }: Wiring): Keys {
  const store = useAppStore();
  return useMemo(() => {
    const focus = createMapFocus(model, () => box.current);
    return {
      onKeyDownCapture: (event) => {
        if (event.ctrlKey || event.metaKey || !handled({ event, store, focus, model, overlay })) return;
        event.preventDefault();
        event.stopPropagation();
      },
      onFocus: (event) => {
        const id = event.target.getAttribute('data-id') ?? '';
        if (/^\d+$/.test(id)) setCurrent(Number(id));
      },
    };
  }, [store, model, box, setCurrent, overlay]);
}

interface Press {
  readonly event: KeyboardEvent<HTMLElement>;
  readonly store: AppStore;
  readonly focus: MapFocus;
  readonly model: MapModel;
  readonly overlay: OverlayHandle;
}

function handled(press: Press): boolean {
  const { event, store } = press;
  if (event.key.toLowerCase() === 'f' && store.api.getState().preferences.singleKeys) return nextToken(press);
  const element = (event.target as Element).closest('.react-flow__node');
  const id = element?.getAttribute('data-id') ?? '';
  const place = Number.parseInt(id, 10);
  if (element === null || Number.isNaN(place)) return false;
  if (id.includes(':')) return !event.altKey && press.focus.fromSlot(event.key, place, event.target as HTMLElement);
  return press.focus.fromPlace(event.key, place, (to) => select(press, to)) || opensMenu(press, place, element);
}

function select({ store, model }: Press, place: number): void {
  const info = model.header.places[place];
  if (info !== undefined) store.actions.select({ kind: 'place', place: info.id });
}

function opensMenu({ event, store, model }: Press, place: number, element: Element): boolean {
  const info = model.header.places[place];
  if ((event.key !== 'Enter' && event.key !== 'ContextMenu') || info === undefined) return false;
  const at = element.getBoundingClientRect();
  const target = { kind: 'place', place: info.id } as const;
  store.actions.select(target);
  store.actions.openMenu({ target, x: at.left + Math.min(48, at.width / 2), y: at.top + Math.min(48, at.height) });
  return true;
}

/** Selects the message in flight after the selected one; the run stands still meanwhile. */
function nextToken({ store, model, overlay }: Press): boolean {
  const tokens = overlay.current?.tokens() ?? [];
  const { selection } = store.api.getState();
  const at = tokens.findIndex((one) => selection?.kind === 'message' && selection.message === one.message);
  const next = tokens[(at + 1) % Math.max(1, tokens.length)];
  const place = model.header.places[next?.to ?? -1];
  if (next === undefined || place === undefined) return false;
  store.actions.pause();
  store.actions.select({ kind: 'message', message: next.message, place: place.id, where: 'flight' });
  return true;
}
