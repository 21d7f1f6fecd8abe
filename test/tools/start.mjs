// `npm start`: serves the app with live reload, says where, and opens it when this machine can open a browser.
import { spawn } from 'node:child_process';
import { createServer } from 'vite';

const server = await createServer();
await server.listen();
server.printUrls();
const url = server.resolvedUrls?.local[0];

function openInBrowser(address) {
  const openers = { darwin: ['open', [address]], win32: ['cmd', ['/c', 'start', '', address]] };
  const [command, args] = openers[process.platform] ?? ['xdg-open', [address]];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // Without a desktop there is nothing to open: the address above is enough.
  child.on('error', () => console.log('  Open the address above in a browser.'));
  child.unref();
}
if (url && !process.env.CI && process.env.BROWSER !== 'none') openInBrowser(url);
