// Serves the built site as plain static hosts do: under a sub-path, deeper down, and at the root. No dependency.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const mounts = ['/eventarium/', '/some/sub/path/', '/'];

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.yaml': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** The file that an address means, or undefined: never one outside `root`. */
function fileAt(root, url) {
  const path = decodeURIComponent(new URL(url ?? '/', 'http://localhost').pathname);
  const mount = mounts.find((prefix) => path.startsWith(prefix)) ?? '/';
  const file = normalize(join(root, path.slice(mount.length) || 'index.html'));
  return file.startsWith(root + sep) && existsSync(file) && statSync(file).isFile() ? file : undefined;
}

function answer(root, request, response) {
  const file = fileAt(root, request.url);
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    return;
  }
  const zip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    ...(zip ? { 'content-encoding': 'gzip' } : {}),
  });
  const stream = createReadStream(file);
  if (zip) stream.pipe(createGzip()).pipe(response);
  else stream.pipe(response);
}

/** Starts the server; resolves to it once it listens on 127.0.0.1. */
export function serve({ dist = 'dist', port = 4173 } = {}) {
  const root = resolve(dist);
  const server = createServer((request, response) => answer(root, request, response));
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.E2E_PORT ?? 4173);
  await serve({ dist: process.env.E2E_DIST ?? 'dist', port });
  console.log(`Serving the built site: ${mounts.map((mount) => `http://127.0.0.1:${port}${mount}`).join('  ')}`);
}
