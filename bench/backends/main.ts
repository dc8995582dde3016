import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BackendName, useBestBackend } from 'geocollapse/backends';
import { profileKernels } from './profile.js';
import { NETWORKS, type NetworkName, workload } from './workload.js';

const HELP = `npm run bench:backends -- [options]

A network of full width with batch norm on a batch of 32 images, 32 x 32 x 3: forward pass (inference), gradient in the
input, training step with momentum. One thread, one core each; backends take turns in processes of their own; CPU
seconds.

  --backends <names>   default wasm,tensorflow
  --rounds <n>         processes of each backend, default 3; the median is printed
  --network <name>     vgg13 (default) or resnet18, with the stem for CIFAR
  --profile <name>     instead: the kernels of one backend by their own time
`;
const CALLS = ['forward', 'inputGradient', 'trainingStep'] as const;
const { values } = parseArgs({
  options: {
    backends: { type: 'string', default: 'wasm,tensorflow' },
    rounds: { type: 'string', default: '3' },
    network: { type: 'string', default: 'vgg13' },
    profile: { type: 'string' },
    child: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

/** Median CPU milliseconds of each call, after two to warm up. */
async function measure(backend: BackendName): Promise<number[]> {
  await useBestBackend({ prefer: backend, print: false });
  const work = workload(values.network as NetworkName);
  return CALLS.map((call) => {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      const start = process.cpuUsage();
      work[call]();
      const { user, system } = process.cpuUsage(start);
      if (i >= 2) times.push((user + system) / 1000);
    }
    return median(times);
  });
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** `measure` in a process of its own, on one core with one thread. */
function inProcess(backend: string): number[] {
  const one = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };
  const node = [
    process.execPath,
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    '--child',
    backend,
    '--network',
    values.network,
  ];
  const [command, ...args] = process.platform === 'linux' ? ['taskset', '-c', '0', ...node] : node;
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...one } });
  if (status !== 0) throw new Error(`${backend}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as number[];
}

async function profile(backend: BackendName): Promise<void> {
  await useBestBackend({ prefer: backend, print: console.log });
  const take = profileKernels(backend);
  const work = workload(values.network as NetworkName);
  for (const call of CALLS) {
    work[call]();
    take();
    for (let i = 0; i < 3; i++) work[call]();
    console.log(`\n${call}: kernel, calls, ms`);
    for (const { name, calls, milliseconds } of take().slice(0, 12)) {
      console.log(`  ${name.padEnd(28)} ${String(calls / 3).padStart(4)} ${(milliseconds / 3).toFixed(1).padStart(8)}`);
    }
  }
}

function race(backends: string[], rounds: number): void {
  const times = new Map<string, number[][]>(backends.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of backends) times.get(name)?.push(inProcess(name));
  const typical = backends.map((name) => CALLS.map((_, i) => median(times.get(name)!.map((each) => each[i]))));
  const columns = ['forward ms', 'input gradient ms', 'training step ms', 'gradient / forward', 'step / forward'];
  console.log(`| backend | ${columns.join(' | ')} | step / last |`);
  console.log('|---|---|---|---|---|---|---|');
  const last = typical[typical.length - 1];
  for (const [i, [forward, gradient, step]] of typical.entries()) {
    const numbers = [forward, gradient, step].map((value) => value.toFixed(0));
    const ratios = [gradient / forward, step / forward, step / last[2]].map((value) => value.toFixed(2));
    console.log(`| ${[backends[i], ...numbers, ...ratios].join(' | ')} |`);
  }
}

if (values.help) console.log(HELP);
else if (!(values.network in NETWORKS)) {
  console.error(`unknown network: ${values.network}; known: ${Object.keys(NETWORKS).join(', ')}`);
  process.exitCode = 2;
} else if (values.child) console.log(JSON.stringify(await measure(values.child as BackendName)));
else if (values.profile) await profile(values.profile as BackendName);
else race(values.backends.split(','), Number(values.rounds));
