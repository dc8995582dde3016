/**
 * Loads `@tensorflow/tfjs-node`, which registers the backend `tensorflow` with the one global engine, from the first
 * folder that has it: the named one, or GEOCOLLAPSE_TFJS_NODE or `./.native`, then the project's own node_modules.
 *
 * @returns the folder, for the record
 * @throws Error that says why it cannot be had
 */
export async function loadTfjsNode(directory?: string): Promise<string> {
  if (typeof process === 'undefined' || !process.versions?.node) throw new Error('tfjs-node runs in Node.js only');
  // Literal specifiers of node: modules would trip bundlers for the browser, which never come here.
  const load = <T>(name: string): Promise<T> => import(/* @vite-ignore */ /* webpackIgnore: true */ name);
  const { createRequire } = await load<typeof import('node:module')>('node:module');
  const { join, resolve } = await load<typeof import('node:path')>('node:path');
  repairUtilities((await load<{ default: LegacyUtilities }>('node:util')).default);
  const named = directory ?? process.env.GEOCOLLAPSE_TFJS_NODE;
  const folders = [resolve(named ?? '.native'), ...(directory ? [] : [process.cwd()])];
  let failure = 'tfjs-node is not installed';
  for (const folder of folders) {
    const require = createRequire(join(folder, 'package.json'));
    try {
      require('@tensorflow/tfjs-node');
      return folder;
    } catch (error) {
      const missing = (error as { code?: string }).code === 'MODULE_NOT_FOUND';
      const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
      if (!missing || /tfjs_binding|libtensorflow/.test(message))
        failure = `tfjs-node of ${folder} does not load: ${message}`;
      else if (folder === folders[0] && named) failure = `tfjs-node is not installed in ${folder}`;
    }
  }
  throw new Error(failure);
}

interface LegacyUtilities {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

/** tfjs-node 4.22 calls two functions that Node 23 removed from `util`; where they are, nothing is touched. */
function repairUtilities(util: LegacyUtilities): void {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}
