/**
 * `npm run setup:native`: the native backend, `@tensorflow/tfjs-node`, in `.native/`, from npm and PyPI alone.
 *
 * Its own installer downloads libtensorflow from a host that many clusters cannot reach. The same library is in the
 * PyPI wheel of TensorFlow 2.13, so this takes it from there and compiles the binding. Run again, it only checks that
 * it loads.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = '4.22.0';
const WHEEL = 'tensorflow-cpu==2.13.1';
/** Digests of what is downloaded: code that is run is that which was tried here, wherever it comes from. */
const INTEGRITY = 'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==';
const SHA256 = '87be6e61314b2c0fa062f71e26e41d6a17e162ffe4da72c820fe8f1fc94d97fe';
const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', '.native'));
const tfjsNode = join(root, 'node_modules', '@tensorflow', 'tfjs-node');

/** Loads the backend in a process of its own, multiplies two matrices and differentiates a convolution. */
const PROOF = `
const util = require('util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node');
const product = tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0];
const gradients = tf.grads((x, w) => tf.conv2d(x, w, 1, 'same'))([tf.ones([1, 3, 3, 1]), tf.ones([3, 3, 1, 1])]);
const [input, filter] = gradients.map((gradient) => gradient.dataSync()[4]);
if (tf.getBackend() !== 'tensorflow' || product !== 11 || input !== 9 || filter !== 9)
  throw new Error('wrong numbers: ' + [tf.getBackend(), product, input, filter]);
`;

function stop(message) {
  console.error(`setup:native: ${message}`);
  process.exit(1);
}

/** Runs a command without its output; of a failure, its last lines. */
function run(what, command, args, { cwd = root, env = {} } = {}) {
  const options = { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28, timeout: 900_000 };
  const { status, error, stdout, stderr } = spawnSync(command, args, options);
  if (status === 0) return;
  const tail = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').slice(-20);
  const lines = tail.map((line) => line.slice(0, 300)).join('\n  ');
  stop(`${what} failed (${error?.message ?? `status ${status}`}):\n  ${lines}`);
}

const answers = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const loads = () => {
  const options = { cwd: root, env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }, encoding: 'utf8', timeout: 120_000 };
  return existsSync(tfjsNode) ? spawnSync(process.execPath, ['-e', PROOF], options) : { status: 1, stderr: '' };
};

if (loads().status === 0) {
  console.log(`setup:native: already there, and it computes (@tensorflow/tfjs-node ${VERSION})`);
  process.exit(0);
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  const here = `${process.platform} ${process.arch}`;
  stop(`made for linux x64, this is ${here}. Try \`npm install --no-save @tensorflow/tfjs-node\`, or stay with wasm.`);
}
const python = ['python3', 'python'].find((name) => answers(name, '-m', 'pip', '--version'));
if (!python) stop('Python 3 with pip is missing. Install both (Debian: python3 and python3-pip) and run this again.');
for (const tool of ['make', 'g++']) {
  if (!answers(tool, '--version')) stop(`${tool} is missing. Install a C++ compiler (Debian: build-essential).`);
}

console.log(`setup:native: 1/4 @tensorflow/tfjs-node ${VERSION} from npm`);
rmSync(root, { recursive: true, force: true });
mkdirSync(root, { recursive: true });
writeFileSync(join(root, 'package.json'), '{ "private": true }\n');
const npmFlags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund'];
run('npm install', 'npm', ['install', ...npmFlags, '--ignore-scripts', `@tensorflow/tfjs-node@${VERSION}`]);
// Nothing of it was run.
const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));
const { integrity } = installed.packages['node_modules/@tensorflow/tfjs-node'];
if (integrity !== INTEGRITY) stop(`npm gave another @tensorflow/tfjs-node ${VERSION} than expected: ${integrity}`);

console.log(`setup:native: 2/4 ${WHEEL} from PyPI (187 MB)`);
const platform = ['--only-binary=:all:', '--python-version', '3.11', '--platform', 'manylinux2014_x86_64'];
writeFileSync(join(root, 'wheel.txt'), `${WHEEL} --hash=sha256:${SHA256}\n`);
const checked = ['--require-hashes', '-r', 'wheel.txt', '-d', 'wheel'];
run('pip download', python, ['-m', 'pip', 'download', '--quiet', '--no-deps', ...platform, ...checked]);

console.log('setup:native: 3/4 library and headers out of the wheel');
const UNPACK = `
import sys, zipfile
keep = ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/',
        'include/tensorflow/core/platform/', 'include/tensorflow/tsl/')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall('wheel', [n for n in wheel.namelist() if n.startswith(tuple('tensorflow/' + k for k in keep))])
`;
const wheel = readdirSync(join(root, 'wheel')).find((name) => name.endsWith('.whl'));
run('unpacking the wheel', python, ['-c', UNPACK, join('wheel', wheel)]);
const library = join(tfjsNode, 'deps', 'lib');
mkdirSync(library, { recursive: true });
for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
  cpSync(join(root, 'wheel', 'tensorflow', name), join(library, name));
}
// The name with the version is what makes tfjs-node's installer take the library as there and not download its own.
for (const name of ['libtensorflow.so', 'libtensorflow.so.2', 'libtensorflow.so.2.9.1']) {
  symlinkSync('libtensorflow_cc.so.2', join(library, name));
}
symlinkSync('libtensorflow_framework.so.2', join(library, 'libtensorflow_framework.so'));
const headers = join(root, 'wheel', 'tensorflow', 'include', 'tensorflow');
cpSync(headers, join(tfjsNode, 'deps', 'include', 'tensorflow'), { recursive: true });
rmSync(join(root, 'wheel'), { recursive: true });
rmSync(join(root, 'wheel.txt'));
writeFileSync(join(tfjsNode, 'scripts', 'custom-binary.json'), '{"tf-lib":"preinstalled"}\n');

console.log('setup:native: 4/4 compiling the binding');
// Node's own headers beside the binary spare a download; without them node-gyp fetches them.
const prefix = resolve(dirname(process.execPath), '..');
const nodedir = existsSync(join(prefix, 'include', 'node', 'node.h')) ? { npm_config_nodedir: prefix } : {};
run('npm rebuild', 'npm', ['rebuild', '@tensorflow/tfjs-node'], { env: nodedir });

const { status, stderr } = loads();
if (status !== 0) stop(`built, but it does not load: ${(stderr ?? '').trim().split('\n').slice(-5).join('\n  ')}`);
console.log('setup:native: done; useBestBackend() finds it in .native of the working directory');
