import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, machine, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';

/** What a test counted; a test of several cases counts several times. */
interface Counted {
  readonly proof: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** Figures of which the highest counts and not the sum. */
const HIGHEST = /^slowest|^seed$/;

/** The test files that have a full size, by what they read. */
const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => /\bPROVES\b|TOCSIN_PROVE/.test(readFileSync(join(ROOT, file), 'utf8')))
  .sort();

const dir = mkdtempSync(join(tmpdir(), 'tocsin-prove-'));
const told = join(dir, 'figures');
const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...files], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, TOCSIN_PROVE: '1', TOCSIN_FIGURES: told, TOCSIN_REQUIRE_ENGINES: '1' },
});
const counted = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Counted) : [];
rmSync(dir, { recursive: true });

const proofs = new Map<string, Map<string, number>>();
for (const { proof, figures } of counted) {
  const sums = proofs.get(proof) ?? new Map<string, number>();
  proofs.set(proof, sums);
  for (const [name, value] of Object.entries(figures)) sums.set(name, HIGHEST.test(name) ? Math.max(sums.get(name) ?? 0, value) : (sums.get(name) ?? 0) + value);
}
const rows = [...proofs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([proof, sums]) => [proof, [...sums].map(([name, value]) => `${words(name)} ${figure(value)}`).join(', ')]);
if (status === 0 && rows.length > 0) writeSection('prove', `Run on ${machine()}; every test passed.\n\n${table(['tried', 'counted'], rows)}`);
else process.stderr.write('The page is left as it was: it shows only what passed.\n');
process.exitCode = status === 0 && rows.length > 0 ? 0 : 1;

/** `whileWriting` as `while writing`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
