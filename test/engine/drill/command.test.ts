import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { engines } from '../../support/engines.ts';
import { testRules } from '../../support/promtool.ts';
import { ROOT } from '../../support/root.ts';
import { copiedSpecs } from '../../support/specs.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';
import { waitUntil } from '../../support/wait-until.ts';

const OUTAGE = `apiVersion: tocsin/v1
kind: Drill
metadata: { name: outage, description: Everything fails for ten minutes. }
spec:
  instance: eventgate-main
  site: eqiad
  for: 1h
  series:
    - { events: availability, rate: 10/s, changes: [{ at: 30m, for: 10m, errors: 100% }] }
  expect:
    - { until: 30m, quiet: any }
    - { by: 35m, firing: page error-burn }
`;
/** Expects what cannot be. */
const WRONG = OUTAGE.replace('name: outage', 'name: wrong').replace('by: 35m', 'by: 30m').replace('until: 30m, quiet: any', 'at: 20m, value: bad, window: 5m, is: 7');

function project(): string {
  const dir = copiedSpecs({}, ['eventgate-main']);
  writeFiles(dir, { 'drills/outage.yaml': OUTAGE, 'drills/more/wrong.yaml': WRONG });
  return dir;
}

test('a drill that does not go as expected says what was seen, shows it, and how to run it again', async () => {
  const run = await runCli(['drill', '--only', 'wrong'], { cwd: project() });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(1);
  expect(run.stdout).toMatch(/^wrong +eqiad +at 20m +bad over 5m is 7 +0 +NOT SO$/m);
  expect(run.stdout).toMatch(/^ +eqiad +by 30m +page error-burn +fires 31m to .* +NOT SO$/m);
  expect(run.stdout).toContain('wrong: Everything fails for ten minutes.\n  drills/more/wrong.yaml, in eqiad\n');
  expect(run.stdout).toMatch(/^ {2}bad share over 1h {2}[·▁-█]+ {2}at most \d+(\.\d+)?%\n {2}above 1\.44% +▔+$/m);
  expect(run.stdout).toContain('  again: tocsin drill --only wrong\n');
  expect(run.stdout.endsWith('1 drill, 2 expectations: 2 not met\n')).toBe(true);
});

test('drills are named by file, folder and name', async () => {
  const cwd = project();
  expect(await runCli(['drill', 'drills/outage.yaml'], { cwd })).toMatchObject({ status: 0, stderr: '' });
  expect(await runCli(['drill', 'drills/more'], { cwd })).toMatchObject({ status: 1 });
  const unknown = await runCli(['drill', '--only', 'nothing'], { cwd });
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toContain('there are wrong, outage');
  expect(await runCli(['drill', 'nowhere'], { cwd })).toMatchObject({ status: 2 });
  expect((await runCli(['drill', '--engine', 'prometheus'], { cwd: copiedSpecs() })).stderr).toContain('there is no drill');
});

test('what is kept runs without this tool, and has the same verdict', async () => {
  const cwd = project();
  expect(await runCli(['drill', 'drills', '--keep', 'kept'], { cwd })).toMatchObject({ status: 1 });
  expect(readdirSync(join(cwd, 'kept')).sort()).toEqual(['outage', 'wrong']);
  expect(await testRules([join(cwd, 'kept/outage/eqiad/drill_test.yaml')])).toMatchObject({ status: 0 });
  const wrong = await testRules([join(cwd, 'kept/wrong/eqiad/drill_test.yaml')]);
  expect(wrong.status).toBe(1);
  expect((wrong.stdout + wrong.stderr).match(/^ {4}expr: /gm)).toHaveLength(2);
});

test('without promtool nothing is run, and where to get it is said', async () => {
  const cwd = project();
  const none = await runCli(['drill', 'drills'], { cwd, env: { TOCSIN_PROMTOOL: undefined, PATH: tempDir() } });
  expect(none).toMatchObject({ status: 2, stdout: '' });
  expect(none.stderr).toContain('there is none');
  expect(none.stderr).toContain('Debian');
  expect(await runCli(['drill', 'drills'], { cwd, env: { TOCSIN_PROMTOOL: join(cwd, 'nothing') } })).toMatchObject({ status: 2, stdout: '' });
  const old = fake(cwd, 'echo "promtool, version 2.41.0 (branch: x)"');
  expect((await runCli(['drill', 'drills'], { cwd, env: { TOCSIN_PROMTOOL: old } })).stderr).toContain('promtool 2.41.0 is too old');
});

test('an engine that crashes or says nothing to the point is reported, not believed', async () => {
  const cwd = project();
  for (const end of ['echo SUCCESS', 'exit 137', 'kill -9 $$']) {
    const run = await runCli(['drill', 'drills/outage.yaml'], { cwd, env: { TOCSIN_PROMTOOL: fake(cwd, `if [ "$1" = --version ]; then exec ${engines().promtool} --version; fi; ${end}`) } });
    expect(run.status, end).toBe(2);
    expect(run.stderr, end).toMatch(/cannot judge the drill outage/);
  }
});

