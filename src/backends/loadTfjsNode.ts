import { repairNodeUtilities } from '../tfjs/repairNodeUtilities.js';

/**
 * Loads `@tensorflow/tfjs-node`, which registers the backend `tensorflow` with the one global engine, from the first
 * folder that has it. That is the named one, or else GEOCOLLAPSE_TFJS_NODE or `./.native`, and then the node_modules of
 * the project.
 *
 * @param directory The folder with a `node_modules` that holds tfjs-node. No other is tried then.
 * @returns The folder that it was loaded from.
 * @throws Error that says why it cannot be loaded.
 */
export async function loadTfjsNode(directory?: string): Promise<string> {
  if (typeof process === 'undefined' || !process.versions?.node) throw new Error('tfjs-node runs in Node.js only');
  // Bundlers for the browser fail at a literal specifier of a node: module, although no browser comes here.
  const load = <T>(name: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  const { createRequire } = await load<typeof import('node:module')>('node:module');
  const { dirname, join, resolve } = await load<typeof import('node:path')>('node:path');
  const { existsSync } = await load<typeof import('node:fs')>('node:fs');
  repairNodeUtilities((await load<{ default: object }>('node:util')).default);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'; // or else the library writes to stderr
  const named = directory ?? process.env.GEOCOLLAPSE_TFJS_NODE;
  const refusals: string[] = [];
  for (const folder of [resolve(named ?? '.native'), ...(directory ? [] : [process.cwd()])]) {
    // Looked for by hand, since Node remembers that a package was not there, and does not see it once it is installed.
    let place = folder;
    const module = () => join(place, 'node_modules', '@tensorflow', 'tfjs-node');
    while (!existsSync(module()) && dirname(place) !== place) place = dirname(place);
    if (!existsSync(module())) {
      if (named && refusals.length === 0) refusals.push(`tfjs-node is not installed in ${folder}`);
      continue;
    }
    try {
      createRequire(module())(module());
      return place;
    } catch (error) {
      const [message] = (error instanceof Error ? error.message : String(error)).split('\n');
      refusals.push(`tfjs-node of ${place} does not load: ${message}`);
    }
  }
  throw new Error(refusals.join('; ') || 'tfjs-node is not installed');
}
