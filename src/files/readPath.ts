import { describe, refuse } from '../input/checks.js';

/** A path as an argument. */
export function readPath(argument: string, path: unknown, of: 'file' | 'folder' | 'folder or archive'): string {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return path;
  const remedy = 'Pass its path as a string (of a URL: fileURLToPath(url)).';
  return refuse(argument, `the path of a ${of}`, describe(path), remedy);
}
