import { delimiter, isAbsolute, join, relative, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { ENGINE_NAMES, ENGINES, EngineError, type EngineName, type Engines } from './engine-names.ts';
import { allJudge, engineVersion, judges } from './engine-version.ts';
import { enginesIn, fetchedFolder, fetchEngines } from './fetch-engines.ts';
import { ROOT } from './root.ts';

/**
 * Finds the four engines: by environment variable (any version), on PATH (only the judging version), or fetched.
 * @throws EngineError in one line if one cannot be had
 */
export async function findEngines(): Promise<Engines> {
  const found: Partial<Record<EngineName, string>> = {};
  for (const name of ENGINE_NAMES) {
    const path = (await forced(name)) ?? (await onPath(name));
    if (path !== undefined) found[name] = path;
  }
  if (ENGINE_NAMES.every((name) => found[name] !== undefined)) return found as Engines;
  return { ...(await fetched()), ...found };
}

async function forced(name: EngineName): Promise<string | undefined> {
  const { variable } = ENGINES[name];
  const value = process.env[variable];
  if (value === undefined || value === '') return undefined;
  const path = isAbsolute(value) ? value : resolve(ROOT, value);
  if ((await engineVersion(path)) === undefined) {
    throw new EngineError(`${variable} names no working ${name}`, `${path} --version fails`, `correct ${variable} or unset it`);
  }
  return path;
}

async function onPath(name: EngineName): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter).filter(isAbsolute)) {
    for (const command of ENGINES[name].commands) {
      const path = join(folder, command);
      if (existsSync(path) && (await judges(name, path))) return path;
    }
  }
  return undefined;
}

async function fetched(): Promise<Engines> {
  const cache = resolve(ROOT, process.env['TOCSIN_ENGINES_DIR'] || '.engines');
  const folder = fetchedFolder(cache);
  const engines = enginesIn(folder);
  if (existsSync(folder) && (await allJudge(engines))) return engines;
  process.stderr.write(`fetching Prometheus and Alertmanager from Debian's packages into ${relative(ROOT, folder) || folder}\n`);
  await fetchEngines(cache);
  if (await allJudge(engines)) return engines;
  throw new EngineError('the fetched engines are not those that judge', `see ${folder}`, 'read docs/engines.md');
}
