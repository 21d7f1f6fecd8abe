import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

interface KeptFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Keeps the keyboard's place when the map is made anew: the focus waits in the region and goes to the thing of the same name. */
export function useKeptFocus(made: string): KeptFocus {
  const ref = useRef<HTMLDivElement>(null);
  const name = useRef<string | null>(null);
  useEffect(() => {
    const box = ref.current;
    const region = box?.closest<HTMLElement>('[data-shortcuts]') ?? null;
    const wanted = name.current;
    if (box === null || region === null || wanted === null || document.activeElement !== document.body) return undefined;
    region.focus({ preventScroll: true });
    const observer = new MutationObserver(() => {
      const found = named(box, wanted);
      if (found === null && document.activeElement === region) return;
      observer.disconnect();
      if (document.activeElement === region) found?.focus();
    });
    observer.observe(box, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [made]);
  return {
    ref,
    onFocus: ({ target }) => {
      name.current = target.getAttribute('aria-labelledby');
    },
    onBlur: ({ relatedTarget }) => {
      if (relatedTarget !== null) name.current = null;
    },
  };
}

const named = (box: HTMLElement, name: string): HTMLElement | null =>
  [...box.querySelectorAll<HTMLElement>('[aria-labelledby]')].find((one) => one.getAttribute('aria-labelledby') === name) ?? null;
