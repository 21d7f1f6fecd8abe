import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const systemPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome'];

/** Which Chromium drives the browser tests: CHROMIUM_PATH, Playwright's own download, then the system's. Undefined when there is none. */
export function findBrowser(env = process.env) {
  if (env.CHROMIUM_PATH) return { kind: 'env', executablePath: env.CHROMIUM_PATH };
  if (existsSync(chromium.executablePath())) return { kind: 'playwright', executablePath: undefined };
  const system = systemPaths.find((path) => existsSync(path));
  return system ? { kind: 'system', executablePath: system } : undefined;
}

/** Canvas 2D keeps 60 frames per second with these; with `--use-angle=swiftshader` it would not. */
export const launchArgs = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.platform === 'linux' ? ['--no-sandbox'] : []),
];