test('an unchanged drill is not run again, a changed one is', async () => {
  const cwd = project();
  const calls = join(cwd, 'calls');
  writeFileSync(calls, '');
  const promtool = fake(cwd, `if [ "$1" = test ]; then echo run >> ${calls}; fi; exec ${engines().promtool} "$@"`);
  const runs = async (...args: readonly string[]): Promise<{ readonly runs: number; readonly told: string; readonly status: number | null }> => {
    const before = readFileSync(calls, 'utf8').length;
    const { status, stdout } = await runCli(['drill', 'drills', ...args], { cwd, env: { TOCSIN_PROMTOOL: promtool, TOCSIN_CACHE: 'cache' } });
    return { runs: (readFileSync(calls, 'utf8').length - before) / 'run\n'.length, told: stdout, status };
  };
  const first = await runs();
  expect(first).toMatchObject({ runs: 2, status: 1 });
  expect(await runs()).toEqual({ ...first, runs: 0 });
  expect(await runs('--no-cache', '--only', 'outage')).toMatchObject({ runs: 1, status: 0 });
  writeFileSync(join(cwd, 'drills/outage.yaml'), OUTAGE.replace('10/s', '20/s'));
  expect(await runs('--jobs', '1')).toMatchObject({ runs: 1 });
});

test('without a file obligations are drilled too, and told in every format', async () => {
  const cwd = project();
  // One run of promtool is enough for all formats.
  const env = { TOCSIN_CACHE: 'cache' };
  const wanted = ['--only', 'eventgate-main/eqiad/target-down', 'eventgate-main/eqiad/latency'];
  const run = await runCli(['drill', ...wanted, '--keep', 'kept'], { cwd, env });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toMatch(/^ {2}target-down +eqiad +TargetDown +data-platform-page +9m30s +7m30s +10m +2m +1m +ok$/m);
  expect(run.stdout).toMatch(/^ {2}latency .* cannot be drilled: needs eventgate_request_duration_seconds$/m);
  for (const failure of ['target-down-1', 'target-down-2']) expect(await testRules([join(cwd, 'kept/eventgate-main/eqiad', failure, 'eqiad/drill_test.yaml')])).toMatchObject({ status: 0 });
  expect(await runCli(['drill', ...wanted, '--strict'], { cwd, env })).toMatchObject({ status: 1 });
  const json = JSON.parse((await runCli(['drill', ...wanted, '--format', 'json'], { cwd, env })).stdout) as { readonly hazards: readonly unknown[] };
  expect(json.hazards).toMatchObject([
    { drill: 'eventgate-main/eqiad/latency', standing: 'wanting', needs: ['eventgate_request_duration_seconds'], failures: [] },
    { drill: 'eventgate-main/eqiad/target-down', standing: 'met', failures: [{ claimed: { firesSeconds: 539.999 }, measured: { firesSeconds: 419.999, receivers: ['data-platform-page'] }, end: { claimedSeconds: 120, measuredSeconds: 59.999 }, faults: [] }, {}] },
  ]);
  const junit = (await runCli(['drill', ...wanted, '--format', 'junit'], { cwd, env })).stdout;
  expect(junit).toContain('<testsuites name="tocsin drill" tests="2" failures="0">\n  <testsuite name="hazards of eventgate-main" tests="2" failures="0" skipped="1">\n');
  expect(junit).toContain('<system-out>EventgateMainTargetDown: claimed 9m30s, measured 7m30s, allowed 10m; ends 2m, ended 1m</system-out>');
});

test('JUnit tells the same, case by case', async () => {
  const run = await runCli(['drill', 'drills', '--format', 'junit'], { cwd: project() });
  expect(run.status).toBe(1);
  expect(run.stdout).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="tocsin drill" tests="4" failures="2">\n/);
  expect(run.stdout).toContain('  <testsuite name="outage in eqiad" tests="2" failures="0">\n    <testcase classname="outage" name="until 30m: no alert in eqiad"/>\n');
  expect(run.stdout).toMatch(/<testcase classname="wrong" name="at 20m: bad over 5m is 7 in eqiad">\n {6}<failure message="expected bad over 5m is 7, seen 0">/);
});

test('Ctrl-C ends the engine too, and leaves no folder behind', { timeout: 180_000 }, async () => {
  const cwd = project();
  const temporary = tempDir();
  const pid = join(cwd, 'pid');
  const promtool = fake(cwd, `if [ "$1" = --version ]; then exec ${engines().promtool} --version; fi; echo $$ > ${pid}; exec sleep 600`);
  const child = spawn(process.execPath, [join(ROOT, 'bin/tocsin.js'), 'drill', 'drills/outage.yaml'], { cwd, env: { ...process.env, TOCSIN_CACHE: 'off', TOCSIN_PROMTOOL: promtool, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  await waitUntil('the engine to run', 60_000, () => existsSync(pid));
  await sleep(100);
  child.kill('SIGINT');
  expect(await ended).toEqual([2, null]);
  expect(readdirSync(temporary)).toEqual([]);
});

function fake(dir: string, script: string): string {
  const path = join(dir, 'fake-promtool');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}
