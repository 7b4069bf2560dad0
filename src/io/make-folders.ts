import { dirname } from 'node:path';
import { errnoOf } from './edge.ts';
import type { FileSystem } from './file-system.ts';

/**
 * Makes a folder, and those above it that are missing. Node's own `recursive` tries for ever where a file system
 * answers ENOENT though the parent is there, as /proc does.
 *
 * @returns the topmost folder that was made; nothing where the folder was there
 * @throws the error of the file system
 */
export async function makeFolders(fs: Pick<FileSystem, 'mkdir' | 'stat'>, path: string): Promise<string | undefined> {
  let above: string | undefined;
  try {
    return await makeOne(fs, path);
  } catch (error) {
    const parent = dirname(path);
    if (errnoOf(error) !== 'ENOENT' || parent === path) throw error;
    above = await makeFolders(fs, parent);
  }
  const made = await makeOne(fs, path);
  return above ?? made;
}

async function makeOne(fs: Pick<FileSystem, 'mkdir' | 'stat'>, path: string): Promise<string | undefined> {
  try {
    await fs.mkdir(path);
    return path;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await fs.stat(path)).isDirectory()) return undefined;
    throw error;
  }
}
