import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { tempDir } from '../support/temp.ts';

const COMMANDS = ['init', 'generate', 'validate', 'watch', 'drill', 'simulate', 'routes', 'explain', 'schema', 'completion'] as const;

describe('a wrong command line ends with status 2, one line and a hint', () => {
  test.each<readonly [args: string, message: string]>([
    ['genrate', 'there is no command `genrate`; did you mean `generate`?'],
    ['frobnicate', 'there is no command `frobnicate`'],
    ['--versoin', '`tocsin` has no option `--versoin`; did you mean `--version`?'],
    ['generate --chek', '`tocsin generate` has no option `--chek`; did you mean `--check`?'],
    ['generate --ouf=x', '`tocsin generate` has no option `--ouf=x`; did you mean `--out`?'],
    ['validate --check', '`tocsin validate` has no option `--check`'],
    ['generate --color alway', '`--color alway`: expected auto, always or never; did you mean `always`?'],
    ['validate --format=sarfi', '`--format sarfi`: expected text, json, github or sarif; did you mean `sarif`?'],
    ['init --scope globl', '`--scope globl`: expected site or global; did you mean `global`?'],
    ['validate --specs', '`--specs` needs a value'],
    ['validate --specs=', '`--specs` needs a value'],
    ['generate --out=', '`--out` needs a value'],
    ['generate --only=', '`--only` needs a value'],
    ['validate --format', '`--format` needs a value: text, json, github or sarif'],
    ['generate --time-scale 1.5', '`--time-scale 1.5`: expected a whole number of at least 2, such as 60'],
    ['generate --time-scale 1', '`--time-scale 1`: expected a whole number of at least 2, such as 60'],
    ['validate slo-specs', '`tocsin validate` takes no argument'],
    ['explain TOC701 TOC702', '`tocsin explain` takes one argument'],
    ['completion', '`tocsin completion` needs the shell: bash, zsh or fish'],
    ['completion fihs', '`tocsin completion fihs`: expected bash, zsh or fish; did you mean `fish`?'],
    ['explain TOC7O1', 'there is no code TOC7O1; did you mean TOC701?'],
    ['schema Instnace', 'there is no kind Instnace; did you mean Instance?'],
  ])('%s', async (args, message) => {
    const run = await runInProcess(args.split(' '), { cwd: tempDir() });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr.split('\n')).toEqual([`tocsin: ${message}`, expect.stringMatching(/^ {2}do: \S/), '']);
  });
});

test('without a command the help goes to standard error, with status 2', async () => {
  const run = await runCli([]);
  expect(run).toMatchObject({ status: 2, stdout: '' });
  for (const command of COMMANDS) expect(run.stderr).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test.each([[], ...COMMANDS.map((command) => [command])])('tocsin %s --help is on standard output, fits its width and has examples that parse', async (...command) => {
  const run = await runCli([...command, '--help']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  for (const line of run.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
  const examples = [...run.stdout.matchAll(/^ {2}tocsin (\S.*?)(?: {2,}\S.*)?$/gm)].map(([, example = '']) => example.replace(/ >.*/, '').replaceAll("'", ''));
  expect(examples.length).toBeGreaterThan(1);
  // With `--help` at its end a command line is parsed as far as there, and nothing is done.
  for (const example of examples) expect(await runInProcess([...example.split(' '), '--help'], { cwd: tempDir() }), example).toMatchObject({ status: 0 });
});

test('the hidden command is in no help', async () => {
  expect((await runCli(['--help'])).stdout).not.toContain('__complete');
});
