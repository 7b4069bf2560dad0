import { ENGINE_NAMES, ENGINES, type EngineName, type Engines } from './engine-names.ts';
import { runProcess } from './run-process.ts';

/** Milliseconds for an engine to tell its version; a cold disk is slow with 50 MB programs. */
const VERSION_MS = 30_000;

/** The version an engine reports, such as `2.42.0+ds`; undefined if it does not run. */
export async function engineVersion(path: string): Promise<string | undefined> {
  const { status, stdout, stderr } = await runProcess(path, ['--version'], { timeoutMs: VERSION_MS });
  return status === 0 ? /, version (\S+)/.exec(stdout + stderr)?.[1] : undefined;
}

/** Whether a program is the engine of that name in the version that judges. */
export async function judges(name: EngineName, path: string): Promise<boolean> {
  return (await engineVersion(path))?.startsWith(`${ENGINES[name].version}.`) === true;
}

/** Whether all four judge; an empty file or one cut short does not. */
export async function allJudge(engines: Engines): Promise<boolean> {
  const verdicts = await Promise.all(ENGINE_NAMES.map((name) => judges(name, engines[name])));
  return verdicts.every(Boolean);
}
