import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ExpectedFile, Header } from '../drift/on-disk.ts';
import { claimOutput, leaveBehind, listClaims, type Claim, type Processes } from './claim.ts';
import { commitPlan, type Failed } from './commit-output.ts';
import { errnoOf, settle, step, type CouldNotRun } from './edge.ts';
import { DISK, type FileSystem } from './file-system.ts';
import { makeFolders } from './make-folders.ts';
import { MANIFEST_NAME } from './manifest.ts';
import { planOutput, type Plan, type PlanInput, type Refused } from './plan-output.ts';

export type { Processes } from './claim.ts';
export type { Refused } from './plan-output.ts';

/** How to write. */
export interface WriteOptions {
  /** The folder that `out` is relative to. */
  readonly cwd: string;
  readonly header: Header;
  readonly processes: Processes;
  /** `--only`: writes the files it picks, deletes nothing, keeps the manifest's entries of the others. */
  readonly only?: (path: string) => boolean;
  /** Whether it is output in scaled time: it takes the place of no other output, and no other takes its place. */
  readonly isScaled?: boolean;
  /** How long to wait for another run, in milliseconds. Default: 2000. */
  readonly waitMs?: number;
  readonly fs?: FileSystem;
}

/** Everything was written; `problems` are warnings about files left alone or replaced. */
export interface Written {
  readonly kind: 'written';
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  readonly problems: readonly Diagnostic[];
}

export type WriteResult = Written | Refused | CouldNotRun;

/**
 * Writes the generated files: staged in full, then each renamed whole, the manifest last.
 * Files that already say it are not touched, and when all do, the folder is not either.
 */
export async function writeOutput(out: string, files: readonly ExpectedFile[], options: WriteOptions): Promise<WriteResult> {
  const fs = options.fs ?? DISK;
  const folder = resolve(options.cwd, out);
  const shown = relative(options.cwd, folder).split(sep).join('/') || '.';
  return settle(async () => {
    const input: PlanInput = { fs, out: folder, shown, files, header: options.header, only: options.only, isScaled: options.isScaled === true, abandoned: [], hashes: new Map() };
    const first = await planOutput(input);
    if (first.kind === 'refused') return first;
    if (isEmpty(first) && (await isQuiet(fs, folder, shown, options.processes))) return report(first);

    const made = await step(`make the folder ${shown}`, shown, () => makeFolders(fs, folder));
    const claim = await step(`write to ${shown}`, shown, () => claimOutput(fs, folder, shown, options.processes, options.waitMs ?? 2000)).catch(async (error: unknown) => {
      await removeMade(fs, folder, made);
      throw error;
    });
    if (claim.kind === 'could-not-run') return claim;
    const result = await settle(() => writeClaimed(input, claim));
    if (result.kind !== 'written') await removeMade(fs, folder, made);
    return result;
  });
}

/** Plans once more, now that nobody else writes, and carries it out. */
async function writeClaimed(input: PlanInput, claim: Claim): Promise<WriteResult> {
  const { fs, out, shown, only } = input;
  let failed: Failed | undefined;
  try {
    if (only === undefined) await freeAbandoned(input, claim.abandoned);
    const plan = await planOutput({ ...input, abandoned: claim.abandoned });
    if (plan.kind === 'refused') return plan;
    failed = await commitPlan({ fs, out, shown, staging: claim.staging, hashes: input.hashes }, plan);
    if (failed !== undefined) return failed.failure;
    // A part leaves what killed runs left: their manifests still tell whose the other files are.
    if (only === undefined) for (const name of claim.abandoned) await discard(fs, join(out, name));
    return report(plan);
  } finally {
    if (failed?.begun === true) await leave(fs, claim.staging);
    else await discard(fs, claim.staging);
  }
}

/** Frees the space that killed runs hold, but for their manifests: they are needed until a run has completed. */
async function freeAbandoned({ fs, out, shown }: PlanInput, abandoned: readonly string[]): Promise<void> {
  for (const name of abandoned) {
    await step(`remove ${shown}/${name}`, `${shown}/${name}`, async () => {
      for (const file of await fs.readdir(join(out, name))) if (file !== MANIFEST_NAME) await fs.rm(join(out, name, file), { force: true, recursive: true });
    });
  }
}

function isEmpty(plan: Plan): boolean {
  return plan.writes.length === 0 && plan.removals.length === 0 && plan.manifest() === undefined;
}

/** Whether no run is at work in the folder and none was killed there. */
async function isQuiet(fs: FileSystem, folder: string, shown: string, processes: Processes): Promise<boolean> {
  const claims = await step(`list ${shown}`, shown, () => listClaims(fs, folder, processes));
  return claims.alive.length === 0 && claims.abandoned.length === 0;
}

function report(plan: Plan): Written {
  return { kind: 'written', written: plan.writes.map(({ file }) => file.path), unchanged: plan.unchanged, removed: plan.removals, problems: plan.problems };
}

/** Removes a staging folder. It holds nothing that is needed, so when that fails the next run sees to it. */
async function discard(fs: FileSystem, staging: string): Promise<void> {
  try {
    await fs.rm(staging, { recursive: true, force: true });
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

async function leave(fs: FileSystem, staging: string): Promise<void> {
  try {
    await leaveBehind(fs, staging);
  } catch (error) {
    // Then it keeps the name of this process and is abandoned when the process ends.
    if (errnoOf(error) === undefined) throw error;
  }
}

/** Removes the output folder and its parents, as far as this run made them and they are empty. */
async function removeMade(fs: FileSystem, folder: string, made: string | undefined): Promise<void> {
  if (made === undefined) return;
  try {
    for (let at = folder; ; at = dirname(at)) {
      await fs.rmdir(at);
      if (at === resolve(made)) return;
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
