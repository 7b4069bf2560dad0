import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The project, seen from the compiled benchmark in `.bench/bench/`. */
export const ROOT = join(import.meta.dirname, '..', '..');
export const TOCSIN = join(ROOT, 'bin', 'tocsin.js');

/** What one run of a command took. */
export interface Usage {
  readonly wallMs: number;
  /** Of all its threads. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

interface ResourceUsage {
  readonly userCPUTime: number;
  readonly systemCPUTime: number;
  readonly maxRSS: number;
}

/** Runs the built command in a folder and accounts for it; throws when it fails. */
export function account(args: readonly string[], cwd: string): Promise<Usage> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'account.js'), TOCSIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let complaint = '';
  let told = '';
  child.stdio[2]?.on('data', (data: Buffer) => (complaint += data.toString()));
  child.stdio[3]?.on('data', (data: Buffer) => (told += data.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const wallMs = performance.now() - began;
      if (status !== 0) return reject(new Error(`tocsin ${args.join(' ')} ended with ${String(status)}:\n${complaint}`));
      const usage = JSON.parse(told) as ResourceUsage;
      resolve({ wallMs, cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000, peakMiB: usage.maxRSS / 1024 });
    });
  });
}

/**
 * Runs several commands in turns, A B C A B C, so that what else the machine does falls on all of them alike.
 * @returns the median of each in milliseconds
 */
export function paired(commands: readonly (readonly string[])[], turns: number, cwd: string): readonly number[] {
  const times = commands.map((): number[] => []);
  for (let turn = 0; turn < turns; turn++) {
    for (const [at, args] of commands.entries()) {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
      times[at]?.push(performance.now() - began);
      if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}:\n${stderr.toString()}`);
    }
  }
  return times.map(median);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
