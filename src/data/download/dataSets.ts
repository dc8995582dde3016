/** A file as its publishers have it. */
export interface PublishedFile {
  readonly name: string;
  /** Its length in bytes. */
  readonly size: number;
  /** Its SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/** Where the files of a data set are, and what they are. */
export interface PublishedSet {
  /** The address that the names of the files are put behind. It ends with a slash. */
  readonly address: string;
  readonly files: readonly PublishedFile[];
  /** Whether the one file is a zip archive. Readers take no such archives, so it is unpacked. */
  readonly zip?: boolean;
}

const cifar = 'https://www.cs.toronto.edu/~kriz/'; // the address of its author

/**
 * The data sets that may be passed on. Sizes and SHA-256 are those of TensorFlow Datasets
 * (tensorflow_datasets/url_checksums/mnist.txt, fashion_mnist.txt, emnist.txt, cifar10.txt and cifar100.txt at
 * https://github.com/tensorflow/datasets).
 */
export const DATA_SETS = {
  mnist: {
    // The mirror of TensorFlow Datasets: yann.lecun.com, where MNIST came out, refuses programs.
    address: 'https://storage.googleapis.com/cvdf-datasets/mnist/',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        size: 9912422,
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        size: 28881,
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        size: 1648877,
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        size: 4542,
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      },
    ],
  },
  'fashion-mnist': {
    // The repository of its authors, at its last commit. The address in its README serves the same files without TLS.
    address:
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/' +
      'b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/',
    files: [
      {
        name: 'train-images-idx3-ubyte.gz',
        size: 26421880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      },
      {
        name: 'train-labels-idx1-ubyte.gz',
        size: 29515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      },
      {
        name: 't10k-images-idx3-ubyte.gz',
        size: 4422102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      },
      {
        name: 't10k-labels-idx1-ubyte.gz',
        size: 5148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      },
    ],
  },
  emnist: {
    address: 'https://biometrics.nist.gov/cs_links/EMNIST/', // of NIST, as torchvision has it
    files: [
      {
        name: 'gzip.zip',
        size: 561753746,
        sha256: 'fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e',
      },
    ],
    zip: true,
  },
  'cifar-10': {
    address: cifar,
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        size: 170052171,
        sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      },
    ],
  },
  'cifar-100': {
    address: cifar,
    files: [
      {
        name: 'cifar-100-binary.tar.gz',
        size: 168513733,
        sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
      },
    ],
  },
} as const satisfies Record<string, PublishedSet>;
