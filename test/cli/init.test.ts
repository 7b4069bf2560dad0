import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import * as amtool from '../support/amtool.ts';
import { runCli } from '../support/cli.ts';
import { runInProcess } from '../support/in-process.ts';
import { startAtTerminal } from '../support/conversation.ts';
import * as promtool from '../support/promtool.ts';
import { generated } from '../support/specs.ts';
import { tempDir } from '../support/temp.ts';

const FLAGS = ['--name', 'shop', '--site', 'eu', '--site', 'us', '--instance', 'checkout', '--team', 'payments', '--page-receiver', 'wake', '--ticket-receiver', 'tell', '--scope', 'global'];
const FILES = ['alertmanager.base.yml', 'contracts', 'contracts/http-service.yaml', 'instances', 'instances/my-service.yaml', 'inventory.yaml', 'routing.yaml', 'tocsin.yaml'];

function tree(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
}

test.each([['site'], ['global']])('a first project in scope %s generates, and the engines accept what it makes', async (scope) => {
  const dir = tempDir();
  const run = await runCli(['init', '--yes', '--scope', scope], { cwd: dir });
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(run.stdout).toContain('slo-specs/tocsin.yaml\n');
  expect(run.stdout).toContain('Run `tocsin generate`');
  expect(tree(join(dir, 'slo-specs'))).toEqual(FILES);

  expect(await runCli(['validate', '--strict'], { cwd: dir })).toMatchObject({ status: 0 });
  const rules = Object.keys(await generated(dir)).filter((path) => path.startsWith('rules/'));
  expect(rules).toEqual([`rules/${scope === 'site' ? 'main' : 'global'}/my-service.yaml`]);
  expect(await promtool.checkRules(rules.map((path) => join(dir, 'generated', path)))).toMatchObject({ status: 0 });
  const config = join(dir, 'generated/alertmanager/alertmanager.yml');
  expect(await amtool.checkConfig(config)).toMatchObject({ status: 0 });
  const alert = { tocsin: 'my-services', service: 'my-service', team: 'my-team' };
  expect((await amtool.routesTest(config, { ...alert, severity: 'page' })).receivers).toEqual(['my-team-page']);
  expect((await amtool.routesTest(config, { ...alert, severity: 'ticket' })).receivers).toEqual(['my-team-ticket']);
});

test('flags say it all, without a terminal', async () => {
  const dir = tempDir();
  expect(await runCli(['init', ...FLAGS, '--dir', 'team/slos'], { cwd: dir })).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('tocsin generate --specs team/slos') as string });
  const inventory = load(readFileSync(join(dir, 'team/slos/inventory.yaml'), 'utf8'));
  expect(inventory).toMatchObject({ metadata: { name: 'shop' }, spec: { sites: ['eu', 'us'], instances: { checkout: { contract: 'http-service' } } } });
  expect(load(readFileSync(join(dir, 'team/slos/routing.yaml'), 'utf8'))).toMatchObject({ spec: { teams: { payments: { page: 'wake', ticket: 'tell' } } } });
  expect(await runCli(['generate', '--specs', 'team/slos'], { cwd: dir })).toMatchObject({ status: 0 });
});

test('names and receivers that YAML would take for something else stay what they are', async () => {
  for (const word of ['no', '1e3', '0x1f', '2026-01-01', 'null', '1.5']) {
    const dir = tempDir();
    const receiver = `it's "${word}": #1 \u0085 é`;
    const args = ['init', '--yes', '--name', word, '--site', word, '--instance', word, '--team', word, '--page-receiver', receiver, '--ticket-receiver', 'default'];
    expect(await runInProcess(args, { cwd: dir }), word).toMatchObject({ status: 0, stderr: '' });
    expect(load(readFileSync(join(dir, 'slo-specs/routing.yaml'), 'utf8'))).toMatchObject({ spec: { teams: { [word]: { page: receiver, ticket: 'default' } } } });
    expect(await runInProcess(['generate'], { cwd: dir }), word).toMatchObject({ status: 0 });
    expect(await amtool.checkConfig(join(dir, 'generated/alertmanager/alertmanager.yml')), word).toMatchObject({ status: 0 });
  }
});

