import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Contestant, type Measurement } from './contestant.js';
import { type Workload, writeWorkload } from './workloads.js';

/** What one contestant came to. */
export interface Result {
  readonly name: string;
  /** Of each turn, in seconds. */
  readonly seconds: number[];
  /** Of the last turn. */
  values: Measurement['values'];
  /** The largest, in MB. */
  peak: number;
}

/** What a workload came to. */
export interface RaceResult {
  readonly workload: Workload;
  /** Ours first. */
  readonly results: readonly Result[];
  /** Float64 values, where there is a Python. */
  readonly reference?: Measurement['values'];
  /** Name and versions, or who does not take part and why. */
  readonly remarks: readonly string[];
}

/**
 * Rows of the runs before the first round, which do not count: compilers and thread pools start. Every class has some,
 * and they are so many that the code is that of all rows.
 */
const warmUpRows = ({ rows, classes }: Workload) => Math.max(rows / 5, 20 * classes);
const WARM_UPS = 3;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Measures a workload: each contestant in a process of its own, all on the same files, one after the other in every
 * round, so that what else the machine does falls on all of them.
 */
export async function race(workload: Workload, backends: readonly string[], folder: string): Promise<RaceResult> {
  const { GEOCOLLAPSE_PYTHON: python, GEOCOLLAPSE_PEERS: checkouts } = process.env;
  const sizes = [workload.rows, workload.dimension, workload.classes, workload.measured ?? 'all'].map(String);
  const contestants: Contestant[] = [];
  const remarks: string[] = [];
  const enter = async (name: string, command: string, args: string[]) => {
    const contestant = new Contestant(name, command, [...args, folder, ...sizes]);
    try {
      remarks.push(`${name}: ${await contestant.ready()}`);
      contestants.push(contestant);
    } catch (error) {
      remarks.push(`left out: ${(error as Error).message}`);
      contestant.end();
    }
  };
  try {
    writeWorkload(workload, folder);
    for (const backend of backends) {
      const name = `geocollapse, ${backend === 'tensorflow' ? 'tfjs-node' : backend}`;
      await enter(name, process.execPath, ['--import', 'tsx', here('ours.ts'), backend]);
    }
    if (!python || !checkouts)
      remarks.push('left out: the peers, since GEOCOLLAPSE_PYTHON or GEOCOLLAPSE_PEERS is not set');
    else for (const name of workload.peers) await enter(name, python, [here('peers.py'), name]);
    const results = await takeTurns(contestants, workload);
    for (const contestant of contestants.splice(0)) contestant.end();
    if (python) await enter('float64', python, [here('peers.py'), workload.measured ? 'float64, rank' : 'float64']);
    return { workload, results, reference: (await contestants[0]?.measure())?.values, remarks };
  } finally {
    for (const contestant of contestants) contestant.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeTurns(contestants: readonly Contestant[], workload: Workload): Promise<Result[]> {
  const { rounds, repeats } = workload;
  for (const contestant of contestants) {
    for (let run = 0; run < WARM_UPS; run++) await contestant.measure(warmUpRows(workload));
  }
  const results = contestants.map(({ name }): Result => ({ name, seconds: [], values: {}, peak: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const turn: Measurement[] = [];
      while (turn.length < repeats) turn.push(await contestant.measure());
      results[i].seconds.push(Math.min(...turn.map(({ seconds }) => seconds)));
      results[i].values = turn[0].values;
      results[i].peak = Math.max(results[i].peak, ...turn.map(({ peak }) => peak));
    }
  }
  return results;
}
