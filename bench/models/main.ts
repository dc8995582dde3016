import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Measurement } from './measure.js';
import { NETWORKS } from './networks.js';

const HELP = `npm run bench:models -- [network ...] [options]      default: all

What the builders add to the convolutions and batch norms of a network: the time of a forward pass in inference mode
over that of its bare convolutions (with bias) and batch norms, turn by turn in one process; and the memory of a
training step.

  networks: ${Object.keys(NETWORKS).join(', ')}
  --backend <name>     tensorflow, wasm or cpu (default: tensorflow)
  --rounds <n>         forward passes of each (default: 15)`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'tensorflow' },
    rounds: { type: 'string', default: '15' },
    help: { type: 'boolean' },
  },
});
const unknown = positionals.filter((name) => !(name in NETWORKS));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; known: ${Object.keys(NETWORKS).join(', ')}`);
  process.exitCode = 2;
} else if (options.help) console.log(HELP);
else main(positionals.length > 0 ? positionals : Object.keys(NETWORKS));

function main(names: string[]): void {
  const { backend, rounds } = options;
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, backend ${backend}, medians of ${rounds} rounds\n`,
  );
  console.log('| network, input | forward | bare | ratio (middle half) | weights | process | in a training step |');
  console.log('|---|---|---|---|---|---|---|');
  const script = fileURLToPath(new URL('./measure.ts', import.meta.url));
  for (const name of names) {
    // A process each, so that the peak of its memory is that of one network.
    const output = execFileSync(process.execPath, ['--import', 'tsx', script, name, backend, rounds], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { forward, bare, ratios, weights, before, peak } = JSON.parse(
      output.trim().split('\n').at(-1)!,
    ) as Measurement;
    const [low, ratio, high] = [0.25, 0.5, 0.75].map((q) => ratios[Math.floor(q * (ratios.length - 1))].toFixed(2));
    const { batch, inputShape } = NETWORKS[name];
    const cells = [
      `${name}, ${[batch, ...inputShape].join(' x ')}`,
      ms(forward),
      ms(bare),
      `**${ratio}** (${low} to ${high})`,
    ];
    console.log(`| ${[...cells, megabytes(weights), megabytes(before), megabytes(peak)].join(' | ')} |`);
  }
}

function ms(seconds: number): string {
  return `${(1000 * seconds).toFixed(0)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
