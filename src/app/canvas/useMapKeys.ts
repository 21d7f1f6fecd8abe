import { useMemo, type FocusEvent, type KeyboardEvent, type RefObject } from 'react';
import { useAppStore } from '../store/context';
import type { MapModel } from './mapContext';
import { focusOrder } from './mapGraph';
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

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Arrows walk in causal order, down enters the inbox, up leaves it, Enter opens the menu, F walks through messages in flight. */
export function useMapKeys({ model, box, setCurrent, overlay }: Wiring): Keys {
  const { api, actions } = useAppStore();
  return useMemo(() => {
    const { header, layout } = model;
    const order = focusOrder(header, layout);
    const focusPlace = (place: number): void => box.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${place}"]`)?.focus();
    const slotsOf = (place: number): HTMLElement[] => [
      ...(box.current?.querySelectorAll<HTMLElement>(`.react-flow__node[data-id="${place}:strip"] [data-slot]`) ?? []),
    ];
    const openPlace = (place: number, element: Element): void => {
      const info = header.places[place];
      if (info === undefined) return;
      const at = element.getBoundingClientRect();
      const target = { kind: 'place', place: info.id } as const;
      actions.select(target);
      actions.openMenu({ target, x: at.left + Math.min(48, at.width / 2), y: at.top + Math.min(48, at.height) });
    };
    const onPlace = (event: KeyboardEvent, place: number, element: Element): boolean => {
      const by = steps[event.key];
      if (by !== undefined) focusPlace(order[(order.indexOf(place) + by + order.length) % order.length] ?? place);
      else if (event.key === 'ArrowDown')
        (slotsOf(place)[0] ?? box.current?.querySelector<HTMLElement>(`[data-id="${below(layout, place)}"]`))?.focus();
      else if (event.key === 'ArrowUp') focusPlace(above(layout, place));
      else if (event.key === 'Enter' || event.key === 'ContextMenu') openPlace(place, element);
      else return false;
      return true;
    };
    const onSlot = (event: KeyboardEvent, place: number): boolean => {
      const slots = slotsOf(place);
      const by = steps[event.key];
      if (event.altKey) return false;
      if (by !== undefined) slots[Math.max(0, slots.indexOf(event.target as HTMLElement) + by)]?.focus();
      else if (event.key === 'ArrowUp' || event.key === 'Escape') focusPlace(place);
      else return false;
      return true;
    };
    const cycle = (): void => {
      const tokens = overlay.current?.tokens() ?? [];
      const { selection } = api.getState();
      const at = tokens.findIndex((one) => selection?.kind === 'message' && selection.message === one.message);
      const next = tokens[(at + 1) % Math.max(1, tokens.length)];
      const place = header.places[next?.to ?? -1];
      if (next === undefined || place === undefined) return;
      actions.pause();
      actions.select({ kind: 'message', message: next.message, place: place.id, where: 'flight' });
    };
    return {
      onKeyDownCapture: (event) => {
        if (event.ctrlKey || event.metaKey) return;
        if (event.key.toLowerCase() === 'f' && api.getState().preferences.singleKeys) {
          cycle();
        } else {
          const element = (event.target as Element).closest('.react-flow__node');
          const id = element?.getAttribute('data-id') ?? '';
          const place = Number.parseInt(id, 10);
          if (element === null || Number.isNaN(place)) return;
          const done = id.includes(':') ? onSlot(event, place) : onPlace(event, place, element);
          if (!done) return;
        }
        event.preventDefault();
        event.stopPropagation();
      },
      onFocus: (event) => {
        const id = event.target.getAttribute('data-id') ?? '';
        if (/^\d+$/.test(id)) setCurrent(Number(id));
      },
    };
  }, [api, actions, model, box, setCurrent, overlay]);
}

/** The nearest place in the row below or above, by the middle of its card. */
const below = (layout: MapModel['layout'], place: number): number => nearest(layout, place, 1);
const above = (layout: MapModel['layout'], place: number): number => nearest(layout, place, -1);

function nearest(layout: MapModel['layout'], place: number, direction: 1 | -1): number {
  const from = layout.boxes[place]?.card;
  if (from === undefined) return place;
  const middle = from.x + from.width / 2;
  const scored = layout.boxes.flatMap((box) => {
    if (box === null || direction * (box.card.y - from.y) <= 0) return [];
    const aside = Math.max(0, box.card.x - middle, middle - box.card.x - box.card.width);
    return [{ place: box.place, score: Math.abs(box.card.y - from.y) + aside }];
  });
  return scored.toSorted((a, b) => a.score - b.score)[0]?.place ?? place;
}
