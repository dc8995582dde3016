import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What scikit-learn made of all episodes. */
export interface PeerTurn {
  readonly seconds: number;
  /** Seconds of all processors. */
  readonly processor: number;
  readonly accuracies: number[];
}

/** scikit-learn in a process of its own, which answers one line for each. */
export class Peer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  /** Starts it, or says why there is none. */
  static async start(folder: string): Promise<Peer | string> {
    const python = process.env.PYTHON;
    if (!python) return 'left out: PYTHON names no Python with scikit-learn';
    const script = fileURLToPath(new URL('peer.py', import.meta.url));
    const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (text) => {
      complaints = `${complaints}${text}`.slice(-2000);
    });
    child.on('error', (error) => {
      complaints = error.message;
    });
    child.stdin.on('error', () => {}); // it has ended: the line that does not come tells
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) return `left out: ${complaints.trim().split('\n').at(-1)}`;
    return new Peer(child, lines, JSON.parse(first.value).version);
  }

  /** Classifies all episodes by a head. */
  async turn(head: string): Promise<PeerTurn> {
    this.child.stdin!.write(`${head}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`scikit-learn has ended at ${head}`);
    return JSON.parse(value);
  }

  end(): void {
    this.child.stdin!.end();
  }
}
