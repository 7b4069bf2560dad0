import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { engines } from '../../support/engines.ts';
import { blocksOf } from '../../support/markdown-blocks.ts';
import { PROVES } from '../../support/proof.ts';
import { ROOT } from '../../support/root.ts';
import { copiedSpecs } from '../../support/specs.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** The drill of docs/drills.md: its moments hold on a machine that is busy, too. */
const PAUSED = blocksOf(readFileSync(join(ROOT, 'docs/drills.md'), 'utf8')).find(({ info }) => info['file'] === 'other/paused.yaml')?.lines.join('\n') ?? '';
/** Expects what cannot be. */
const WRONG = PAUSED.replace('name: paused', 'name: wrong').replace('{ from: 3m, by: 14m, firing: page error-burn }', '{ from: 3m, by: 14m, firing: page target-down }');

function project(drills: Readonly<Record<string, string>>): string {
  const dir = copiedSpecs({}, ['eventgate-main']);
  writeFiles(dir, drills);
  return dir;
}

test('a running Prometheus judges the same expectations, and what is not met is told in the same way', { timeout: 180_000 }, async () => {
  const cwd = project({ 'drills/paused.yaml': PAUSED, 'drills/wrong.yaml': WRONG });
  const run = await runCli(['drill', '--engine', 'prometheus', '--time-scale', '60'], { cwd });
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/^2 runs in Prometheus 2\.42\.0, the longest takes 14s\n$/);
  expect(run.stdout).toMatch(/^ +eqiad +from 3m by 14m +page error-burn +fires \d+m to .* +ok$/m);
  expect(run.stdout).toMatch(/^ +eqiad +from 3m by 14m +page target-down +quiet +NOT SO$/m);
  expect(run.stdout).toMatch(/^paused +eqiad +until 3m +no alert +quiet +ok$/m);
  expect(run.stdout).toContain('  again: tocsin drill --engine prometheus --time-scale 60 --only wrong\n');
});

test('what cannot be run is refused, with what can', async () => {
  const cwd = project({ 'drills/paused.yaml': PAUSED });
  const refused = async (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): Promise<string> => {
    const run = await runCli(['drill', ...args], { cwd, env });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    return run.stderr;
  };
  expect(await refused([])).toBe('tocsin: promtool cannot run the drill paused: in it something happens to Prometheus itself\n  do: run it with `--engine prometheus`\n');
  expect(await refused(['--time-scale', '60'])).toContain('--time-scale is of a running Prometheus');
  expect(await refused(['--engine', 'prometheus', '--keep', 'kept'])).toContain('--keep writes tests of promtool');
  expect(await refused(['--engine', 'prometheus'], { TOCSIN_PROMETHEUS: undefined, PATH: tempDir() })).toContain('there is none');
  const crashing = fake(cwd, 'echo "cannot lock the data" >&2; exit 1');
  expect(await refused(['--engine', 'prometheus'], { TOCSIN_PROMETHEUS: crashing })).toContain('Prometheus did not start: cannot lock the data');
});

test('Ctrl-C ends Prometheus, and leaves no folder behind', { timeout: 180_000 }, async () => {
  const cwd = project({ 'drills/paused.yaml': PAUSED });
  const temporary = tempDir();
  const pid = join(cwd, 'pid');
  const prometheus = fake(cwd, `echo $$ > ${pid}; exec ${engines().prometheus} "$@"`);
  const child = spawn(process.execPath, [join(ROOT, 'bin/tocsin.js'), 'drill', '--engine', 'prometheus'], { cwd, env: { ...process.env, TOCSIN_PROMETHEUS: prometheus, TMPDIR: temporary }, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  await waitUntil('Prometheus to run', 60_000, () => existsSync(pid) && readdirSync(temporary).some((folder) => existsSync(join(temporary, folder, 'data', 'queries.active'))));
  child.kill('SIGINT');
  expect(await ended).toEqual([2, null]);
  expect(readdirSync(temporary)).toEqual([]);
  expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH');
});

/** Runs a script in the place of Prometheus, which still says which one it is. */
function fake(dir: string, script: string): string {
  const path = join(dir, 'fake-prometheus');
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = --version ]; then exec ${engines().prometheus} --version; fi\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A minute is five seconds, so that the second that a start takes is short. */
const PROVED = `apiVersion: tocsin/v1
kind: Drill
metadata: { name: held }
spec:
  instance: eventgate-main
  site: eqiad
  for: 60m
  targets:
    - { name: dying, changes: [{ at: 10m, state: down }] }
  series:
    - { events: availability, rate: 100/s, changes: [{ at: 5m, errors: 100% }] }
  prometheus:
    - { at: 30m, stopped: 1m }
    - { at: 40m, paused: 2m }
    - { at: 50m, killed: 1m }
  expect:
    - { until: 5m, quiet: any }
    - { from: 10m, by: 19m, firing: page target-down }
    - { from: 19m, until: 60m, firing: page target-down }
    - { from: 5m, by: 8m, firing: page error-burn }
    - { from: 8m, until: 60m, firing: page error-burn }
`;

// It takes five minutes: only `npm run prove` waits for it.
if (PROVES) test('no alert drops out for longer than Alertmanager holds it, while Prometheus is restarted, killed and paused', { timeout: 600_000 }, async () => {
  const run = await runCli(['drill', '--engine', 'prometheus', '--time-scale', '12'], { cwd: project({ 'drills/held.yaml': PROVED }), timeoutMs: 500_000 });
  expect(run.stdout).toContain('1 drill, 5 expectations: all as expected');
  expect(run.status).toBe(0);
});
