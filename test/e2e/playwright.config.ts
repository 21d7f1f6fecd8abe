import { defineConfig } from '@playwright/test';
import { findBrowser, launchArgs } from './findBrowser.mjs';

const executablePath = findBrowser()?.executablePath;
const port = Number(process.env['E2E_PORT'] ?? 4173);
const cache = '../../node_modules/.cache/e2e';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: `${cache}/results`,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 30_000,
  reporter: [['list'], ['json', { outputFile: `${cache}/report.json` }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/eventarium/`,
    trace: 'retain-on-failure',
    launchOptions: { args: launchArgs, ...(executablePath ? { executablePath } : {}) },
  },
  // A spec runs on the stage size; files named *.desk.spec.ts, *.phone.spec.ts or *.sizes.spec.ts say where else.
  projects: [
    { name: 'stage', use: { viewport: { width: 1280, height: 720 } }, testIgnore: ['**/*.desk.spec.ts', '**/*.phone.spec.ts'] },
    { name: 'desk', use: { viewport: { width: 1920, height: 1080 } }, testMatch: ['**/*.desk.spec.ts', '**/*.sizes.spec.ts'] },
    {
      name: 'phone',
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
      testMatch: ['**/*.phone.spec.ts', '**/*.sizes.spec.ts'],
    },
  ],
  webServer: {
    command: 'node test/e2e/server.mjs',
    cwd: '../..',
    url: `http://127.0.0.1:${port}/eventarium/`,
    env: { E2E_PORT: String(port) },
    reuseExistingServer: !process.env['CI'],
  },
});
