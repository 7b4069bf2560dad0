import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { EngineError } from './engine-names.ts';
import { engineVersion } from './engine-version.ts';
import { aptSettings } from './fetch-engines.ts';
import { ROOT } from './root.ts';
import { runProcess, type Finished } from './run-process.ts';

/** Names a promtool of any version. */
const VARIABLE = 'TOCSIN_NEWER_PROMTOOL';
/** The release of Debian after the one that judges: its promtool is 2.53. */
const SUITE = 'trixie';
/** Milliseconds for one apt-get step. */
const STEP_MS = 120_000;

/**
 * A promtool whose unit tests can write native histograms, as the one that judges cannot: named by the variable, else that of
 * Debian 13, fetched without installing it; undefined, with the reason on stderr, where there is none to be had.
 * @throws EngineError in one line if the variable names no working promtool
 */
export async function newerPromtool(): Promise<string | undefined> {
  const named = process.env[VARIABLE];
  if (named !== undefined && named !== '') {
    const path = isAbsolute(named) ? named : resolve(ROOT, named);
    if ((await engineVersion(path)) === undefined) throw new EngineError(`${VARIABLE} names no working promtool`, `${path} --version fails`, `correct ${VARIABLE} or unset it`);
    return path;
  }
  const cache = resolve(ROOT, process.env['TOCSIN_ENGINES_DIR'] || '.engines');
  const path = join(cache, `promtool-${SUITE}-${process.arch}`);
  if (existsSync(path) && (await engineVersion(path)) !== undefined) return path;
  const fault = await fetchTo(path, cache);
  if (fault !== undefined) process.stderr.write(`no newer promtool, so nothing judges native histograms: ${fault}; ${VARIABLE} may name one\n`);
  return fault === undefined ? path : undefined;
}

/** Fetches Debian 13's promtool from where the machine has its packages from; why not, where it fails. */
async function fetchTo(path: string, cache: string): Promise<string | undefined> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'staging-'));
  try {
    const state = join(staging, 'apt');
    await Promise.all(['lists/partial', 'cache/archives/partial'].map((folder) => mkdir(join(state, folder), { recursive: true })));
    const sources = join(staging, 'sources.list');
    const settings = join(staging, 'apt.conf');
    await writeFile(settings, `${aptSettings(state)}Dir::Etc::sourcelist "${sources}";\nDir::Etc::sourceparts "/dev/null";\n`);
    const run = (command: string, ...args: string[]): Promise<Finished> => runProcess(command, args, { cwd: staging, env: { LC_ALL: 'C', APT_CONFIG: undefined }, timeoutMs: STEP_MS });
    const targets = await run('apt-get', 'indextargets', '--format', '$(REPO_URI) $(RELEASE) $(COMPONENT)', 'Created-By: Packages');
    const [, source] = /^(\S+) [a-z]+ main$/m.exec(targets.stdout) ?? [];
    if (source === undefined) return 'the machine has no Debian sources';
    await writeFile(sources, `deb ${source} ${SUITE} main\n`);
    const apt = (...args: string[]): Promise<Finished> => run('apt-get', '-c', settings, '-q', ...args);
    await apt('update');
    const download = await apt('download', 'promtool');
    const [deb] = (await readdir(staging)).filter((name) => name.endsWith('.deb'));
    if (deb === undefined) return download.stderr.trim().split('\n')[0] ?? 'apt-get download failed';
    await run('dpkg', '-x', deb, 'root');
    const made = join(staging, 'root/usr/bin/promtool');
    if ((await engineVersion(made)) === undefined) return 'that of Debian 13 does not run here';
    await rename(made, path);
    return undefined;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
