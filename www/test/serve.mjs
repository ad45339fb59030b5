// A small server over dist/ with the headers of the real one, for tests.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Serves the built page under a sub-path.
 * @param {string} [prefix]
 * @param {string} [root] another built page
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(prefix = '/some/folder/', root = dist) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    const name = path.startsWith(prefix) ? normalize(path.slice(prefix.length) || 'index.html') : '';
    try {
      if (!name || name.startsWith('..')) throw new Error('outside');
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      const brotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
      const small = brotli ? await readFile(join(root, `${name}.br`)).catch(() => undefined) : undefined;
      const body = small ?? (await readFile(join(root, name)));
      response.writeHead(200, {
        'content-type': type,
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
        ...(small ? { 'content-encoding': 'br' } : {}),
      });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}${prefix}`, close: () => server.close() };
}
