import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { errnoOf } from './edge.ts';

/** Answers of an engine by what it was asked; whatever is wrong with it, work is done anew. */
export interface AnswerCache {
  readonly get: (key: string) => Promise<string | undefined>;
  readonly put: (key: string, answer: string) => Promise<void>;
}

/** Answers that are kept; of more, those not used for longest go. */
const MOST_ANSWERS = 1000;
/** Grows when answers are kept in another way. */
const FORMAT = 1;

/** The name of an answer: a hash over the engine and all files that it is given. */
export function answerKey(engine: string, files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, engine]));
  for (const name of Object.keys(files).sort()) hash.update(JSON.stringify([name, files[name]]));
  return hash.digest('hex');
}

/** A cache in a folder of the person's own; a file an answer, compressed. Several runs may share it. */
export function answerCache(folder: string): AnswerCache {
  const fileOf = (key: string): string => join(folder, `${key}.gz`);
  return {
    get: (key) =>
      quietly(async () => {
        const answer = gunzipSync(await readFile(fileOf(key))).toString('utf8');
        const now = new Date();
        await utimes(fileOf(key), now, now);
        return answer;
      }),
    put: async (key, answer) => {
      await quietly(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Another run must never read half an answer.
        const staging = await mkdtemp(join(folder, '.new-'));
        try {
          await writeFile(join(staging, 'answer'), gzipSync(answer));
          await rename(join(staging, 'answer'), fileOf(key));
        } finally {
          await rm(staging, { recursive: true, force: true });
        }
        await prune(folder);
      });
    },
  };
}

async function prune(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.gz'));
  if (names.length <= MOST_ANSWERS) return;
  const used = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  for (const { name } of used.sort((a, b) => a.at - b.at).slice(0, names.length - MOST_ANSWERS)) await rm(join(folder, name), { force: true });
}

/** A cache that cannot be read or written is none; its folder is a place where nothing else lies. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Where answers are kept: `TOCSIN_CACHE`, else the person's folder of caches; undefined where there is none, or it is `off`. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = environment['TOCSIN_CACHE'];
  if (named === 'off') return undefined;
  if (named !== undefined && named !== '') return named;
  const caches = environment['XDG_CACHE_HOME'];
  if (caches !== undefined && caches.startsWith('/')) return join(caches, 'tocsin', 'drills');
  const home = environment['HOME'];
  return home === undefined || home === '' || dirname(home) === home ? undefined : join(home, '.cache', 'tocsin', 'drills');
}
