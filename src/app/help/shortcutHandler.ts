import type { AppStore } from '../store/context';
import { openAnswer } from '../store/selectors';
import { type Shortcut, shortcuts } from './shortcuts';

/** Fields in which keys mean text. */
const typing =
  'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])';
/** Things that answer Space or Enter themselves. */
const ownKeys = 'button, a[href], summary, [role=menuitem], [role=radio]';
const elementKeys = new Set([' ', 'enter']);
const regions = '[data-shortcuts]';

/** Acts on a key press when a shortcut is meant; true when it did. */
export function handleShortcut(event: KeyboardEvent, store: AppStore): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.isComposing || target?.closest(`${typing}, dialog, [role=menu]`) != null) return false;
  if (event.key === 'Escape') return escape(store);
  const shortcut = shortcuts.find((one) => matches(one, event));
  if (shortcut === undefined || !allowed(shortcut, target, store)) return false;
  if (shortcut.onFocused === true) selectFocused(target, store);
  shortcut.run(store);
  return true;
}

/** The map gives its nodes the index of their place as id. */
function selectFocused(target: Element | null, { api, actions }: AppStore): void {
  const id = target?.closest('.react-flow__node')?.getAttribute('data-id') ?? '';
  const place = /^\d+$/.test(id) ? api.getState().run.trace?.header.places[Number(id)] : undefined;
  if (place !== undefined) actions.select({ kind: 'place', place: place.id });
}

/** Keys without Ctrl act only while the focus is in the canvas or the transport, and not at all when switched off (WCAG 2.1.4). */
function allowed(shortcut: Shortcut, target: Element | null, store: AppStore): boolean {
  if (shortcut.control === true) return true;
  if (!store.api.getState().preferences.singleKeys) return false;
  if (target === null || target.closest(regions) === null) return false;
  return !(elementKeys.has(shortcut.key) && target.closest(ownKeys) !== null);
}

function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const control = event.ctrlKey || event.metaKey;
  if (event.altKey || control !== (shortcut.control ?? false)) return false;
  const key = keyOf(event);
  if (key !== shortcut.key) return false;
  // Shift is part of how "?" is typed; elsewhere it must be as the list says.
  return shortcut.key === '?' || event.shiftKey === (shortcut.shift ?? false);
}

/** Shift turns "." into ">" or ":" on many keyboards: the key's place tells what was meant. */
function keyOf(event: KeyboardEvent): string {
  if (event.shiftKey && event.code === 'Period') return '.';
  if (event.shiftKey && event.code === 'Comma') return ',';
  return event.key.toLowerCase();
}

/** Closes the topmost thing that is open; with nothing open it pauses. */
function escape({ api, actions }: AppStore): boolean {
  const state = api.getState();
  const { menu, inspecting, selection, playing, panel } = state;
  if (menu !== null) actions.closeMenu();
  else if (openAnswer(state) !== null) actions.closeAnswer();
  else if (playing) actions.pause();
  else if (panel !== null) actions.togglePanel(panel);
  else if (inspecting) actions.closeInspector();
  else if (selection !== null) actions.select(null);
  else return false;
  return true;
}
