import { InputError } from './checks.js';

/**
 * Runs the body of a public function, so that every refusal inside names the function that the user called. The code
 * inside does not know its caller. Where one public function calls another, the outer one is named.
 *
 * @param aliases Names of arguments by the names that refusals inside have for them. Statistics that were computed on
 *   the way are refused as the features that they are of.
 */
export function publicCall<T>(name: string, body: () => T, aliases: Record<string, string> = {}): T {
  try {
    const result = body();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw named(error, name, aliases);
    }) as T;
  } catch (error) {
    throw named(error, name, aliases);
  }
}

/** Refusals of public functions that the user's own code called. They keep their name. */
const fromUsersCode = new WeakSet<InputError>();

/** Runs a function that the user passed in. If it calls this library in turn, a refusal there keeps its own name. */
export function usersCode<T>(work: () => T): T {
  const keep = (error: unknown): never => {
    if (error instanceof InputError && error.function) fromUsersCode.add(error);
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(keep) as T) : result;
  } catch (error) {
    return keep(error);
  }
}

function named(error: unknown, name: string, aliases: Record<string, string>): unknown {
  if (error instanceof InputError && !fromUsersCode.has(error)) error.calledAs(name, aliases[error.argument]);
  return error;
}
