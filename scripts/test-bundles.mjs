/**
 * `npm run test:bundles`: builds a page that uses the package with Vite and with esbuild, minified and not, has
 * headless Chromium start it as servers may serve it, and holds the backend that it gets to what docs/backends.md says;
 * that page gets the table.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { chromium } from 'playwright';
import { build as vite } from 'vite';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
if (!existsSync(join(root, 'dist'))) throw new Error('test:bundles: run `npm run build` first');
const folder = mkdtempSync(join(tmpdir(), 'geocollapse-bundles-'));
const LIMIT = 60_000; // milliseconds that a page may take; that of the start itself is 10,000

const PAGE = `
import * as tf from '@tensorflow/tfjs-core';
import { useBestBackend } from 'geocollapse/backends';

async function work() {
  const began = performance.now();
  const { name, reason } = await useBestBackend(JSON.parse(new URLSearchParams(location.search).get('options')));
  const start = performance.now() - began;
  const [one] = tf.tidy(() => tf.mean(tf.matMul(tf.ones([256, 256]), tf.fill([256, 256], 1 / 256))).dataSync());
  if (one !== 1) throw new Error(name + ' computes ' + one + ' for 1');
  return { name, reason, start };
}
work().then(
  (outcome) => (window.outcome = outcome),
  (error) => (window.outcome = { name: 'none', reason: String(error) }),
);
`;

const bundlers = {
  Vite: (minify, outDir) =>
    vite({
      root: folder,
      logLevel: 'error',
      build: { outDir, minify: minify && 'oxc', emptyOutDir: true, chunkSizeWarningLimit: 1e5 },
    }),
  esbuild: async (minify, outdir) => {
    const entryPoints = [join(folder, 'main.js')];
    await esbuild({ entryPoints, outdir, minify, bundle: true, splitting: true, format: 'esm', logLevel: 'error' });
    writeFileSync(join(outdir, 'index.html'), '<script type="module" src="/main.js"></script>');
  },
};

const isolated = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const policy = (more) => ({
  ...isolated,
  'Content-Security-Policy': `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ${more}`,
});
const served = { wasmPaths: '/wasm' };
const silent = () => {
  window.Worker = class extends EventTarget {
    postMessage() {}
    terminate() {}
  };
};

/** Pages that each build is served as. Threads: half of the cores, of which the page is told that there are four. */
const EVERYWHERE = [
  { as: 'plain', options: served, expect: ['wasm', /^WebAssembly with convolution gradients;/] },
  { as: 'isolated', headers: isolated, options: served, expect: ['wasm', /gradients and 2 threads;/] },
];
/** Pages that one build is served as. */
const ONCE = [
  { as: 'without wasmPaths', options: {}, expect: ['cpu', /wasm does not start: .* Pass wasmPaths/] },
  {
    as: 'isolated, a policy with blob: for scripts and workers',
    headers: policy("blob:; worker-src 'self' blob:"),
    options: served,
    expect: ['wasm', /gradients and 2 threads;/],
  },
  {
    as: 'isolated, a policy without blob:',
    headers: policy(''),
    options: served,
    expect: ['wasm', /one thread, since with more a thread fails/],
  },
  {
    as: 'isolated, threads that never answer',
    headers: isolated,
    before: silent,
    options: served,
    expect: ['wasm', /one thread, since with more it does not start in 10 s/],
  },
];

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

/** The built page, and the wasm binaries under /wasm/. */
function serve(out, headers) {
  const binaries = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://page');
    const file = pathname.startsWith('/wasm/')
      ? join(binaries, pathname.slice(6))
      : join(out, pathname === '/' ? 'index.html' : pathname);
    const there = existsSync(file);
    response.writeHead(there ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain', ...headers });
    response.end(there ? readFileSync(file) : '');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** What the page gets. */
async function visit(browser, out, { headers, options, before }) {
  const server = await serve(out, headers);
  const page = await browser.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 }));
  if (before) await page.addInitScript(before);
  try {
    const query = encodeURIComponent(JSON.stringify(options));
    await page.goto(`http://127.0.0.1:${server.address().port}/?options=${query}`, { waitUntil: 'commit' });
    for (const end = Date.now() + LIMIT; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      // While the page is being loaded.
      const outcome = await page.evaluate(() => window.outcome).catch(() => undefined);
      if (outcome) return outcome;
    }
    return { name: 'none', reason: `nothing in ${LIMIT / 1000} s` };
  } catch (error) {
    return { name: 'none', reason: String(error).split('\n')[0] };
  } finally {
    await page.close();
    server.closeAllConnections();
    server.close();
  }
}

mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'geocollapse'));
symlinkSync(join(root, 'node_modules', '@tensorflow'), join(folder, 'node_modules', '@tensorflow'));
writeFileSync(join(folder, 'main.js'), PAGE);
writeFileSync(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>');

const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = installed.find((path) => path && existsSync(path)); // else playwright's own, if it was fetched
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const rows = [];
try {
  for (const [bundler, build] of Object.entries(bundlers)) {
    for (const minify of [true, false]) {
      const out = join(folder, 'out', `${bundler}-${minify}`);
      await build(minify, out);
      for (const page of [...EVERYWHERE, ...(bundler === 'Vite' && minify ? ONCE : [])]) {
        const { name, reason, start } = await visit(browser, out, page);
        const asSaid = name === page.expect[0] && page.expect[1].test(reason);
        if (!asSaid) {
          console.error(
            `test:bundles: ${bundler}, ${minify ? 'minified' : 'as it is'}, ${page.as}: ${name}, ${reason}`,
          );
          process.exitCode = 1;
        }
        const threads = /(\d+|one) threads?/.exec(reason)?.[1] ?? (name === 'wasm' ? 'one' : '');
        rows.push([`${bundler}${minify ? ', minified' : ''}`, page.as, name, threads, start ? Math.round(start) : '']);
        console.log(rows.at(-1).join(' | '));
      }
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

const [begin, end] = ['<!-- bundles -->', '<!-- /bundles -->'];
const docs = join(root, 'docs', 'backends.md');
const text = readFileSync(docs, 'utf8');
const heads = ['bundle', 'page', 'backend', 'threads', 'start ms'];
const table = [heads, heads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
writeFileSync(docs, `${text.split(begin)[0]}${begin}\n${table}\n${end}${text.split(end)[1]}`);
