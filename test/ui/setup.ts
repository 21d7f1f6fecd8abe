import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { Blob as StreamingBlob } from 'node:buffer';
import { afterEach } from 'vitest';

// jsdom's blobs cannot be streamed, which packing a scenario into the address needs.
Object.assign(globalThis, { Blob: StreamingBlob });

// jsdom lays nothing out. React Flow draws nodes and edges only after it has measured them, so the sizes it asks for are given here.
afterEach(cleanup);

class ResizeObserverShim implements ResizeObserver {
  readonly callback: ResizeObserverCallback;
  constructor(callback: ResizeObserverCallback) {
    this.callback = callback;
  }
  observe(target: Element) {
    setTimeout(() => this.callback([{ target, contentRect: target.getBoundingClientRect() } as ResizeObserverEntry], this), 0);
  }
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= ResizeObserverShim;

class DOMMatrixReadOnlyShim {
  readonly m22: number;
  constructor(transform?: string) {
    this.m22 = Number(transform?.match(/scale\(([\d.]+)\)/)?.[1] ?? 1);
  }
}
globalThis.DOMMatrixReadOnly ??= DOMMatrixReadOnlyShim as unknown as typeof DOMMatrixReadOnly;

Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: {
    get(this: HTMLElement) {
      return parseFloat(this.style.height) || 40;
    },
  },
  offsetWidth: {
    get(this: HTMLElement) {
      return parseFloat(this.style.width) || 120;
    },
  },
});

(SVGElement.prototype as unknown as SVGGraphicsElement).getBBox = () => ({ x: 0, y: 0, width: 0, height: 0 }) as DOMRect;

// Menus and lists of radix-ui and cmdk ask for these; jsdom has neither.
Element.prototype.scrollIntoView ??= () => {};
Element.prototype.hasPointerCapture ??= () => false;
Element.prototype.setPointerCapture ??= () => {};
Element.prototype.releasePointerCapture ??= () => {};
globalThis.matchMedia ??= (query: string) =>
  ({
    matches: false,
    media: query,
    onchange: null,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
    dispatchEvent: () => false,
  }) as MediaQueryList;
