import type { MapLayout } from './layout';
import type { MapModel } from './mapContext';
import { focusOrder } from './mapGraph';

/** Moves the keyboard's focus over the map. Each method says whether the key meant something here. */
export interface MapFocus {
  fromPlace(key: string, place: number, select: (place: number) => void): boolean;
  fromSlot(key: string, place: number, slot: HTMLElement): boolean;
}

const sideways: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowLeft: -1 };

export function createMapFocus({ header, layout }: MapModel, root: () => HTMLElement | null): MapFocus {
  const order = focusOrder(header, layout);
  const nodeOf = (place: number): HTMLElement | null => root()?.querySelector<HTMLElement>(`.react-flow__node[data-id="${place}"]`) ?? null;
  const slotsOf = (place: number): HTMLElement[] => [
    ...(root()?.querySelectorAll<HTMLElement>(`.react-flow__node[data-id="${place}:strip"] [data-slot]`) ?? []),
  ];
  const target = (key: string, place: number): number | null => {
    const by = sideways[key];
    if (by !== undefined) return order[(order.indexOf(place) + by + order.length) % order.length] ?? place;
    if (key === 'ArrowDown') return nearest(layout, place, 1);
    return key === 'ArrowUp' ? nearest(layout, place, -1) : null;
  };
  return {
    fromPlace(key, place, select) {
      const [slot] = key === 'ArrowDown' ? slotsOf(place) : [];
      const to = target(key, place);
      if (to === null) return false;
      if (slot === undefined) {
        select(to);
        nodeOf(to)?.focus();
      } else {
        slot.focus();
      }
      return true;
    },
    fromSlot(key, place, slot) {
      const slots = slotsOf(place);
      const by = sideways[key];
      if (by !== undefined) slots[Math.max(0, slots.indexOf(slot) + by)]?.focus();
      else if (key === 'ArrowUp' || key === 'Escape') nodeOf(place)?.focus();
      else return false;
      return true;
    },
  };
}

/** The nearest place in the bands below or above, by the middle of its card. */
function nearest(layout: MapLayout, place: number, direction: 1 | -1): number {
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
