import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** What a contestant says after one measurement. */
export interface Measurement {
  readonly seconds: number;
  /**
   * Measures by the names of {@link NeuralCollapse}, nested ones with a dot; only those it shares the definition of.
   */
  readonly values: Readonly<Record<string, number>>;
  /** Peak resident memory since its data were loaded, in MB. */
  readonly peak: number;
}

/**
 * A child process that measures when it is told to, and waits otherwise: all load their data once and then take turns.
 * It reads one JSON request a line, and answers each with one JSON line; the first line says that it is ready, or why
 * it is not.
 */
export class Contestant {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
  ) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    // Either ends the lines, and with them the answer that is waited for.
    this.#child.on('error', () => this.#lines.close());
    this.#child.stdin!.on('error', () => this.#lines.close());
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Resolves once the data are loaded, to the versions it runs on. */
  async ready(): Promise<string> {
    return (await this.#answer<{ ready: string }>()).ready;
  }

  /** Measures the first `rows` rows; all of them by default. */
  async measure(rows?: number): Promise<Measurement> {
    return this.ask<Measurement>({ rows });
  }

  /** Asks for anything that the child knows. */
  async ask<T>(request: object): Promise<T> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.#answer<T>();
  }

  end(): void {
    this.#child.kill();
  }

  async #answer<T>(): Promise<T> {
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) throw new Error(`${this.name}: ended without an answer`);
      if (!value.startsWith('{')) continue; // a library's greeting
      const answer = JSON.parse(value);
      if (answer.error) throw new Error(`${this.name}: ${answer.error}`);
      return answer;
    }
  }
}
