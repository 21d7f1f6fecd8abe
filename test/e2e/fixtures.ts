import { test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';

export { expect, type Page };

interface Watch {
  /** What a test may expect to go wrong; everything else that the console reports as an error fails the test. */
  readonly allowErrors: RegExp[];
}

/** Every test fails when the console reports an error or when any request leaves the origin. */
export const test = base.extend<{ watch: Watch; motion: 'reduce' | 'no-preference' }>({
  motion: ['no-preference', { option: true }],
  watch: [
    async ({ context, baseURL, motion }, use) => {
      const errors: string[] = [];
      const strangers: string[] = [];
      const allowErrors: RegExp[] = [];
      const origin = new URL(baseURL ?? 'http://127.0.0.1').origin;
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) strangers.push(request.url());
      });
      context.on('page', (page) => void page.emulateMedia({ reducedMotion: motion }).catch(() => undefined));
      await use({ allowErrors });
      expect(
        errors.filter((text) => !allowErrors.some((allowed) => allowed.test(text))),
        'console errors',
      ).toEqual([]);
      expect(strangers, 'requests that leave the origin').toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens the app as tests do: no service worker. `hash` is a share link's part after `#`. */
export async function openApp(page: Page, hash = '', path = './'): Promise<void> {
  await page.goto(`${path}?test=1${hash === '' ? '' : `#${hash}`}`);
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** WCAG 2.2 A and AA on what the page shows now: one readable line per violation, `[]` when there is none. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Evaluated, not injected as a script element: the page's own policy refuses inline scripts.
  await page.evaluate(axe.source);
  const result = await page.evaluate(async () => {
    const injected = (globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } }).axe;
    return injected.run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } });
  });
  return result.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html} ${node.failureSummary ?? ''}`),
  );
}
