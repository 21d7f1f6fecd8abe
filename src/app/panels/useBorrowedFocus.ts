import { type RefObject, useLayoutEffect } from 'react';

/**
 * Takes the focus for as long as the panel is open. A menu that is just closing gives the focus back to its origin a moment later:
 * that origin is then what the focus returns to.
 */
export function useBorrowedFocus(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = panel.current;
    let opener = document.activeElement;
    const handOver = (event: FocusEvent): void => {
      if (event.target instanceof HTMLElement && !isMenu(event.target) && element?.contains(event.target) === false) {
        opener = event.target;
        element.focus({ preventScroll: true });
      }
      settle();
    };
    const settle = (): void => {
      document.removeEventListener('focusin', handOver);
      document.removeEventListener('keydown', settle, true);
      document.removeEventListener('pointerdown', settle, true);
    };
    element?.focus({ preventScroll: true });
    if (opener === document.body || isMenu(opener)) {
      document.addEventListener('focusin', handOver);
      document.addEventListener('keydown', settle, true);
      document.addEventListener('pointerdown', settle, true);
    }
    return () => {
      settle();
      const held = document.activeElement === document.body || element?.contains(document.activeElement) === true;
      if (held && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, [panel]);
}

const isMenu = (element: Element | null): boolean => element?.closest('[role=menu]') != null;
