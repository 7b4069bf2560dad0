import { join } from 'node:path';
import { byByteOrder } from './byte-order.ts';
import { errnoOf } from './edge.ts';
import type { FileSystem } from './file-system.ts';

/** An output folder may be named by mistake (`--out .`): after this many entries the walk stops. */
const MOST_ENTRIES = 20_000;

/**
 * Every file and link below the output folder, in byte order; hidden names and `node_modules` are passed over, links not followed.
 * A folder that is not there has none.
 *
 * @throws the system's error, when a folder cannot be read
 */
export async function listOutput(fs: FileSystem, out: string): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [''];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined && seen < MOST_ENTRIES; folder = folders.pop()) {
    for (const entry of await readFolder(fs, join(out, folder))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      seen++;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else files.push(path);
    }
  }
  return files.sort(byByteOrder);
}

async function readFolder(fs: FileSystem, path: string): ReturnType<typeof entriesOf> {
  try {
    return await entriesOf(fs, path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function entriesOf(fs: FileSystem, path: string): Promise<readonly { readonly name: string; readonly isDirectory: () => boolean }[]> {
  return fs.readdir(path, { withFileTypes: true });
}

/** Generated files are far smaller; what is larger cannot be one of ours. */
const LARGEST_OURS = 16 * 1024 * 1024;

/** The text of a file that nobody said the tool wrote, to look for its header; nothing where it is no file, large or closed to us. */
export async function peekAt(fs: FileSystem, out: string, path: string): Promise<string | undefined> {
  try {
    const found = await fs.lstat(join(out, path));
    return found.isFile() && found.size <= LARGEST_OURS ? await fs.readFile(join(out, path), 'utf8') : undefined;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** What lies at a path: a regular file's bytes, nothing, or something in its place. */
export type Found =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'absent' }
  /** `at` is the path itself or the parent that is no folder. */
  | { readonly kind: 'obstacle'; readonly what: 'symlink' | 'folder' | 'special' | 'file'; readonly at: string };

/**
 * Looks at a path below the output folder without following any link on the way.
 *
 * @param folders whether folders on the way are there, as far as that was looked at before; more are added
 * @throws the system's error, when a folder or the file cannot be read
 */
export async function lookAt(fs: FileSystem, out: string, path: string, folders = new Map<string, boolean>()): Promise<Found> {
  const segments = path.split('/');
  for (let count = 1; count <= segments.length; count++) {
    const at = segments.slice(0, count).join('/');
    const isLast = count === segments.length;
    const known = isLast ? undefined : folders.get(at);
    if (known === true) continue;
    if (known === false) return { kind: 'absent' };
    let found: Awaited<ReturnType<FileSystem['lstat']>>;
    try {
      found = await fs.lstat(join(out, at));
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      if (!isLast) folders.set(at, false);
      return { kind: 'absent' };
    }
    if (found.isSymbolicLink()) return { kind: 'obstacle', what: 'symlink', at };
    if (found.isDirectory()) {
      if (isLast) return { kind: 'obstacle', what: 'folder', at };
      folders.set(at, true);
    } else if (!found.isFile()) return { kind: 'obstacle', what: 'special', at };
    else if (!isLast) return { kind: 'obstacle', what: 'file', at };
    else return { kind: 'file', bytes: await fs.readFile(join(out, path)), mode: Number(found.mode) & 0o777 };
  }
  return { kind: 'absent' };
}