describe('nothing is written', () => {
  test('over a file that is there', async () => {
    const dir = tempDir({ 'slo-specs/routing.yaml': 'mine\n' });
    mkdirSync(join(dir, 'slo-specs/tocsin.yaml'));
    const run = await runCli(['init', '--yes'], { cwd: dir });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('  slo-specs/tocsin.yaml\n  slo-specs/routing.yaml\nNothing was written.');
    expect(tree(dir)).toEqual(['slo-specs', 'slo-specs/routing.yaml', 'slo-specs/tocsin.yaml']);
    expect(readFileSync(join(dir, 'slo-specs/routing.yaml'), 'utf8')).toBe('mine\n');
  });

  test('where a folder cannot be made', async () => {
    const dir = tempDir({ 'slo-specs/contracts': 'a file\n' });
    expect(await runCli(['init', '--yes'], { cwd: dir })).toMatchObject({ status: 2 });
    expect(tree(dir)).toEqual(['slo-specs', 'slo-specs/contracts']);
  });

  test('without a terminal while something is missing', async () => {
    const dir = tempDir();
    const run = await runCli(['init', ...FLAGS.slice(0, -4)], { cwd: dir });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toBe('tocsin: there is no terminal to ask at, and --ticket-receiver, --scope are not given\n  do: add --yes for the defaults: --ticket-receiver payments-ticket --scope site\n');
    expect(tree(dir)).toEqual([]);
  });

  test('of values that the language refuses, all told at once', async () => {
    const dir = tempDir();
    const run = await runCli(['init', '--yes', '--name', 'My Shop', '--site', 'eu', '--site', 'ÜS-', '--team', '../x', '--page-receiver', ''], { cwd: dir });
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/--name "My Shop": a name holds .*; did you mean `my-shop`\?/);
    expect(run.stderr).toMatch(/--site "ÜS-": .*; did you mean `us`\?/);
    expect(run.stderr).toMatch(/--team "..\/x": .*; did you mean `x`\?/);
    expect(run.stderr).toContain('--page-receiver "": expected text, found an empty one');
    expect(tree(dir)).toEqual([]);
  });
});

describe('at a terminal', () => {
  test('it asks for what is missing, again when an answer is wrong, and offers defaults', async () => {
    const dir = tempDir();
    const talk = startAtTerminal(['init', '--name', 'shop', '--page-receiver', 'wake'], dir);
    const answers = [
      ['sites, with spaces between [main]: ', 'eu, us'],
      ['first service [my-service]: ', 'Check Out'],
      ['did you mean `check-out`?', ''],
      ['[my-service]: ', 'checkout'],
      ['[my-team]: ', ''],
      ['[my-team-ticket]: ', ''],
      ['[site]: ', 'globl'],
      ['did you mean `global`?', ''],
      ['[site]: ', 'global'],
    ] as const;
    for (const [question, answer] of answers) {
      await talk.waitFor(question);
      if (question.endsWith(': ')) talk.type(`${answer}\n`);
    }
    expect(await talk.ended(), talk.output()).toBe(0);
    expect(talk.output()).not.toContain('Name of the project');
    expect(load(readFileSync(join(dir, 'slo-specs/inventory.yaml'), 'utf8'))).toMatchObject({ spec: { sites: ['eu', 'us'], instances: { checkout: {} } } });
    expect(await runCli(['generate'], { cwd: dir })).toMatchObject({ status: 0 });
  });

  test('answers typed ahead are not lost', async () => {
    const dir = tempDir();
    const talk = startAtTerminal(['init', '--scope', 'site'], dir);
    await talk.waitFor('[my-services]: ');
    talk.type('shop\neu\ncheckout\n\n\n\n');
    expect(await talk.ended(), talk.output()).toBe(0);
    expect(tree(dir)).toContain('slo-specs/instances/checkout.yaml');
  });

  test.each([['Ctrl-D', '\u0004'], ['Ctrl-C', '\u0003']])('%s ends the conversation, and nothing is written', async (_, key) => {
    const dir = tempDir();
    const talk = startAtTerminal(['init'], dir);
    await talk.waitFor('[my-services]: ');
    talk.type('shop\n');
    await talk.waitFor('[main]: ');
    talk.type(key);
    await talk.waitFor('the conversation was ended; nothing was written');
    expect(await talk.ended()).toBe(2);
    expect(tree(dir)).toEqual([]);
  });
});

test('a file that appears while it writes is not touched', async () => {
  const { writeNewFiles } = await import('../../src/io/write-new-files.ts');
  const dir = tempDir();
  // The folder that is made for the first file lets the second one appear before its turn.
  const files = [{ path: 'a/one.txt', text: '1' }, { path: 'two.txt', text: '2' }];
  const writing = writeNewFiles('.', dir, files, 'keep');
  writeFileSync(join(dir, 'two.txt'), 'mine');
  expect(await writing).toEqual({ kind: 'taken', paths: ['two.txt'] });
  expect(tree(dir)).toEqual(['two.txt']);
  expect(readFileSync(join(dir, 'two.txt'), 'utf8')).toBe('mine');
});
