import { whatIs } from '../../input/whatIs.js';
import { interleave } from './interleave.js';
import type { SourceFile } from './sourceFile.js';

const IMAGE = 3 * 1024;
/** The largest number of records in a file: those of the whole set. */
const MOST = 60000;

/** One of the two sets of this format: a record is its labels, then a red, a green and a blue plane. */
export interface CifarSet {
  name: 'CIFAR-10' | 'CIFAR-100';
  /** The labels of a record in their order, and how many classes each has. */
  labels: readonly { what: string; classes: number }[];
  /** What to do in place of another file. */
  fetch: string;
}

export const CIFAR_10: CifarSet = {
  name: 'CIFAR-10',
  labels: [{ what: 'labels', classes: 10 }],
  fetch: 'fetch the binary version of CIFAR-10 (cifar-10-binary.tar.gz)',
};

export const CIFAR_100: CifarSet = {
  name: 'CIFAR-100',
  labels: [
    { what: 'coarse labels', classes: 20 },
    { what: 'fine labels', classes: 100 },
  ],
  fetch: 'fetch the binary version of CIFAR-100 (cifar-100-binary.tar.gz)',
};

/** Images and labels of a set. */
export interface CifarRecords {
  /** Pixels [n, 32, 32, 3]. */
  images: Uint8Array;
  /** The labels of each kind, n of them. */
  labels: Uint8Array[];
}

const recordOf = ({ labels }: CifarSet): number => labels.length + IMAGE;

/** The bytes of the longest file of a set. */
export const longestOf = (set: CifarSet): number => MOST * recordOf(set);

/** Reads the records of files, in their order. Nothing is returned unless all lengths and labels are right. */
export function cifarRecords(files: readonly SourceFile[], set: CifarSet): CifarRecords {
  const record = recordOf(set);
  for (const file of files) checkLength(file, set);
  const n = files.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const images = new Uint8Array(n * IMAGE);
  const labels = set.labels.map(() => new Uint8Array(n));
  let start = 0;
  for (const file of files) {
    const { bytes } = file;
    const count = bytes.length / record;
    for (const [kind, { classes }] of set.labels.entries()) {
      for (let i = 0; i < count; i++) {
        const label = bytes[i * record + kind];
        if (label >= classes) refuseLabel(file, set, kind, i);
        labels[kind][start + i] = label;
      }
    }
    interleave(bytes, record, images.subarray(start * IMAGE, (start + count) * IMAGE));
    start += count;
  }
  return { images, labels };
}

function checkLength({ bytes, refuseFile }: SourceFile, set: CifarSet): void {
  const record = recordOf(set);
  const n = bytes.length / record;
  if (n > 0 && n <= MOST && Number.isInteger(n)) return;
  const { what, remedy } = whatInstead(bytes, set) ?? {
    what: `${bytes.length} bytes`,
    remedy: `It is damaged or cut short: ${set.fetch}.`,
  };
  refuseFile(`a whole number of ${set.name} records of ${record} bytes`, what, remedy);
}

function refuseLabel({ bytes, refuseFile }: SourceFile, set: CifarSet, kind: number, at: number): never {
  const { what, remedy } = (at === 0 && whatInstead(bytes, set)) || {
    what: `${bytes[at * recordOf(set) + kind]} in record ${at}`,
    remedy: `It is damaged or of another set: ${set.fetch}.`,
  };
  const { what: labels, classes } = set.labels[kind];
  return refuseFile(`${set.name} records with ${labels} from 0 to ${classes - 1}`, what, remedy);
}

/** What a file is that is not of the set, as far as its bytes tell. */
function whatInstead(bytes: Uint8Array, set: CifarSet): { what: string; remedy: string } | undefined {
  const foreign = whatIs(bytes);
  const instead = `Instead, ${set.fetch}.`;
  if (foreign?.kind === 'pickle') return { what: `${foreign.what}, as of the Python version`, remedy: instead };
  if (foreign?.kind === 'mat') return { what: foreign.what, remedy: instead };
  if (foreign) return foreign;
  const other = set === CIFAR_10 ? CIFAR_100 : CIFAR_10;
  const record = recordOf(other);
  if (bytes.length % record !== 0) return undefined;
  for (let at = 0; at < bytes.length; at += record) {
    if (other.labels.some(({ classes }, kind) => bytes[at + kind] >= classes)) return undefined;
  }
  return { what: `records of ${record}, as of ${other.name}`, remedy: instead };
}
