import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { useBestBackend } from 'geocollapse/backends';
import { race } from './race.js';
import { accuracyTable, speedTable } from './report.js';
import { streaming } from './streaming.js';
import { WORKLOADS } from './workloads.js';

const HELP = `npm run bench -- [W1] [W2] [W3] [streaming] [options]      default: all

neuralCollapse against published Python codes, and class statistics of a long stream. Workloads, N = 50,000 rows:
${WORKLOADS.map(({ name, dimension, classes }) => `  ${name}: d = ${dimension}, C = ${classes}`).join('\n')}
  streaming: 50,000 and 1,000,000 rows of d = 512, C = 10

  --backends <names>   tensorflow,wasm (default: both, or wasm where tfjs-node is not installed)
  --rounds <n>         measurements of each contestant (default: by workload)

The peers take part if GEOCOLLAPSE_PYTHON names a Python with torch, scipy, dask and scikit-learn, and GEOCOLLAPSE_PEERS
a folder with clones of these repositories of github.com: rhubarbwu/neural-collapse, felixsh/nc-toolbox and
DLFundamentals/RepX.`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { backends: { type: 'string' }, rounds: { type: 'string' }, help: { type: 'boolean' } },
});
const known = [...WORKLOADS.map(({ name }) => name), 'streaming'];
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; known: ${known.join(', ')}`);
  process.exitCode = 2;
} else if (options.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const wanted = positionals.length > 0 ? positionals : known;
  const backends = options.backends?.split(',') ?? (await available());
  const folder = mkdtempSync(join(tmpdir(), 'geocollapse-bench-'));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  console.log(`Node ${process.version}, ${availableParallelism()} cores, backends ${backends.join(', ')}`);
  for (const workload of WORKLOADS.filter(({ name }) => wanted.includes(name))) {
    const { name, rows, dimension, classes } = workload;
    const rounds = options.rounds ? Number(options.rounds) : workload.rounds;
    console.log(`\n## ${name}: N = ${rows.toLocaleString('en')}, d = ${dimension}, C = ${classes}, ${rounds} rounds\n`);
    const result = await race({ ...workload, rounds }, backends, join(folder, name));
    for (const part of [speedTable(result), accuracyTable(result), result.remarks.join('\n')]) {
      if (part) console.log(`${part}\n`);
    }
  }
  if (wanted.includes('streaming')) {
    console.log(`\n## Streaming: d = 512, C = 10, batches of 2,000 rows\n\n${await streaming(backends)}`);
  }
}

/** The backends that are installed here. */
async function available(): Promise<string[]> {
  try {
    await useBestBackend({ prefer: 'tensorflow', print: false });
    return ['tensorflow', 'wasm'];
  } catch {
    return ['wasm'];
  }
}
