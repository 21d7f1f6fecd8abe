import { spawnSync } from 'node:child_process';
import { findBrowser } from './findBrowser.mjs';

let found = findBrowser();
if (!found) {
  console.log('No Chromium found: downloading the one Playwright wants (once).');
  const isWindows = process.platform === 'win32';
  const download = spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit', shell: isWindows });
  if (download.status === 0) found = findBrowser();
}
if (!found) {
  console.error('No Chromium. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program.');
  process.exit(1);
}
console.log(`Browser for end-to-end tests: ${found.kind} ${found.executablePath ?? ''}`);
