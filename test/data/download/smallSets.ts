import { zip } from '../../support/zip.js';
import { bytesOf, published } from './server.js';

/** Small files in the place of those that are published. */
export const FILES = {
  'train.gz': bytesOf(5000),
  'test.gz': bytesOf(1000, 2),
  'gzip.zip': zip(['a.gz', 'b.gz'].map((name) => ({ name: `gzip/${name}`, bytes: bytesOf(3000, 3), deflate: true }))),
  'cifar.tar.gz': bytesOf(9000, 4),
};

const address = 'http://127.0.0.1:1/official/';
const file = (name: keyof typeof FILES) => published(FILES[name], name);

/** The table of them, which tests put in the place of the library's. */
export const DATA_SETS = {
  mnist: { address, files: [file('train.gz'), file('test.gz')] },
  emnist: { address, files: [file('gzip.zip')], zip: true },
  'cifar-100': { address, files: [file('cifar.tar.gz')] },
};
