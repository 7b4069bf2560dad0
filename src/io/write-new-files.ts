import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdtemp, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { errnoOf, settle, step, type CouldNotRun } from './edge.ts';
import { DISK } from './file-system.ts';
import { makeFolders } from './make-folders.ts';

/** A text to write, by its path in the folder. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** All files were written; or none was, because these were there. */
export type NewFilesResult = { readonly kind: 'written'; readonly paths: readonly string[] } | { readonly kind: 'taken'; readonly paths: readonly string[] } | CouldNotRun;

/** What to do with a file that is there. */
export type Existing = 'keep' | 'replace';

/**
 * Writes files for people into a folder, all or none: staged beside their places, then moved there.
 * With `keep` a file that exists is never touched, even one that appears while this runs; its names are the answer.
 */
export async function writeNewFiles(folder: string, cwd: string, files: readonly NewFile[], existing: Existing): Promise<NewFilesResult> {
  const root = resolve(cwd, folder);
  const shown = relative(cwd, root).split(sep).join('/') || '.';
  const name = (path: string): string => (shown === '.' ? path : `${shown}/${path}`);
  return settle(async (): Promise<NewFilesResult> => {
    if (existing === 'keep') {
      const taken: string[] = [];
      for (const { path } of files) if (await exists(join(root, path), name(path))) taken.push(name(path));
      if (taken.length > 0) return { kind: 'taken', paths: taken };
    }
    const made: MadeFolder[] = [];
    const makeFolder = async (path: string): Promise<void> => {
      const first = await step(`make the folder ${name(path)}`, name(path), () => makeFolders(DISK, join(root, path)));
      if (first !== undefined) made.push({ path: join(root, path), first });
    };
    const placed: string[] = [];
    let staging: string | undefined;
    let done = false;
    try {
      await makeFolder('.');
      staging = await step(`write to ${shown}`, shown, () => mkdtemp(join(root, '.tocsin-new-')));
      for (const [at, { path, text }] of files.entries()) await step(`write ${name(path)}`, name(path), () => writeFile(join(staging ?? root, String(at)), text, { flag: 'wx' }));
      for (const [at, { path }] of files.entries()) {
        await makeFolder(dirname(path));
        const from = join(staging, String(at));
        if (existing === 'replace') await step(`write ${name(path)}`, name(path), () => rename(from, join(root, path)));
        else if (!(await step(`write ${name(path)}`, name(path), () => moveNew(from, join(root, path))))) return { kind: 'taken', paths: [name(path)] };
        placed.push(join(root, path));
      }
      done = true;
      return { kind: 'written', paths: files.map(({ path }) => name(path)) };
    } finally {
      if (staging !== undefined) await rm(staging, { recursive: true, force: true });
      if (!done) await undo(existing === 'keep' ? placed : [], made);
    }
  });
}

async function exists(path: string, shown: string): Promise<boolean> {
  return step(`look at ${shown}`, shown, async () => {
    try {
      await lstat(path);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
  });
}

/** Gives a staged file its name unless the name is taken; unlike a rename, a link never replaces. */
async function moveNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // Some file systems know no links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    return true;
  }
}

/** A folder that was made, and the first of its parents that was made with it. */
interface MadeFolder {
  readonly path: string;
  readonly first: string;
}

/** Takes back what a failed run made: its files, and its folders as far as they are empty. */
async function undo(files: readonly string[], folders: readonly MadeFolder[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
  for (const { path, first } of folders.toReversed()) {
    try {
      for (let at = path; ; at = dirname(at)) {
        await rmdir(at);
        if (at === resolve(first)) break;
      }
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
    }
  }
}
