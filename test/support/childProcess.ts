import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A process that runs a program of this repository, and the lines that it has written so far. */
export interface Child {
  process: ChildProcess;
  /** Lines that came whole. */
  lines(): string[];
  /** Waits until there are so many. */
  until(count: number): Promise<void>;
  /** Kills it as nothing can be caught, and waits for its end. */
  kill(): Promise<void>;
}

/** Starts TypeScript, as an ES module in the root of the repository. */
export function startProgram(program: string): Child {
  const command = ['--import', 'tsx', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const lines = () => text.split('\n').slice(0, -1);
  return {
    process: child,
    lines,
    until: async (count) => {
      while (lines().length < count) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} after ${lines().length} lines`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
