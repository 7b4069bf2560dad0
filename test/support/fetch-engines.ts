import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES, EngineError, type Engines } from './engine-names.ts';
import { allJudge } from './engine-version.ts';
import { runProcess, type Finished } from './run-process.ts';

/** Raised when the layout below changes, so that folders of an older layout are not taken for new ones. */
const LAYOUT = 1;

/** Where Debian's Alertmanager looks for `default.tmpl`; compiled into the program, with no option to change it. */
const COMPILED_IN = '/usr/share/prometheus/alertmanager';

/** The path that takes its place: the folder opened as file 9 by the launcher, padded to the same length. */
const OPENED_FOLDER = '/proc/self/fd/9'.padEnd(COMPILED_IN.length, '/');

/** Runs the relocated Alertmanager under its own process id, with its templates' folder open as file 9. */
const LAUNCHER = `#!/bin/sh
here=\${0%/*}
exec 9<"$here/../share/alertmanager"
exec "$here/../lib/alertmanager" "$@"
`;

/** Milliseconds for one apt-get step, 30 MB at its largest. */
const STEP_MS = 300_000;

/** Milliseconds after which a staging folder is taken to be left by a killed run. */
const ABANDONED_MS = 3_600_000;

const TODO = 'see docs/engines.md, or name all four by TOCSIN_PROMETHEUS, TOCSIN_PROMTOOL, TOCSIN_ALERTMANAGER, TOCSIN_AMTOOL';

/** The folder inside `cache` that holds, or will hold, the fetched engines of this machine's architecture. */
export function fetchedFolder(cache: string): string {
  return join(cache, `${ENGINES.prometheus.version}-${ENGINES.alertmanager.version}-${process.arch}-${LAYOUT}`);
}

/** Paths of the engines in a fetched folder. */
export function enginesIn(folder: string): Engines {
  const bin = join(folder, 'bin');
  return {
    prometheus: join(bin, 'prometheus'),
    promtool: join(bin, 'promtool'),
    alertmanager: join(bin, 'alertmanager'),
    amtool: join(bin, 'amtool'),
  };
}

/**
 * Downloads Debian's packages without installing them and lays the engines out in `fetchedFolder(cache)`.
 * Works as any user. All is built in a staging folder and renamed once complete, so that a killed fetch leaves
 * nothing that looks finished, and of two fetches at once the first to end wins.
 * @throws EngineError in one line if they cannot be had
 */
