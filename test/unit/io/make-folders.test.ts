import { statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DISK } from '../../../src/io/file-system.ts';
import { makeFolders } from '../../../src/io/make-folders.ts';
import { tempDir } from '../../support/temp.ts';

test('makes what is missing, and says where that begins', async () => {
  const dir = tempDir();
  expect(await makeFolders(DISK, join(dir, 'a/b/c'))).toBe(join(dir, 'a'));
  expect(statSync(join(dir, 'a/b/c')).isDirectory()).toBe(true);
  expect(await makeFolders(DISK, join(dir, 'a/b/d'))).toBe(join(dir, 'a/b/d'));
});

test('leaves what is there, a link to a folder too', async () => {
  const dir = tempDir();
  symlinkSync(dir, join(dir, 'link'));
  expect(await makeFolders(DISK, dir)).toBeUndefined();
  expect(await makeFolders(DISK, join(dir, 'link'))).toBeUndefined();
});

test('a file in the way', async () => {
  const dir = tempDir({ file: '' });
  await expect(makeFolders(DISK, join(dir, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(DISK, join(dir, 'file/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('ends where the system says ENOENT of a folder whose parent is there', async () => {
  await expect(makeFolders(DISK, '/proc/tocsin/a')).rejects.toMatchObject({ code: 'ENOENT' });
});
