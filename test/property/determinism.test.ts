import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { sampled } from '../support/proof.ts';
import { ROOT } from '../support/root.ts';
import { runProcess } from '../support/run-process.ts';
import { copiedSpecs, FEW, generated } from '../support/specs.ts';

/** What a machine may have set otherwise. */
const ENVIRONMENTS = {
  'another language': { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' },
  'no language': { LANG: 'C', LC_ALL: 'POSIX', LANGUAGE: undefined },
  'a day ahead': { TZ: 'Pacific/Kiritimati' },
  'a day behind': { TZ: 'Pacific/Pago_Pago' },
  colours: { NO_COLOR: undefined, FORCE_COLOR: '3', COLUMNS: '40', TERM: 'xterm-256color' },
};

let usual: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  usual = await generated(copiedSpecs({}, FEW));
  expect(Object.keys(usual).length).toBeGreaterThan(10);
});

test.each(sampled(Object.entries(ENVIRONMENTS), 3))('%s changes nothing', async (_name, env) => {
  const dir = copiedSpecs({}, FEW);
  const run = await runCli(['generate'], { cwd: dir, env });
  expect(run, run.stderr).toMatchObject({ status: 0 });
  expect(readTree(join(dir, 'generated'))).toEqual(usual);
});

test('neither the folder it is called from nor how the specs are named changes a rule', async () => {
  const dir = copiedSpecs({}, FEW);
  const deep = join(dir, 'a', 'b');
  mkdirSync(deep, { recursive: true });
  const run = await runCli(['generate', '--specs', '../../slo-specs', '--out', join(dir, 'generated')], { cwd: deep });
  expect(run, run.stderr).toMatchObject({ status: 0 });
  // The header names the specs as the command does.
  expect(withoutHeaders(readTree(join(dir, 'generated')))).toEqual(withoutHeaders(usual));
});

/** Turns every listing of a folder round, before the command is loaded. */
const BACKWARDS = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { readdir } = fs.promises;
fs.promises.readdir = async (...args) => {
  const names = await readdir(...args);
  if (names.length > 1) process.stderr.write('turned round\\n');
  return names.toReversed();
};
syncBuiltinESMExports();`;

test('the order in which the disk lists folders changes nothing', async () => {
  const dir = copiedSpecs({}, FEW);
  const run = await runProcess(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(BACKWARDS)}`, join(ROOT, 'bin/tocsin.js'), 'generate'], { cwd: dir });
  expect(run, run.stderr).toMatchObject({ status: 0 });
  expect(run.stderr).toContain('turned round');
  expect(readTree(join(dir, 'generated'))).toEqual(usual);
});

/** Other versions of Node that happen to be in PATH. */
const OTHERS = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => ['node', 'node22', 'node24', 'nodejs'].map((name) => join(folder, name)))
  .filter((path) => path !== process.execPath && existsSync(path));

test('another Node makes the same bytes, where there is one', async () => {
  for (const node of new Set(OTHERS)) {
    const version = (await runProcess(node, ['-p', 'process.versions.node'])).stdout.trim();
    if (version === process.versions.node || Number(version.split('.')[0]) < 20) continue;
    const dir = copiedSpecs({}, FEW);
    const run = await runProcess(node, [join(ROOT, 'bin/tocsin.js'), 'generate'], { cwd: dir });
    expect(run, `${version}: ${run.stderr}`).toMatchObject({ status: 0 });
    expect(readTree(join(dir, 'generated')), version).toEqual(usual);
  }
});

function readTree(root: string): Readonly<Record<string, string>> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map((entry) => [join(entry.parentPath, entry.name).slice(root.length + 1), readFileSync(join(entry.parentPath, entry.name), 'utf8')]));
}

/** Rules without the comments above them, and no manifest, whose hashes are of both. */
function withoutHeaders(tree: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tree).flatMap(([path, text]) => (path === 'manifest.json' ? [] : [[path, text.replace(/^(?:#.*\n)+/, '')]])));
}
