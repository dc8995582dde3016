import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { table } from './report.js';

const ROWS = [50_000, 1_000_000];

/** Folds a short and a long stream of rows of d = 512, C = 10, each in a process of its own; a Markdown table. */
export async function streaming(backends: readonly string[]): Promise<string> {
  const lines: string[][] = [];
  for (const backend of backends) {
    for (const kept of ['', 'scatter']) {
      for (const rows of ROWS) {
        const { seconds, peak, examples } = await fold(backend, rows, kept);
        lines.push([
          `${backend === 'tensorflow' ? 'tfjs-node' : backend}${kept && ', scatter'}`,
          examples.toLocaleString('en'),
          seconds.toFixed(2),
          ((seconds / examples) * 1e6).toFixed(2),
          peak.toFixed(0),
        ]);
      }
    }
  }
  return table(['', 'rows', 'seconds', 'microseconds a row', 'peak MB'], lines);
}

async function fold(backend: string, rows: number, kept: string) {
  const child = fileURLToPath(new URL('fold.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, backend, `${rows}`, kept]);
  const answer = stdout.split('\n').find((line) => line.startsWith('{'));
  return JSON.parse(answer!) as { seconds: number; examples: number; peak: number };
}
