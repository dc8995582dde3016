import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const children: ChildProcess[] = [];

/** Starts a program of this repository on WebAssembly; `until` waits for a text in what it says. */
export function launch(...program: string[]) {
  const command = ['--import', 'tsx', ...program];
  const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, GEOCOLLAPSE_BACKEND: 'wasm' } });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      if (child.exitCode !== null) throw new Error(`ended before ${pattern}: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return { child, ended, until, text: () => text };
}

/** Kills the programs that have not ended. */
export function killLaunched(): void {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
}

/** The records of a file that has one on each line. The last line ends, too. */
export const recordsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
