/** An error of the operating system, as Node throws it. */
export type SystemError = Error & { code?: string };

/** What to do about errors of the operating system, by their code. */
const REMEDIES: Record<string, string> = {
  EACCES: 'Give yourself the right to it (chmod u+rw, and u+x for its folders).',
  EPERM: 'Give yourself the right to it.',
  EROFS: 'Pass a path on a disk that can be written to.',
  ENOSPC: 'Make room on the disk, and call this again.',
  EDQUOT: 'Make room in your quota, and call this again.',
  EISDIR: 'A folder is in its place: pass another path.',
  EEXIST: 'A part of its path is a file and not a folder.',
  ENOTDIR: 'A part of its path is a file and not a folder.',
  ELOOP: 'Its symbolic links lead in a circle: put the file itself there.',
  ENAMETOOLONG: 'Shorten its path.',
  EMFILE: 'Close some of the files that this process has open.',
};

/** What to do about an error of the operating system. */
export function remedyFor({ code = '' }: SystemError, otherwise: string): string {
  return REMEDIES[code] ?? otherwise;
}
