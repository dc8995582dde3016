/**
 * `npm run test:bundles`: builds a page that uses the package as bundlers do, minified and not, serves it with and
 * without cross-origin isolation, and has headless Chromium start the backend: which one, with how many threads, how fast.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { build as esbuild } from 'esbuild';
import { chromium } from 'playwright';
import { build as vite } from 'vite';

const root = resolve(import.meta.dirname ?? '.', '..');
const folder = mkdtempSync(join(tmpdir(), 'geocollapse-bundles-'));
const LIMIT = 30_000;

const page = `
import { useBestBackend } from 'geocollapse/backends';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
async function work() {
  const options = JSON.parse(new URLSearchParams(location.search).get('options'));
  const began = performance.now();
  const { name, reason } = await useBestBackend(options);
  const started = performance.now();
  const x = tf.randomNormal([16, 32, 32, 64], 0, 1, 'float32', 1);
  const w = tf.randomNormal([3, 3, 64, 64], 0, 1, 'float32', 2);
  const convolve = () => tf.tidy(() => tf.conv2d(x, w, 1, 'same').dataSync().length);
  convolve();
  const again = performance.now();
  for (let i = 0; i < 5; i++) convolve();
  const ended = performance.now();
  const threads = name === 'wasm' ? getThreadsCount() : 0;
  return { name, reason, threads, start: started - began, convolution: (ended - again) / 5 };
}
work().then((result) => (window.outcome = result), (error) => (window.outcome = { name: 'none', reason: String(error) }));
`;

const bundlers = {
  vite: (minify, out) =>
    vite({
      root: folder,
      base: './',
      logLevel: 'error',
      build: { outDir: out, minify: minify ? 'oxc' : false, emptyOutDir: true },
    }),
  esbuild: async (minify, out) => {
    await esbuild({
      entryPoints: [join(folder, 'main.js')],
      bundle: true,
      splitting: true,
      format: 'esm',
      outdir: out,
      minify,
      logLevel: 'error',
      preserveSymlinks: false,
      nodePaths: [join(folder, 'node_modules')],
    });
    writeFileSync(join(out, 'index.html'), '<script type="module" src="./main.js"></script>');
  },
};

const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
/** The built page, and the wasm binaries under /wasm/. */
function serve(out, isolated) {
  const server = createServer(({ url }, response) => {
    const path = new URL(url, 'http://page').pathname;
    const file = path.startsWith('/wasm/')
      ? join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', path.slice(6))
      : join(out, path === '/' ? 'index.html' : path);
    const there = existsSync(file);
    response.writeHead(there ? 200 : 404, {
      'content-type': TYPES[extname(file)] ?? 'text/plain',
      ...(isolated ? isolation : {}),
    });
    response.end(there ? readFileSync(file) : '');
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules', 'geocollapse'));
symlinkSync(join(root, 'node_modules', '@tensorflow'), join(folder, 'node_modules', '@tensorflow'));
writeFileSync(join(folder, 'main.js'), page);
writeFileSync(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>');

const installed = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = installed.find((path) => path && existsSync(path));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
for (const [bundler, build] of Object.entries(bundlers)) {
  for (const minify of [true, false]) {
    const out = join(folder, 'out', `${bundler}-${minify}`);
    await build(minify, out);
    for (const isolated of [true, false]) {
      const server = await serve(out, isolated);
      const tab = await browser.newPage();
      // The package takes half of the cores, and at most four.
      await tab.addInitScript(() => Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 }));
      const log = [];
      if (process.env.VERBOSE) {
        tab.on('console', (m) => log.push(m.text().slice(0, 600)));
        tab.on('pageerror', (e) => log.push(String(e).slice(0, 600)));
      }
      const options = encodeURIComponent(JSON.stringify({ wasmPaths: '/wasm/' }));
      await tab.goto(`http://127.0.0.1:${server.address().port}/?options=${options}`);
      const outcome = await tab
        .waitForFunction(() => window.outcome, null, { timeout: LIMIT })
        .then(
          (handle) => handle.jsonValue(),
          () => ({ name: 'none', reason: `nothing in ${LIMIT / 1000} s` }),
        );
      console.log(bundler, minify ? 'minified' : 'plain', isolated ? 'isolated' : '', JSON.stringify(outcome));
      for (const line of log) console.log('   ', line);
      await tab.close();
      server.close();
    }
  }
}
await browser.close();
if (!process.env.KEEP) rmSync(folder, { recursive: true });
else console.log(folder);
