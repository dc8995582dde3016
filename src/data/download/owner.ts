import { nodeModule } from '../../files/fileSystem.js';

const OWNED = /\.(\d+)@([\w-]+)\.[\da-f-]+\.[a-z]+$/;

/** A name of this process, for a file that it writes: its number and its machine. */
export async function ownName(): Promise<string> {
  return `${process.pid}@${await machine()}`;
}

/** Whether the process in the name of a file has ended, as far as this machine knows. */
export async function ownerHasEnded(name: string): Promise<boolean> {
  const [, pid, where] = OWNED.exec(name) ?? [];
  if (where === undefined || where !== (await machine())) return false;
  try {
    process.kill(Number(pid), 0); // asks whether it is there, and sends nothing
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH'; // with another one it is there, and someone else's
  }
}

async function machine(): Promise<string> {
  const { hostname } = await nodeModule<typeof import('node:os')>('node:os');
  return hostname().replace(/[^\w-]/g, '_');
}
