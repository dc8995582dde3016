/**
 * `npm run test:tfjs`: the specs that tfjs-core ships, on each backend without and with what this package registers. A
 * spec that stock passes and ours fails is a fault of ours, unless accepted.json names it with the reason. The page
 * docs/backends.md gets the counts, results.json the names. Arguments: backends, by default cpu and wasm, and
 * tensorflow where it is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const page = join(root, 'docs/backends.md');
const [begin, end] = ['<!-- specs -->', '<!-- /specs -->'];
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

const native = resolve(process.env.GEOCOLLAPSE_TFJS_NODE ?? join(root, '.native'));
const backends = process.argv.slice(2);
if (backends.length === 0) {
  backends.push('cpu', 'wasm');
  if (existsSync(join(native, 'node_modules/@tensorflow/tfjs-node/deps/lib'))) backends.push('tensorflow');
}

const folder = mkdtempSync(join(tmpdir(), 'geocollapse-specs-'));
const bundle = join(folder, 'specs.cjs');

/** { name: 'passed', 'pending' or 'failed: why' } of every spec. */
function outcomes(backend, whose) {
  const results = join(folder, `${backend}-${whose}.json`);
  const wasm = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  const env = { ...process.env, GEOCOLLAPSE_TFJS_NODE: native, TF_CPP_MIN_LOG_LEVEL: '3' };
  const options = { env, encoding: 'utf8', timeout: 600_000, maxBuffer: 2 ** 26 };
  const { status, signal, stderr } = spawnSync(process.execPath, [bundle, backend, whose, results, wasm], options);
  if (existsSync(results)) return readJson(results);
  throw new Error(`the specs on ${backend} (${whose}) ended with ${signal ?? status}: ${stderr?.slice(-2000)}`);
}

const passed = (each) => Object.keys(each).filter((name) => each[name] === 'passed');

const accepted = readJson(join(here, 'accepted.json'));
const summary = {};
const stale = new Set(Object.keys(accepted));
let faults = 0;
try {
  await build({
    entryPoints: [join(here, 'specs.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'], // one copy of tfjs-core: the specs come as modules
    ignoreAnnotations: true, // else the specs, imported for what they do, are shaken off
    tsconfigRaw: {}, // not strict: one spec has an undeclared variable
    logLevel: 'error',
    logLimit: 10,
  });
  for (const backend of backends) {
    const stock = outcomes(backend, 'stock');
    const ours = outcomes(backend, 'ours');
    const lost = passed(stock).filter((name) => ours[name] !== 'passed');
    const unknown = lost.filter((name) => !accepted[name]);
    for (const name of lost) stale.delete(name);
    faults += unknown.length;
    summary[backend] = {
      specs: Object.keys(stock).length,
      stock: passed(stock).length,
      ours: passed(ours).length,
      gained: passed(ours).filter((name) => stock[name] !== 'passed'),
      lost,
    };
    for (const name of unknown) console.log(`${backend}: stock passes and ours does not: ${name}\n  ${ours[name]}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

const rows = Object.entries(summary).map(
  ([backend, { specs, stock, ours, gained, lost }]) =>
    `| ${backend} | ${specs} | ${stock} | ${ours} | ${gained.length} | ${lost.length} |`,
);
const table = [
  '| backend | specs | stock passes | ours passes | gained | lost, all of them accepted |',
  '|---|---|---|---|---|---|',
  ...rows,
];
console.log(table.join('\n'));
const all = process.argv.length === 2;
if (all) {
  for (const name of stale) console.log(`accepted.json names a spec that passes, take it off: ${name}`);
  faults += stale.size;
}
if (all && faults === 0) {
  writeFileSync(join(here, 'results.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const text = readFileSync(page, 'utf8');
  writeFileSync(page, `${text.split(begin)[0]}${begin}\n${table.join('\n')}\n${end}${text.split(end)[1]}`);
}
process.exitCode = faults > 0 ? 1 : 0;
