import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The development server puts styles and its reload script inline, which the built page's policy forbids: there the policy is left out. */
const policyOnlyWhenBuilt: Plugin = {
  name: 'policy-only-when-built',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

/**
 * The menus' and dialogs' scroll lock writes a <style> element, which the page's policy refuses. The page itself never scrolls, so the lock
 * has nothing to do and is left out of the built site.
 */
const noScrollLockStyles: Plugin = {
  name: 'no-scroll-lock-styles',
  apply: 'build',
  enforce: 'pre',
  resolveId: (id) => (id === 'react-style-singleton' ? '\0no-scroll-lock-styles' : null),
  load: (id) => (id === '\0no-scroll-lock-styles' ? 'export const styleSingleton = () => () => null;' : null),
};

/** Bundled scenarios are built as compact JSON, which the page reads without the YAML package; files that people open are read as they are. */
const scenariosAsJson: Plugin = {
  name: 'scenarios-as-json',
  apply: 'build',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('.flow.yaml?raw')) return null;
    const { parse } = await import('yaml');
    const text = readFileSync(id.slice(0, -'?raw'.length), 'utf8');
    return `export default ${JSON.stringify(JSON.stringify(parse(text)))}`;
  },
};

const manifest = {
  name: 'Eventarium',
  short_name: 'Eventarium',
  description: 'See how an event-driven system behaves: play it, break it, go back in time.',
  display: 'standalone' as const,
  background_color: '#ffffff',
  theme_color: '#1f2430',
  icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' as const }],
};

export default defineConfig({
  // Relative addresses: the built site works under any path.
  base: './',
  plugins: [
    react(),
    policyOnlyWhenBuilt,
    noScrollLockStyles,
    scenariosAsJson,
    VitePWA({
      // An update never reloads a running simulation; the app asks.
      registerType: 'prompt',
      // The app registers the worker itself (never with ?test=1), so no script is injected into the page.
      injectRegister: false,
      manifest,
      workbox: { globPatterns: ['**/*.{js,css,html,svg,woff2,json,yaml}'] },
    }),
  ],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 800 },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
  test: {
    // A busy machine is slow, not wrong.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          environment: 'node',
          include: ['test/{unit,contract,conformance,golden,property,architecture}/**/*.test.ts'],
          benchmark: { include: ['test/bench/**/*.bench.ts'] },
        },
      },
      {
        extends: true,
        test: {
          name: 'ui',
          environment: 'jsdom',
          include: ['test/ui/**/*.test.tsx', 'test/ui/**/*.test.ts'],
          setupFiles: ['./test/ui/setup.ts'],
          benchmark: { include: [] },
        },
      },
    ],
  },
});
