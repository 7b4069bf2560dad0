import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { figure, machine, sectionRows, table, writeSection } from './page.ts';
import { ROOT } from './run.ts';

/** What a test counted; a test of several cases counts several times. */
interface Counted {
  readonly proof: string;
  /** The test file, from the root of the project. */
  readonly file: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** As far as it is read here. */
interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

/** Figures of which the highest counts and not the sum. */
const HIGHEST = /^slowest|^seed$/;
const HEAD = ['tried', 'counted', 'by'];

/** Parts of paths: only test files that have one of them are run, and only their rows written. */
const only = process.argv.slice(2);

/** The test files that have a full size, by what they read. */
const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file))
  .filter((file) => /\bPROVES\b|\bsampled\(|TOCSIN_PROVE/.test(readFileSync(join(ROOT, file), 'utf8')) && (only.length === 0 || only.some((part) => file.includes(part))))
  .sort();
if (files.length === 0) throw new Error(`no test file with a full size has ${only.join(' or ')} in its path`);

const dir = mkdtempSync(join(tmpdir(), 'tocsin-prove-'));
const [told, report] = [join(dir, 'figures'), join(dir, 'report.json')];
spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...files, '--reporter', 'default', '--reporter', 'json', '--outputFile.json', report], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, TOCSIN_PROVE: '1', TOCSIN_FIGURES: told, TOCSIN_REQUIRE_ENGINES: '1' },
});
const counted = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Counted) : [];
const results = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Report).testResults : [];
rmSync(dir, { recursive: true });
const passed = new Set(results.filter(({ status }) => status === 'passed').map(({ name }) => relative(ROOT, name)));
const failed = files.filter((file) => !passed.has(file));

const proofs = new Map<string, { readonly file: string; readonly sums: Map<string, number> }>();
for (const { proof, file, figures } of counted.filter((one) => passed.has(one.file))) {
  const { sums } = proofs.get(proof) ?? { sums: new Map<string, number>() };
  proofs.set(proof, { file, sums });
  for (const [name, value] of Object.entries(figures)) sums.set(name, HIGHEST.test(name) ? Math.max(sums.get(name) ?? 0, value) : (sums.get(name) ?? 0) + value);
}
const made = [...proofs].map(([proof, { file, sums }]) => [proof, [...sums].map(([name, value]) => `${words(name)} ${figure(value)}`).join(', '), `\`${file}\``]);
// The rows of test files that did not run stay; those of one that failed go.
const kept = sectionRows('prove').filter(([, , by = '']) => by.startsWith('`') && !files.includes(by.slice(1, -1)) && existsSync(join(ROOT, by.slice(1, -1))));
const rows = [...made, ...kept].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
writeSection('prove', `Run on ${machine()}; each row is of a run in which all of its test file passed.\n\n${table(HEAD, rows)}`);
for (const file of failed) process.stderr.write(`${file} did not pass, and its rows were taken away\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** `whileWriting` as `while writing`. */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
