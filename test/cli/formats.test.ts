import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { copiedSpecs, FEW, type Changes } from '../support/specs.ts';
import { SARIF_SCHEMA } from '../unit/report/sarif-schema.ts';

const isSarif = new Ajv2020({ strict: true }).compile(SARIF_SCHEMA);
const FORMATS = ['json', 'github', 'sarif'] as const;
const BROKEN: Changes = { 'instances/eventstreams.yaml': [['class: low', 'class: lwo']] };

/** Codes and files of a document of any format. */
function problemsIn(format: (typeof FORMATS)[number], stdout: string): readonly (readonly [code: string, file: string | undefined])[] {
  if (format === 'github') {
    return stdout.split('\n').filter((line) => line !== '').map((line) => [/title=(\w+)/.exec(line)?.[1] ?? line, /file=([^,:]+)/.exec(line)?.[1]] as const);
  }
  const document: unknown = JSON.parse(stdout);
  if (format === 'json') return (document as { diagnostics: { code: string; file: string | null }[] }).diagnostics.map(({ code, file }) => [code, file ?? undefined] as const);
  expect(isSarif(document), JSON.stringify(isSarif.errors)).toBe(true);
  const { runs } = document as { runs: { results: { ruleId: string; locations?: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[] };
  return runs.flatMap(({ results }) => results.map(({ ruleId, locations }) => [ruleId, locations?.[0]?.physicalLocation.artifactLocation.uri] as const));
}

describe.each(FORMATS)('--format %s', (format) => {
  test('of sound specs is a document without problems', async () => {
    const dir = copiedSpecs({}, FEW);
    for (const command of ['validate', 'generate']) {
      const run = await runInProcess([command, '--format', format], { cwd: dir });
      expect(run.status, run.stderr).toBe(0);
      expect(problemsIn(format, run.stdout)).toEqual([]);
    }
    // The document is all there is on standard output; what is for people went elsewhere.
    const check = await runInProcess(['generate', '--check', '--format', format], { cwd: dir });
    expect(check).toMatchObject({ status: 0, stderr: expect.stringContaining('files are as the specs say') as string });
    expect(problemsIn(format, check.stdout)).toEqual([]);
  });

  test('tells the problems of specs, with the status of text', async () => {
    const dir = copiedSpecs(BROKEN, FEW);
    for (const command of [['validate'], ['generate'], ['generate', '--check']]) {
      const run = await runInProcess([...command, '--format', format], { cwd: dir });
      expect(run.status).toBe(1);
      expect(problemsIn(format, run.stdout)).toEqual([['TOC203', 'slo-specs/instances/eventstreams.yaml']]);
    }
  });

  test('tells what differs in a check, by file', async () => {
    const dir = copiedSpecs({}, FEW);
    expect((await runInProcess(['generate'], { cwd: dir })).status).toBe(0);
    const rules = readdirSync(join(dir, 'generated/rules'), { recursive: true, encoding: 'utf8' }).find((path) => /eventgate-logging-external.*\.yaml$/.test(path)) ?? '';
    writeFileSync(join(dir, 'generated/rules', rules), 'groups: []\n');
    writeFileSync(join(dir, 'generated/other.txt'), '\n');
    const run = await runInProcess(['generate', '--check', '--format', format], { cwd: dir });
    expect(run.status).toBe(1);
    expect(problemsIn(format, run.stdout)).toEqual([
      ['TOC706', 'generated/other.txt'],
      ['TOC702', `generated/rules/${rules}`],
    ]);
    expect(run.stderr).toContain(rules);
  });

  test('is a document too when the command could not run', async () => {
    const run = await runInProcess(['validate', '--specs', 'nowhere', '--format', format], { cwd: copiedSpecs({}, FEW) });
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no specs folder nowhere') as string });
    expect(run.stdout).toContain('there is no specs folder nowhere');
    if (format !== 'github') expect(problemsIn(format, run.stdout)).toEqual([]);
  });

  test('has no colours, even where they are forced', async () => {
    const run = await runCli(['validate', '--format', format, '--color', 'always'], { cwd: copiedSpecs(BROKEN, FEW) });
    expect(run.stdout).not.toContain('\u001b');
  });
});

test('warnings count with --strict only', async () => {
  const dir = copiedSpecs({}, FEW);
  expect((await runInProcess(['generate'], { cwd: dir })).status).toBe(0);
  writeFileSync(join(dir, 'generated/other.txt'), '\n');
  expect((await runInProcess(['generate', '--check', '--format', 'json'], { cwd: dir })).status).toBe(0);
  expect((await runInProcess(['generate', '--check', '--format', 'json', '--strict'], { cwd: dir })).status).toBe(1);
});
