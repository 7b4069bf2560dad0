import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './root.ts';
import { runProcess } from './run-process.ts';

/** Beside the packages rather than in `dist`, which is published. */
const STAMP = join(ROOT, 'node_modules/.cache/tocsin-build');

/**
 * Builds `dist` unless it was built from these very sources.
 * @returns the compiler's complaint if the build failed
 */
export async function buildDist(): Promise<string | undefined> {
  const wanted = await fingerprint();
  const built = await readFile(STAMP, 'utf8').catch(() => '');
  if (built === wanted && existsSync(join(ROOT, 'dist/main.js'))) return undefined;
  const build = await runProcess('npm', ['run', '--silent', 'build'], { cwd: ROOT, timeoutMs: 180_000 });
  if (build.status !== 0) return `npm run build failed:\n${build.stdout}${build.stderr}`;
  await mkdir(join(STAMP, '..'), { recursive: true });
  await writeFile(STAMP, wanted);
  return undefined;
}

/** A digest of all that goes into `dist`. */
async function fingerprint(): Promise<string> {
  const digest = createHash('sha256');
  const sources = (await readdir(join(ROOT, 'src'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  for (const file of [...sources, ...['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs', 'schemas/prometheus-rules.schema.json', 'schemas/alertmanager-0.25.schema.json'].map((name) => join(ROOT, name))]) {
    digest.update(file).update('\0').update(await readFile(file)).update('\0');
  }
  return digest.digest('hex');
}
