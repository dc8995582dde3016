/**
 * `npm run conformance`: runs the conformance suite everywhere and writes the table of docs/backends.md: in this Node
 * and the Nodes named as arguments (paths of binaries), on cpu, wasm and, where it is set up, tfjs-node; and in
 * Chromium.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'geocollapse-conformance-'));
const page = 'docs/backends.md';
const [begin, end] = ['<!-- conformance -->', '<!-- /conformance -->'];

/** Outcomes of one run, { place: { title: 'yes' or 'NO' } }. */
function outcomes(node, where, args, env = {}) {
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`, ...args];
  spawnSync(node, vitest, { stdio: 'ignore', env: { ...process.env, ...env }, timeout: 600_000 });
  if (!existsSync(report)) return { [where]: { all: 'did not run' } };
  const places = {};
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { ancestorTitles, title, status } of testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const place = `${ancestorTitles[0].replace('conformance, on ', '')}, ${where}`;
    places[place] ??= {};
    places[place][title] = status === 'passed' ? 'yes' : 'NO';
  }
  return places;
}

const places = {};
for (const node of [process.execPath, ...process.argv.slice(2)]) {
  const version = execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' });
  const where = `Node ${version.trim()}`;
  Object.assign(places, outcomes(node, where, ['test/conformance']));
  if (!existsSync(process.env.GEOCOLLAPSE_TFJS_NODE ?? '.native')) continue;
  Object.assign(places, outcomes(node, where, ['test/conformance'], { GEOCOLLAPSE_TEST_NATIVE: '1' }));
}
Object.assign(
  places,
  outcomes(process.execPath, 'Chromium', ['--config', 'vitest.browser.config.ts', 'test/conformance']),
);
rmSync(folder, { recursive: true });

const titles = [...new Set(Object.values(places).flatMap((place) => Object.keys(place)))];
const rows = Object.entries(places).map(
  ([place, each]) => `| ${[place, ...titles.map((t) => each[t] ?? '')].join(' | ')} |`,
);
const table = [`| | ${titles.join(' | ')} |`, `|${'---|'.repeat(titles.length + 1)}`, ...rows].join('\n');
const text = readFileSync(page, 'utf8');
writeFileSync(page, `${text.split(begin)[0]}${begin}\n${table}\n${end}${text.split(end)[1]}`);
console.log(table);
if (table.includes('NO') || table.includes('did not run')) process.exitCode = 1;
