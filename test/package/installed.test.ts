import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { runProcess } from '../support/run-process.ts';
import { copiedSpecs, FEW } from '../support/specs.ts';
import { tempDir } from '../support/temp.ts';

const npm = (args: readonly string[], cwd: string) => runProcess('npm', args, { cwd, env: { HOME: tempDir() }, timeoutMs: 240_000 });

test('the package works when it is installed in an empty folder elsewhere', { timeout: 300_000 }, async () => {
  expect(inject('build')).toBeDefined();
  const packed = tempDir();
  // The set-up has built it; building again would pull dist/ away from under the tests that run beside this one.
  const pack = await npm(['pack', '--ignore-scripts', '--pack-destination', packed], ROOT);
  expect(pack, pack.stderr).toMatchObject({ status: 0 });
  const [archive] = readdirSync(packed);
  expect(archive).toMatch(/^tocsin-.*\.tgz$/);

  const elsewhere = copiedSpecs({}, FEW);
  const install = await npm(['install', '--no-save', '--no-audit', '--no-fund', join(packed, archive ?? '')], elsewhere);
  expect(install, install.stderr).toMatchObject({ status: 0 });
  const installed = readdirSync(join(elsewhere, 'node_modules', 'tocsin')).sort();
  expect(installed).toEqual(['README.md', 'bin', 'dist', 'docs', 'package.json', 'schemas']);

  const tocsin = join(elsewhere, 'node_modules', '.bin', 'tocsin');
  const generate = await runProcess(tocsin, ['generate'], { cwd: elsewhere });
  expect(generate, generate.stderr).toMatchObject({ status: 0 });
  expect(await runProcess(tocsin, ['generate', '--check'], { cwd: elsewhere })).toMatchObject({ status: 0 });
  const explain = await runProcess(tocsin, ['explain', 'TOC303'], { cwd: elsewhere });
  expect(explain).toMatchObject({ status: 0 });
  expect(explain.stdout).toMatch(/^# TOC303/);
});

test('npx runs the checkout itself', { timeout: 300_000 }, async () => {
  const run = await runProcess('npx', ['tocsin', '--version'], { cwd: ROOT, env: { HOME: tempDir() } });
  expect(run).toMatchObject({ status: 0 });
  expect(run.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
});
