/**
 * Proves the package that would be published: packs it, lints it, installs the tarball in an empty folder, and
 * computes one geometric complexity and one NC1 there, as an ES module and as CommonJS. Then states sizes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const run = (command, args, options = {}) => execFileSync(command, args, { encoding: 'utf8', ...options });
const folder = mkdtempSync(join(tmpdir(), 'geocollapse-package-'));

const consumer = `
  await tf.setBackend('cpu');
  const gc = await geometricComplexity((x) => tf.square(x), tf.tensor2d([[1, 2], [0, 1]]), { estimator: 'exact' });
  const { nc1 } = await neuralCollapse(tf.tensor2d([[-1.5], [-0.5], [0.5], [1.5]]), [0, 0, 1, 1]);
  if (gc.mean !== 12 || Math.abs(nc1 - 0.125) > 1e-6) throw new Error(\`GC \${gc.mean}, NC1 \${nc1}\`);
  if (!subpaths.every((subpath) => Object.keys(subpath).length > 0)) throw new Error('an empty subpath');
  console.log('GC', gc.mean, 'NC1', nc1);
`;
const rooms = ['statistics', 'geometry', 'collapse', 'backends', 'models', 'data', 'training'];
const scripts = {
  'consumer.mjs': `
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { geometricComplexity, neuralCollapse } from 'geocollapse';
const subpaths = await Promise.all(${JSON.stringify(rooms)}.map((room) => import('geocollapse/' + room)));
${consumer}`,
  'consumer.cjs': `
require('@tensorflow/tfjs-backend-cpu');
require('@tensorflow/tfjs-layers');
const tf = require('@tensorflow/tfjs-core');
const { geometricComplexity, neuralCollapse } = require('geocollapse');
const subpaths = ${JSON.stringify(rooms)}.map((room) => require('geocollapse/' + room));
(async () => {${consumer}})().catch((error) => { console.error(error); process.exit(1); });`,
};

try {
  const [{ filename, size, unpackedSize }] = JSON.parse(
    run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]),
  );
  const tarball = join(folder, filename);
  run('npx', ['publint', 'run', tarball, '--strict'], { stdio: 'inherit' });
  run('npx', ['attw', tarball, '--profile', 'node16', '--format', 'table-flipped'], { stdio: 'inherit' });

  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const peers = ['core', 'layers'].map(
    (name) => `@tensorflow/tfjs-${name}@${peerDependencies[`@tensorflow/tfjs-${name}`]}`,
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run(npm, ['install', '--no-audit', '--no-fund', '--silent', tarball, ...peers], { cwd: folder });
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), text);
    const output = run(process.execPath, [name], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    console.log(`${name}: ${output.trim().split('\n').at(-1)}`);
  }

  // Much of each is what refuses bad input; most of geometricComplexity tests gradients and repairs those of TensorFlow.js.
  for (const [name, most] of [
    ['cdnv', 9_000],
    ['geometricComplexity', 70_000],
    ['neuralCollapse', 52_000], // every measure
  ]) {
    const bundle = await build({
      stdin: { contents: `export { ${name} } from 'geocollapse'`, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      external: ['@tensorflow/*'],
      write: false,
    });
    const bytes = bundle.outputFiles[0].contents.length;
    console.log(`bundle of ${name} alone, minified, without TensorFlow.js: ${bytes} bytes`);
    if (bytes > most) throw new Error(`${name} drags in too much: ${bytes} bytes, expected at most ${most}`);
  }
  console.log(`tarball: ${size} bytes, unpacked ${unpackedSize} bytes (${statSync(tarball).size} on disk)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
