/**
 * `node scripts/package/bundleSizes.mjs`: what of each file of src/ is in the bundle of one measure, minified, without
 * TensorFlow.js.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bytes that a bundle of one function may have, gzipped: what it has, and little more. Of cdnv a quarter is float64 on
 * tfjs-node, which measures the distances of many classes.
 */
export const LIMITS = { cdnv: 4_400, geometricComplexity: 27_200, neuralCollapse: 22_000 };

/** The bundle of one function, minified, without TensorFlow.js: its size, and the bytes that each file adds to it. */
export async function bundleOf(name, module, folder) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from '${module}'`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['@tensorflow/*'],
    outfile: 'bundle.js',
    metafile: true,
    write: false,
  });
  const [{ contents }] = outputFiles;
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]);
  return { bytes: contents.length, gzip: gzipSync(contents).length, files: files.sort(([, a], [, b]) => b - a) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  for (const name of Object.keys(LIMITS)) {
    const { bytes, gzip, files } = await bundleOf(name, join(root, 'src/index.ts'), root);
    console.log(`${name}: ${bytes} bytes, gzip ${gzip}`);
    for (const [file, size] of files) if (size > 0) console.log(`${String(size).padStart(8)} ${file}`);
  }
}
