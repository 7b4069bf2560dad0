import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { runEngine } from './run-engine.ts';

/** Which engine is looked for, and how it is told that there is none. */
export interface EngineName {
  /** Its name on PATH, and in what it says of its version. */
  readonly command: 'promtool' | 'prometheus';
  /** The environment variable that names one. */
  readonly variable: string;
  readonly none: string;
  readonly purpose: string;
}

/** An engine that answers, and which it is. */
export interface FoundEngine {
  readonly path: string;
  /** As it says itself: `2.42.0`. */
  readonly version: string;
}

/** The oldest whose unit tests and rules know all that drills use. */
const OLDEST = { major: 2, minor: 42 };
const ASK_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds an engine by its variable, else on PATH. */
export async function findEngine(name: EngineName, environment: Environment, cwd: string, signal?: AbortSignal): Promise<FoundEngine | CouldNotRun> {
  const { command, variable, none } = name;
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    const path = resolve(cwd, named);
    const version = await versionOf(command, path, signal);
    return version === undefined ? couldNotRun(`${variable} names no ${command} that runs: ${named}`, `correct ${variable}, or unset it to use the one on PATH`) : judged(name, path, version);
  }
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, command);
    if (!(await isProgram(path))) continue;
    const version = await versionOf(command, path, signal);
    if (version !== undefined) return judged(name, path, version);
  }
  return couldNotRun(none, getIt(name));
}

function getIt({ command, variable }: EngineName): string {
  return `install Debian's package \`prometheus\`, or take ${command} ${OLDEST.major}.${OLDEST.minor} or newer from a Prometheus release, and put it on PATH or name it by ${variable}`;
}

function judged(name: EngineName, path: string, version: string): FoundEngine | CouldNotRun {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return { path, version };
  return couldNotRun(`${name.command} ${version} is too old to ${name.purpose}`, getIt(name));
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(command: string, path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const run = await runEngine(path, ['--version'], { timeoutMs: ASK_MS, ...(signal === undefined ? {} : { signal }) });
  return run.kind === 'ended' && run.status === 0 ? new RegExp(`^${command}, version (\\d+\\.\\d+\\.\\d+)`, 'm').exec(run.output)?.[1] : undefined;
}
