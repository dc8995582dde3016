/** Functions of `node:util` that tfjs-node calls. */
interface LegacyUtilities {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
}

/**
 * Gives `node:util` back two functions that tfjs-node 4.22.0 calls, and that Node 23 removed. Where they exist, nothing
 * is changed.
 *
 * @param util The default export of `node:util`, since the names of an imported module cannot be added to.
 */
export function repairNodeUtilities(util: object): void {
  const legacy = util as LegacyUtilities;
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
}
