import { appendFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { blocksOf } from '../support/markdown-blocks.ts';
import { ROOT } from '../support/root.ts';
import { runProcess, type Finished } from '../support/run-process.ts';
import { copiedSpecs, FEW, generated } from '../support/specs.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
  readonly pass_filenames: boolean;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const HOOKS = load(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];
const DOCUMENT = blocksOf(readFileSync(join(ROOT, 'docs/ci.md'), 'utf8'));

/** A copy of the shipped specs with their output, and the tool installed as a dependency. */
async function repository(): Promise<string> {
  const dir = copiedSpecs({}, FEW);
  await generated(dir);
  mkdirSync(join(dir, 'node_modules/.bin'), { recursive: true });
  symlinkSync(join(ROOT, 'bin/tocsin.js'), join(dir, 'node_modules/.bin/tocsin'));
  return dir;
}

/** Runs a line of shell where the tool is installed. */
function shell(line: string, dir: string): Promise<Finished> {
  return runProcess('bash', ['-ec', line], { cwd: dir, env: { PATH: `${join(dir, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' } });
}

function breakSpec(dir: string): void {
  appendFileSync(join(dir, 'slo-specs/instances/eventstreams.yaml'), 'extra: 1\n');
}

describe.each(HOOKS)('the hook $id', ({ entry, files, pass_filenames }) => {
  test('passes on what is sound and fails on what is not', async () => {
    const dir = await repository();
    expect(await shell(entry, dir)).toMatchObject({ status: 0 });
    breakSpec(dir);
    const run = await shell(entry, dir);
    expect(run.status).toBe(1);
    expect(run.stdout + run.stderr).toContain('slo-specs/instances/eventstreams.yaml:');
  });

  test('runs once for a change of any spec', () => {
    expect(pass_filenames).toBe(false);
    for (const path of ['slo-specs/tocsin.yaml', 'slo-specs/alertmanager.base.yml', 'slo-specs/instances/eventgate-main.yaml']) expect(path).toMatch(new RegExp(files));
  });
});

test('the check hook also runs when only the output was changed', async () => {
  const check = HOOKS.find(({ id }) => id === 'tocsin-check');
  expect('generated/rules/a.yaml').toMatch(new RegExp(check?.files ?? 'none'));
  const dir = await repository();
  appendFileSync(join(dir, 'generated/alertmanager/alertmanager.yml'), '# edited\n');
  expect(await shell(check?.entry ?? 'true', dir)).toMatchObject({ status: 1 });
});

test('the configuration that is shown names hooks that exist', () => {
  const shown = DOCUMENT.map(({ lines }) => lines.join('\n')).find((text) => text.startsWith('repos:'));
  const { repos } = load(shown ?? '') as { repos: { hooks: { id: string }[] }[] };
  expect(repos.flatMap(({ hooks }) => hooks.map(({ id }) => id))).toEqual(HOOKS.map(({ id }) => id));
});

test('the workflow that is shown passes on what is sound, and points at the line of what is not', async () => {
  const text = DOCUMENT.filter(({ language }) => language === 'yaml').map(({ lines }) => lines.join('\n')).find((one) => one.includes('\njobs:'));
  const workflow = load(text ?? '') as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps.flatMap(({ run }) => run ?? []));
  expect(steps[0]).toBe('npm ci');
  const lines = steps.slice(1);
  expect(lines.length).toBeGreaterThan(0);
  const dir = await repository();
  for (const line of lines) expect(await shell(line, dir), line).toMatchObject({ status: 0 });
  breakSpec(dir);
  const run = await shell(lines.at(-1) ?? '', dir);
  expect(run.status).toBe(1);
  expect(run.stdout).toMatch(/^::error file=slo-specs\/instances\/eventstreams\.yaml,line=\d+,col=1,endColumn=6,title=TOC101::/m);
});
