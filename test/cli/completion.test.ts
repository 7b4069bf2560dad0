import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { ROOT } from '../support/root.ts';
import { runProcess } from '../support/run-process.ts';
import { copiedSpecs } from '../support/specs.ts';
import { tempDir } from '../support/temp.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** bash is needed by the tests anyway; the others are tried where they are. */
const PRESENT = SHELLS.filter((shell) => shell === 'bash' || (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, shell))));

/** Calls a shell's completion as the shell does, and prints what it offers, one a line. */
const DRIVERS: Readonly<Record<Shell, string>> = {
  bash: `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tocsin 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: `compdef() { :; }; _describe() { print -rl -- "\${(@P)argv[-1]%%:*}"; }; _path_files() { print -rl -- *(/); }; source "$1"; shift; words=("$@"); CURRENT=$#; _tocsin`,
  fish: `source $argv[1]; complete -C (string join ' ' -- $argv[2..-1]) | string replace -r '\\t.*' '' | string trim -r -c /`,
};
const FLAGS: Readonly<Record<Shell, readonly string[]>> = { bash: ['--norc', '-c'], zsh: ['-f', '-c'], fish: ['--no-config', '-c'] };

/** What a shell offers for the last of some words. */
async function offered(shell: Shell, words: readonly string[], cwd: string): Promise<readonly string[]> {
  const { stdout: script } = await runCli(['completion', shell]);
  const dir = tempDir({ script, tocsin: `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/tocsin.js')}' "$@"\n` });
  await runProcess('chmod', ['+x', join(dir, 'tocsin')]);
  const name = shell === 'fish' ? [] : [shell];
  const run = await runProcess(shell, [...FLAGS[shell], DRIVERS[shell], ...name, join(dir, 'script'), ...words], { cwd, env: { PATH: `${dir}:${process.env['PATH'] ?? ''}` } });
  return run.stdout.split('\n').filter((line) => line !== '').sort();
}

describe.each(PRESENT)('in %s', (shell) => {
  test.each<readonly [words: readonly string[], offers: readonly string[]]>([
    [['gen'], ['generate']],
    [['generate', '--c'], ['--check', '--color']],
    [['generate', '--color', 'a'], ['always', 'auto']],
    [['validate', '--format', ''], ['github', 'json', 'sarif', 'text']],
    [['generate', '--only', 'eventgate-m'], ['eventgate-main']],
    [['generate', '--only', 'eventgate-main', 'eventgate-l'], ['eventgate-logging-external']],
    [['drill', '--only', 'eventgate-m'], ['eventgate-main']],
    [['drill', '--only', 'eventgate-main/eqiad/ta'], ['eventgate-main/eqiad/target-down']],
    [['generate', '--specs', 'slo-s'], ['slo-specs']],
    [['explain', 'TOC70'], ['TOC701', 'TOC702', 'TOC703', 'TOC704', 'TOC705', 'TOC706', 'TOC707']],
    [['schema', ''], ['Contract', 'Instance', 'Inventory', 'Project', 'Routing', 'Waivers']],
    [['completion', ''], ['bash', 'fish', 'zsh']],
    [['completion', 'bash', ''], []],
  ])('%j', async (words, offers) => {
    expect(await offered(shell, ['tocsin', ...words], copiedSpecs())).toEqual(offers);
  });

  test('every command is offered, with nothing hidden', async () => {
    expect(await offered(shell, ['tocsin', ''], tempDir())).toEqual(['completion', 'coverage', 'drill', 'explain', 'generate', 'help', 'init', 'routes', 'schema', 'simulate', 'validate', 'watch']);
  });
});

test('bash splits a value from its flag', async () => {
  expect(await offered('bash', ['tocsin', 'generate', '--color', '=', 'al'], tempDir())).toEqual(['always']);
  expect(await offered('bash', ['tocsin', 'generate', '--color', '='], tempDir())).toEqual(['always', 'auto', 'never']);
});

describe('the hidden command', () => {
  async function complete(cwd: string, ...words: readonly string[]): Promise<string> {
    const run = await runCli(['__complete', ...words], { cwd });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    return run.stdout;
  }

  test('keeps a flag with its value', async () => {
    expect(await complete(tempDir(), 'generate', '--color=al')).toBe('--color=always\tcolour the output\n');
  });

  test('offers a flag once, and one that takes several values again', async () => {
    const flags = await complete(tempDir(), 'generate', '--check', '--only', 'a', '--');
    expect(flags).not.toContain('--check');
    expect(flags).toContain('--only');
  });

  test('reads instances from the folder that is named', async () => {
    const specs = (name: string): string => `apiVersion: tocsin/v1\nkind: Inventory\nspec: { instances: { ${name}: {} } }\n`;
    const dir = tempDir({ 'a/x.yaml': specs('one'), 'b/y.yml': specs('two') });
    expect(await complete(dir, 'generate', '--specs', 'a', '--only', '')).toBe('one\tinstance\n');
  });

  test('offers drills of files and instances and, behind an instance, its obligations', async () => {
    const dir = copiedSpecs();
    const kept = tempDir({ 'drills/x.yaml': 'apiVersion: tocsin/v1\nkind: Drill\nmetadata: { name: eventful }\nspec: {}\n' });
    expect(await complete(kept, 'drill', '--specs', join(dir, 'slo-specs'), '--only', 'eventgate-main', 'event')).toMatch(/^eventful\tdrill\n(?:event\S+\tinstance\n){5,}$/);
    const offers = await complete(dir, 'drill', '--only', 'eventgate-main/codfw/outage', 'eventgate-main/codfw/');
    expect(offers).toMatch(/^(?:eventgate-main\/codfw\/[a-z-]+\tobligation\n)+$/);
    expect(offers).not.toContain('/outage\t');
  });

  test.each([
    ['no folder', {}],
    ['broken specs', { 'slo-specs/x.yaml': 'kind: Inventory\nspec: {instances: [' }],
    ['other things in their place', { 'slo-specs/x.yaml': 'kind: Inventory\nspec: 3\n---\nkind: Inventory\n---\n- Inventory\n' }],
  ])('says nothing of %s', async (_, files) => {
    expect(await complete(tempDir(files), 'generate', '--only', '')).toBe('');
    expect(await complete(tempDir(files), 'drill', '--only', 'a/')).toBe('');
  });

  test.each([[[]], [['nope', '']], [['--nope', '--']], [['generate', '--nope=x']], [['explain', 'x', '']]])('never fails: %j', async (words) => {
    await complete(tempDir(), ...words);
  });
});
