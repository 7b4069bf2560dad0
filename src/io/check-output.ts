import { relative, resolve, sep } from 'node:path';
import type { FileOnDisk, OutputOnDisk, Recorded } from '../drift/on-disk.ts';
import { byByteOrder } from './byte-order.ts';
import { ahead } from './ahead.ts';
import { listClaims, type Processes } from './claim.ts';
import { errnoOf, settle, step, type CouldNotRun } from './edge.ts';
import { DISK, type FileSystem } from './file-system.ts';
import { listOutput, lookAt, peekAt, type Found } from './list-output.ts';
import { hashOf, MANIFEST_NAME, parseManifest, type KnownFiles } from './manifest.ts';

/** How to read the output folder. */
export interface CheckOptions {
  /** The folder that `out` is relative to. */
  readonly cwd: string;
  readonly processes: Processes;
  /** Whether a file has the bytes that it should; the text of such a file is not kept, or those of all would need most of the memory. */
  readonly isAsExpected?: (path: string, bytes: Uint8Array) => boolean;
  readonly fs?: FileSystem;
}

/**
 * Reads the output folder for a comparison; writes nothing. A folder that is not there reads as an empty one.
 *
 * @param expected the paths of the files the specs produce
 */
export async function readOutput(out: string, expected: readonly string[], options: CheckOptions): Promise<OutputOnDisk | CouldNotRun> {
  const fs = options.fs ?? DISK;
  const folder = resolve(options.cwd, out);
  const shown = relative(options.cwd, folder).split(sep).join('/') || '.';
  const look = (path: string, folders?: Map<string, boolean>): Promise<Found> => step(`read ${shown}/${path}`, `${shown}/${path}`, () => lookAt(fs, folder, path, folders));
  return settle(async () => {
    const manifest = await look(MANIFEST_NAME);
    const known = parseManifest(manifest.kind === 'file' ? Buffer.from(manifest.bytes).toString('utf8') : undefined);
    const others = await step(`list ${shown}`, shown, () => listOutput(fs, folder));
    const produced = new Set(expected);
    const files: FileOnDisk[] = [];
    const folders = new Map<string, boolean>();
    const paths = [...new Set([...expected, ...known.hashes.keys(), ...others])].sort(byByteOrder).filter((path) => path !== MANIFEST_NAME && !isUnsafe(path));
    const found = ahead(paths, async (path) =>
      produced.has(path) || known.hashes.has(path) ? asFound(path, await look(path, folders), known, options) : asUnknown(path, await peekAt(fs, folder, path)),
    );
    for await (const file of found) files.push(file);
    return {
      kind: 'read',
      files,
      manifest: manifest.kind === 'obstacle' || known.state === 'foreign' || known.isScaled ? 'unreadable' : known.state,
      run: await stateOfRun(fs, folder, shown, options.processes),
    };
  });
}

function asUnknown(path: string, text: string | undefined): FileOnDisk {
  return text === undefined ? { path, recorded: 'unrecorded' } : { path, text, recorded: 'unrecorded' };
}

function asFound(path: string, found: Found, known: KnownFiles, { isAsExpected }: CheckOptions): FileOnDisk {
  switch (found.kind) {
    case 'file':
      if (isAsExpected?.(path, found.bytes) === true) return { path, isAsExpected: true, recorded: recordedAs(known.hashes.get(path), found.bytes) };
      return { path, text: Buffer.from(found.bytes).toString('utf8'), recorded: recordedAs(known.hashes.get(path), found.bytes) };
    case 'absent':
      return { path, recorded: known.hashes.has(path) ? 'not-as-recorded' : 'unrecorded' };
    case 'obstacle':
      return { path, obstacle: found.what === 'file' ? 'special' : found.what, recorded: known.hashes.has(path) ? 'not-as-recorded' : 'unrecorded' };
  }
}

function recordedAs(hashes: ReadonlySet<string> | undefined, bytes: Uint8Array): Recorded {
  if (hashes === undefined) return 'unrecorded';
  return hashes.has(hashOf(bytes)) ? 'as-recorded' : 'not-as-recorded';
}

/** A manifest edited by hand must not make the check read elsewhere; expected paths were judged before. */
function isUnsafe(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

async function stateOfRun(fs: FileSystem, folder: string, shown: string, processes: Processes): Promise<OutputOnDisk['run']> {
  const claims = await step(`list ${shown}`, shown, async () => {
    try {
      return await listClaims(fs, folder, processes);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return { alive: [], abandoned: [] };
      throw error;
    }
  });
  if (claims.alive.length > 0) return 'active';
  return claims.abandoned.length > 0 ? 'interrupted' : 'none';
}
