import * as disk from 'node:fs/promises';

/** The calls that writing makes; tests pass one that fails where a disk would. */
export type FileSystem = Pick<
  typeof disk,
  'access' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm' | 'rmdir' | 'stat'
>;

/** The real one. */
export const DISK: FileSystem = disk;
