import { COARSE_CLASSES, COARSE_OF_FINE, FINE_CLASSES } from './cifar100Classes.js';
import { type ImagesInMemory, imageDataset } from './dataset/imageDataset.js';
import { CIFAR_100, cifarRecords, longestOf } from './formats/cifarRecords.js';
import type { SourceFile } from './formats/sourceFile.js';
import type { FileSource } from './sources/fileSource.js';
import { type OpenSource, openFiles } from './sources/openFiles.js';

const REMEDY = `Pass its folder cifar-100-binary, or ${CIFAR_100.fetch}.`;
const OTHER = 'It is damaged or of another set.';
/** Mean and standard deviation of each channel of the training set. */
const NORMALISATION = { mean: [0.5071, 0.4865, 0.4409], std: [0.2673, 0.2564, 0.2762] };
const CLASSES = { fine: FINE_CLASSES, coarse: COARSE_CLASSES };
/** The length of lists of names: more than any has. */
const LIST = 65536;

/** Which of the two labels of CIFAR-100. */
export type Cifar100Labels = 'fine' | 'coarse';

/** Opens a source of CIFAR-100, and checks that lists of class names in it, if there are any, are the known ones. */
export async function openCifar100(source: FileSource): Promise<OpenSource> {
  const files = await openFiles(source, { folder: 'cifar-100-binary', archive: 'cifar-100-binary', remedy: REMEDY });
  for (const kind of ['fine', 'coarse'] as const) {
    const list = await files.optional([`${kind}_label_names.txt`], () => LIST);
    if (list) checkNames(list, CLASSES[kind]);
  }
  return files;
}

/** Reads a part of CIFAR-100 with its fine or its coarse labels. */
export async function cifar100Part(
  files: OpenSource,
  part: 'train' | 'test',
  labels: Cifar100Labels,
): Promise<ImagesInMemory> {
  const file = await files.file([`${part}.bin`], () => longestOf(CIFAR_100));
  const {
    images,
    labels: [coarse, fine],
  } = cifarRecords([file], CIFAR_100);
  const wrong = fine.findIndex((label, i) => coarse[i] !== COARSE_OF_FINE[label]);
  if (wrong >= 0) {
    const name = FINE_CLASSES[fine[wrong]];
    const expected = `the coarse label ${COARSE_OF_FINE[fine[wrong]]} for '${name}' (fine label ${fine[wrong]})`;
    file.refuseFile(expected, `${coarse[wrong]} in record ${wrong}`, OTHER);
  }
  const classNames = CLASSES[labels];
  return imageDataset({
    images,
    labels: labels === 'fine' ? fine : coarse,
    shape: [32, 32, 3],
    classes: classNames.length,
    classNames,
    normalisation: NORMALISATION,
  });
}

function checkNames({ bytes, refuseFile }: SourceFile, names: readonly string[]): void {
  const listed = new TextDecoder().decode(bytes.slice(0, LIST)).trim().split(/\s+/);
  const wrong = names.findIndex((name, i) => listed[i] !== name);
  if (wrong >= 0) refuseFile(`'${names[wrong]}' as name ${wrong}`, `'${listed[wrong] ?? ''}'`, OTHER);
  if (listed.length !== names.length) refuseFile(`${names.length} names`, `${listed.length}`, OTHER);
}
