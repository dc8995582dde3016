/**
 * Proves the package that would be published: packs it, lints it, and installs the tarball in an empty folder. There
 * the links of its pages have to lead somewhere, TypeScript has to find the types of every subpath however it looks for
 * modules, and one geometric complexity and one NC1 are computed, as an ES module and as CommonJS. Then it states
 * sizes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf, LIMITS } from './package/bundleSizes.mjs';
import { checkLinks } from './package/checkLinks.mjs';
import { checkTypes } from './package/checkTypes.mjs';

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
const rooms = ['statistics', 'geometry', 'collapse', 'backends', 'models', 'data', 'training', 'transfer'];
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
  run('npx', ['attw', tarball, '--format', 'table-flipped'], { stdio: 'inherit' });

  const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const peers = ['core', 'layers'].map(
    (name) => `@tensorflow/tfjs-${name}@${peerDependencies[`@tensorflow/tfjs-${name}`]}`,
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run(npm, ['install', '--no-audit', '--no-fund', '--silent', tarball, ...peers], { cwd: folder });
  const { pages, links } = checkLinks(join(folder, 'node_modules/geocollapse'));
  console.log(`${links} relative links of ${pages} pages lead to files of the package`);
  checkTypes(folder);
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), text);
    const output = run(process.execPath, [name], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    console.log(`${name}: ${output.trim().split('\n').at(-1)}`);
  }

  // Much of each is what refuses bad input; most of geometricComplexity tests gradients and repairs those of
  // TensorFlow.js.
  for (const [name, most] of Object.entries(LIMITS)) {
    const { bytes, gzip } = await bundleOf(name, 'geocollapse', folder);
    console.log(`bundle of ${name} alone, without TensorFlow.js: ${bytes} bytes minified, ${gzip} gzipped`);
    if (gzip > most) throw new Error(`${name} drags in too much: ${gzip} bytes gzipped, expected at most ${most}`);
  }
  console.log(`tarball: ${size} bytes, unpacked ${unpackedSize} bytes (${statSync(tarball).size} on disk)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
