import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { couldNotRun, type CouldNotRun } from '../io/edge.ts';
import { runEngine } from './run-engine.ts';

/** A promtool that answers, and which it is. */
export interface Promtool {
  readonly kind: 'promtool';
  readonly path: string;
  /** As it says itself: `2.42.0`. */
  readonly version: string;
}

/** The oldest whose unit tests know all that drills use. */
const OLDEST = { major: 2, minor: 42 };
const VARIABLE = 'TOCSIN_PROMTOOL';
const ASK_MS = 10_000;
const GET_IT = `install Debian's package \`prometheus\`, or take promtool ${OLDEST.major}.${OLDEST.minor} or newer from a Prometheus release, and put it on PATH or name it by ${VARIABLE}`;

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds promtool by `TOCSIN_PROMTOOL`, else on PATH. */
export async function findPromtool(environment: Environment, cwd: string, signal?: AbortSignal): Promise<Promtool | CouldNotRun> {
  const named = environment[VARIABLE];
  if (named !== undefined && named !== '') {
    const path = resolve(cwd, named);
    const version = await versionOf(path, signal);
    return version === undefined ? couldNotRun(`${VARIABLE} names no promtool that runs: ${named}`, `correct ${VARIABLE}, or unset it to use the one on PATH`) : judged(path, version);
  }
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    const path = join(folder, 'promtool');
    if (!(await isProgram(path))) continue;
    const version = await versionOf(path, signal);
    if (version !== undefined) return judged(path, version);
  }
  return couldNotRun('drills are run by promtool, and there is none', GET_IT);
}

function judged(path: string, version: string): Promtool | CouldNotRun {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return { kind: 'promtool', path, version };
  return couldNotRun(`promtool ${version} is too old to run drills`, GET_IT);
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const run = await runEngine(path, ['--version'], { timeoutMs: ASK_MS, ...(signal === undefined ? {} : { signal }) });
  return run.kind === 'ended' && run.status === 0 ? /^promtool, version (\d+\.\d+\.\d+)/m.exec(run.output)?.[1] : undefined;
}
