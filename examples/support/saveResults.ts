/** Results that could not be written: the message names them, and says why. */
export class NotSavedError extends Error {}

/** Saves results each by itself: one that fails does not take the others along. */
export interface Results {
  /** Writes one. */
  save(name: string, write: () => unknown): Promise<void>;
  /** Throws a NotSavedError where one was not written; all others are in the folder. */
  requireAll(folder: string): void;
}

export function saveResults(): Results {
  const unsaved: string[] = [];
  return {
    save: async (name, write) => {
      try {
        await write();
      } catch (error) {
        unsaved.push(`${name} (${(error as Error).message})`);
      }
    },
    requireAll: (folder) => {
      if (unsaved.length === 0) return;
      throw new NotSavedError(`not saved: ${unsaved.join('; ')}; the other results are in ${folder}`);
    },
  };
}
