/** Files and folders that programs leave behind: names that begin with a dot, and those of Windows and macOS. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || /^(thumbs\.db|desktop\.ini|__macosx)$/i.test(name);
}
