import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { couldNotRun, errnoOf, type CouldNotRun } from './edge.ts';
import type { FileSystem } from './file-system.ts';
import { RESERVED_PREFIX } from './output-path.ts';

/** What the edge must know of processes; `main.ts` gives `process.pid` and a test by `process.kill(pid, 0)`. */
export interface Processes {
  readonly pid: number;
  readonly isAlive: (pid: number) => boolean;
}

/** The right to write to an output folder, and the staging folder that stands for it. */
export interface Claim {
  readonly kind: 'claimed';
  readonly staging: string;
  /** Names of the staging folders that killed runs left; only the holder of a claim may remove them. */
  readonly abandoned: readonly string[];
}

/** Staging folders found in an output folder. */
export interface Claims {
  readonly alive: readonly string[];
  readonly abandoned: readonly string[];
}

const STAGING_PREFIX = `${RESERVED_PREFIX}staging-`;

/** `.tocsin-staging-<host>-<pid>-<start of the process>`; `left` in place of the start once a run has given up. */
const STAGING_NAME = /^\.tocsin-staging-(.+)-(\d+)-(\d+|left)$/;

/**
 * Claims the output folder: makes a staging folder with a name no other process can have, then looks for others.
 * Whoever sees a living one withdraws and tries again, so two runs can never both go on, and there is
 * no lock of a dead run to break: its folder has its own name and stands in nobody's way.
 * (A single lock file could only be broken by looking and then removing, and between the two it may have changed hands.)
 *
 * @throws the system's error, when the staging folder cannot be made
 */
export async function claimOutput(fs: FileSystem, out: string, shown: string, processes: Processes, waitMs: number): Promise<Claim | CouldNotRun> {
  const own = `${STAGING_PREFIX}${hostToken()}-${processes.pid}-${(await startOf(fs, processes.pid)) ?? '0'}`;
  const staging = join(out, own);
  for (let waited = 0; ; ) {
    let alive: readonly string[] = [own];
    if (await makeFolder(fs, staging)) {
      const found = await listClaims(fs, out, processes, own);
      if (found.alive.length === 0) return { kind: 'claimed', staging, abandoned: found.abandoned };
      alive = found.alive;
      await fs.rmdir(staging);
    }
    if (waited >= waitMs) return busy(shown, alive);
    // Two runs that started together must not step aside together for ever.
    const pause = 20 + Math.random() * 60;
    waited += pause;
    await sleep(pause);
  }
}

/** The staging folders in an output folder, but for `own`. */
export async function listClaims(fs: FileSystem, out: string, processes: Processes, own?: string): Promise<Claims> {
  const alive: string[] = [];
  const abandoned: string[] = [];
  for (const name of (await fs.readdir(out)).sort()) {
    if (!name.startsWith(STAGING_PREFIX) || name === own) continue;
    ((await isAlive(fs, name, processes)) ? alive : abandoned).push(name);
  }
  return { alive, abandoned };
}

/**
 * Marks a staging folder as left behind by a living process: what it holds is needed by the next run, the claim is over.
 *
 * @throws the system's error, when the folder cannot be renamed
 */
export async function leaveBehind(fs: FileSystem, staging: string): Promise<void> {
  await fs.rename(staging, staging.replace(/\d+$/, 'left'));
}

/** Whether the process of a staging folder may still be writing. What cannot be known counts as yes. */
async function isAlive(fs: FileSystem, name: string, processes: Processes): Promise<boolean> {
  const [, host, pid, start] = STAGING_NAME.exec(name) ?? [];
  // A process of another machine or container cannot be asked.
  if (start === 'left') return false;
  if (host !== hostToken() || pid === undefined || start === undefined) return true;
  if (!processes.isAlive(Number(pid))) return false;
  const found = await startOf(fs, Number(pid));
  return found === undefined || start === '0' || found === start;
}

/**
 * When a process started, in ticks since the machine did; a number may be given to a new process, both may not.
 * `-1` for a dead process that its parent has not collected; nothing where the system does not tell.
 */
async function startOf(fs: FileSystem, pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may hold anything, so count from its end: state is field 3, start field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? '-1' : fields[19];
}

async function makeFolder(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.mkdir(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function hostToken(): string {
  return hostname().replaceAll(/[^A-Za-z0-9.]/g, '_').slice(0, 64) || 'host';
}

function busy(shown: string, alive: readonly string[]): CouldNotRun {
  const name = alive[0] ?? '';
  const [, host, pid] = STAGING_NAME.exec(name) ?? [];
  const who = host === undefined ? 'another run' : host === hostToken() ? `another run (process ${pid})` : `a run on the machine or container '${host}' (process ${pid})`;
  return couldNotRun(`${who} is writing to ${shown}`, `wait until it has ended; if you know that it is gone, remove ${shown}/${name} and run again`);
}
