import type { Frame } from '../../playback';
import type { RunHeader, RunSpec, Trace } from '../../sim';
import type { Actions, Selection } from '../store/state';
import type { IconName } from '../theme/icons';

/** One row of a menu. What it does is a function of the store's actions, so that entries are data until they are chosen. */
export type Entry =
  | {
      readonly kind: 'action';
      readonly title: string;
      readonly icon: IconName;
      /** Why it cannot be chosen; null = it can. */
      readonly refused: string | null;
      readonly run: (actions: Actions) => void;
    }
  | { readonly kind: 'group'; readonly title: string; readonly icon: IconName; readonly entries: readonly Entry[] }
  /** Every product, with the current one of the broker (channel null) or of a channel marked. */
  | { readonly kind: 'products'; readonly title: string; readonly icon: IconName; readonly channel: string | null }
  | { readonly kind: 'line' };

export interface Menu {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** What entries are made from. */
export interface MenuScene {
  readonly spec: RunSpec;
  readonly trace: Trace;
  readonly header: RunHeader;
  readonly frame: Frame | null;
  readonly follow: number | null;
}

export type Target = NonNullable<Selection>;

export const line: Entry = { kind: 'line' };

export function action(title: string, icon: IconName, run: (actions: Actions) => void, refused: string | null = null): Entry {
  return { kind: 'action', title, icon, refused, run };
}

export function group(title: string, icon: IconName, entries: readonly Entry[]): Entry {
  return { kind: 'group', title, icon, entries };
}