export async function fetchEngines(cache: string): Promise<void> {
  const staging = await makeStaging(cache);
  try {
    const packages = await download(staging);
    await unpack(packages, staging);
    await publish(staging, fetchedFolder(cache));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function makeStaging(cache: string): Promise<string> {
  try {
    await mkdir(cache, { recursive: true });
    for (const name of await readdir(cache)) {
      const path = join(cache, name);
      if (name.startsWith('staging-') && Date.now() - (await modified(path)) > ABANDONED_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }
    return await mkdtemp(join(cache, 'staging-'));
  } catch (error) {
    throw new EngineError(
      'cannot fetch the engines',
      `no folder can be made in ${cache} (${reason(error)})`,
      'make it writable or set TOCSIN_ENGINES_DIR to a folder that is',
    );
  }
}

/** Milliseconds of the epoch; now for a path that has just gone. */
async function modified(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
}

/** Tries the machine's package lists first; lists that are missing, stale or unreadable are replaced by own ones. */
async function download(staging: string): Promise<string[]> {
  const debs = join(staging, 'debs');
  const state = join(staging, 'apt');
  const lists = join(state, 'lists');
  const settings = join(state, 'apt.conf');
  await Promise.all([
    mkdir(debs),
    mkdir(join(lists, 'partial'), { recursive: true }),
    mkdir(join(state, 'cache/archives/partial'), { recursive: true }),
  ]);
  await writeFile(settings, aptSettings(state));
  const wanted = [ENGINES.prometheus, ENGINES.alertmanager].map((engine) => `${engine.package}=${engine.version}.*`);
  const apt = (listsFolder: string, ...args: string[]): Promise<Finished> =>
    runProcess('apt-get', ['-c', settings, '-o', `Dir::State::lists=${listsFolder}`, '-q', ...args], {
      cwd: debs,
      env: { LC_ALL: 'C', APT_CONFIG: undefined },
      timeoutMs: STEP_MS,
    });

  const first = await apt('/var/lib/apt/lists', 'download', ...wanted);
  if (first.status !== 0) {
    // A source that does not answer need not be the one that is wanted: the download has the last word.
    const update = await apt(lists, 'update');
    const second = await apt(lists, 'download', ...wanted);
    if (second.status !== 0) {
      throw new EngineError(
        `cannot fetch ${wanted.join(' and ')} by apt-get`,
        // A source that does not answer is only a warning of the update, which then ends well.
        `${complaint(second)} (apt-get update: ${complaint(update)})`,
        `this needs Debian 12's package sources and a network; ${TODO}`,
      );
    }
  }
  return (await readdir(debs)).map((name) => join(debs, name));
}

/** Keeps apt-get inside `state`, and away from the hooks a machine may have set for its own updates. */
export function aptSettings(state: string): string {
  return [
    '#clear APT::Update;',
    `Dir::State "${state}";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${join(state, 'cache')}";`,
    // apt-get as root would hand the download to a user that may not write here.
    'APT::Sandbox::User "";',
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    // Seconds without an answer before a source is given up.
    'Acquire::http::Timeout "30";',
    'Acquire::https::Timeout "30";',
    '',
  ].join('\n');
}

async function unpack(packages: readonly string[], staging: string): Promise<void> {
  const root = join(staging, 'root');
  const engines = join(staging, 'engines');
  for (const file of packages) {
    const extracted = await runProcess('dpkg', ['-x', file, root], { timeoutMs: STEP_MS });
    if (extracted.status !== 0) throw new EngineError(`cannot unpack ${file}`, complaint(extracted), TODO);
  }
  await Promise.all(['bin', 'lib', 'share'].map((name) => mkdir(join(engines, name), { recursive: true })));
  for (const name of ['prometheus', 'promtool', 'amtool']) {
    await rename(join(root, 'usr/bin', name), join(engines, 'bin', name));
  }
  await rename(join(root, COMPILED_IN), join(engines, 'share/alertmanager'));
  await relocate(join(root, 'usr/bin/prometheus-alertmanager'), join(engines, 'lib/alertmanager'));
  await writeFile(join(engines, 'bin/alertmanager'), LAUNCHER);
  await chmod(join(engines, 'bin/alertmanager'), 0o755);
  if (!(await allJudge(enginesIn(engines)))) {
    throw new EngineError('the fetched engines do not run', `--version fails on this ${process.arch} machine`, TODO);
  }
}

/** Copies a program, changing only where it looks for its templates. */
async function relocate(from: string, to: string): Promise<void> {
  const program = await readFile(from);
  let places = 0;
  for (let at = program.indexOf(COMPILED_IN); at !== -1; at = program.indexOf(COMPILED_IN, at + COMPILED_IN.length)) {
    program.write(OPENED_FOLDER, at, 'latin1');
    places += 1;
  }
  if (places === 0) {
    throw new EngineError('cannot relocate Alertmanager', `it does not mention ${COMPILED_IN}`, TODO);
  }
  await writeFile(to, program, { mode: 0o755 });
}

/** Puts the finished folder in its place, unless another fetch was first. */
async function publish(staging: string, target: string): Promise<void> {
  const complete = join(staging, 'engines');
  // Each turn that fails takes a broken folder away, which other fetches may be doing at the same moment.
  for (let turn = 0; ; turn += 1) {
    try {
      await rename(complete, target);
      return;
    } catch (error) {
      if (turn === 3 || !isOccupied(error)) throw error;
      if (await allJudge(enginesIn(target))) return;
      await rename(target, join(staging, `broken-${turn}`)).catch(() => undefined);
    }
  }
}

function isOccupied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}

/** The lines of apt-get or dpkg that say why, without the passwords an address may hold. */
function complaint(finished: Finished): string {
  const lines = finished.stderr.split('\n').filter((line) => line.trim() !== '');
  const reasons = lines.filter((line) => /^[EW]: /.test(line));
  const chosen = (reasons.length > 0 ? reasons : lines).slice(0, 2).join(' / ');
  return chosen.replaceAll(/\/\/[^/@\s]+@/g, '//') || `exit status ${finished.status}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
