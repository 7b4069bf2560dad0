import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { ahead } from './ahead.ts';
import { couldNotRun, errnoOf, settle, step, type CouldNotRun } from './edge.ts';
import type { FileSystem } from './file-system.ts';
import { hashOf, MANIFEST_NAME } from './manifest.ts';
import { foldedName } from './output-path.ts';
import type { Plan, PlannedWrite } from './plan-output.ts';

/** Where a plan is carried out. */
export interface Site {
  readonly fs: FileSystem;
  /** The output folder, absolute. */
  readonly out: string;
  /** The output folder as shown to people. */
  readonly shown: string;
  /** An empty folder on the same file system. */
  readonly staging: string;
  /** Takes the hash of each staged file, by path. */
  readonly hashes: Map<string, string>;
}

/** A run that failed; once files were replaced, the staged manifest must outlive it. */
export interface Failed {
  readonly kind: 'failed';
  readonly failure: CouldNotRun;
  readonly begun: boolean;
}

interface Staged {
  readonly from: string;
  readonly path: string;
}

/**
 * Carries out a plan: stages every file, then renames each, removes orphans, and renames the manifest last.
 * A failure before the first rename leaves the folder as it was. A kill at any moment leaves whole files,
 * and a manifest that does not fit them, by which the next check and the next run see what happened.
 */
export async function commitPlan(site: Site, plan: Plan): Promise<Failed | undefined> {
  const madeFolders: string[] = [];
  const staged = await settle(async () => {
    await checkFolders(site, plan);
    const files: Staged[] = [];
    for await (const file of ahead(plan.writes.entries(), ([at, one]) => stage(site, one, String(at)))) files.push(file);
    // Before any file is replaced: from the manifest the next run learns what a killed one had begun.
    const planned = plan.manifest();
    const manifest = planned === undefined ? undefined : await stage(site, planned, MANIFEST_NAME);
    await syncFolder(site.fs, site.staging);
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) await makeFolders(site, folder, madeFolders);
    return { kind: 'staged' as const, files, manifest };
  });
  if (staged.kind === 'could-not-run') {
    for (const folder of madeFolders.reverse()) await removeIfEmpty(site.fs, folder);
    return { kind: 'failed', failure: couldNotRun(`${staged.message}; nothing was changed`, staged.help), begun: false };
  }

  let done = 0;
  const failure = await settle(async () => {
    const placed = ahead(staged.files, async (file) => {
      await place(site, file);
      done++;
    });
    for await (const _ of placed) continue;
    for (const path of plan.removals) await removeOrphan(site, path, plan);
    // The manifest must not reach the disk before what it describes.
    for (const folder of new Set([...staged.files, ...plan.removals.map((path) => ({ path }))].map(({ path }) => dirname(path)))) {
      await syncFolder(site.fs, join(site.out, folder));
    }
    if (staged.manifest !== undefined) await place(site, staged.manifest);
    await syncFolder(site.fs, site.out);
    return undefined;
  });
  if (failure === undefined) return undefined;
  const begun = done > 0;
  const state = begun ? `${done} of ${staged.files.length} files were replaced, each whole` : 'no file was replaced';
  return { kind: 'failed', failure: couldNotRun(`${failure.message}; ${state}`, `${failure.help}; the next run completes this one, until then --check fails`), begun: true };
}

/**
 * Tries everything that could fail half-way before anything is changed.
 *
 * @throws a failed step, when a folder cannot be written or is a mount of its own
 */
async function checkFolders({ fs, out, shown }: Site, plan: Plan): Promise<void> {
  const { dev } = await step(`read ${shown}`, shown, () => fs.stat(out));
  const folders = new Set([...plan.writes.map(({ file }) => file.path), ...plan.removals].map((path) => dirname(path)));
  for (const folder of folders) {
    for (let at = folder; ; at = dirname(at)) {
      const path = join(out, at);
      const name = join(shown, at);
      const exists = await step(`write to ${name}`, name, async () => {
        try {
          if ((await fs.stat(path)).dev !== dev) throw Object.assign(new Error(`another file system at ${path}`), { code: 'EXDEV' });
        } catch (error) {
          if (errnoOf(error) === 'ENOENT') return false;
          throw error;
        }
        await fs.access(path, constants.W_OK | constants.X_OK);
        return true;
      });
      if (exists || at === '.') break;
    }
  }
}

/** Writes a file into the staging folder and waits until it is on the disk. */
function stage({ fs, shown, staging, hashes }: Site, { file, mode }: PlannedWrite, name: string): Promise<Staged> {
  const { path } = file;
  return step(`write ${shown}/${path}`, `${shown}/${path}`, async () => {
    const from = join(staging, name);
    const handle = await fs.open(from, 'wx');
    try {
      const bytes = Buffer.from(file.text);
      const written = handle.writeFile(bytes);
      // The disk is waited for anyway.
      hashes.set(path, hashOf(bytes));
      await written;
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { from, path };
  });
}

async function makeFolders(site: Site, folder: string, made: string[]): Promise<void> {
  const { fs, out, shown } = site;
  if (folder === '.') return;
  await makeFolders(site, dirname(folder), made);
  const path = join(out, folder);
  await step(`make the folder ${shown}/${folder}`, `${shown}/${folder}`, async () => {
    try {
      await fs.mkdir(path);
      made.push(path);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  });
}

function place({ fs, out, shown }: Site, { from, path }: Staged): Promise<void> {
  return step(`replace ${shown}/${path}`, `${shown}/${path}`, () => fs.rename(from, join(out, path)));
}

async function removeOrphan({ fs, out, shown }: Site, path: string, plan: Plan): Promise<void> {
  const target = join(out, path);
  await step(`remove ${shown}/${path}`, `${shown}/${path}`, async () => {
    const twin = [...plan.writes.map(({ file }) => file.path), ...plan.unchanged].find((other) => foldedName(other) === foldedName(path));
    // Where case is ignored, the old name of a file that changed only its case is the new file.
    if (twin !== undefined && (await fs.lstat(target)).ino === (await fs.lstat(join(out, twin))).ino) return;
    await fs.rm(target, { force: true });
  });
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    if (!(await removeIfEmpty(fs, join(out, folder)))) break;
  }
}

async function removeIfEmpty(fs: FileSystem, folder: string): Promise<boolean> {
  try {
    await fs.rmdir(folder);
    return true;
  } catch {
    // Not empty, or not ours to remove: an empty folder harms nobody.
    return false;
  }
}

/** Waits until the names in a folder are on the disk; some systems cannot, and then there is nothing to wait for. */
async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
