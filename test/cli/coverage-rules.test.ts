import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { copiedSpecs } from '../support/specs.ts';

test('rules of the output folder are loaded where the specs say, whatever part of it is named', async () => {
  const cwd = copiedSpecs();
  expect(await runCli(['generate'], { cwd })).toMatchObject({ status: 0 });
  const matrix = async (...args: readonly string[]): Promise<unknown> => (JSON.parse((await runCli(['coverage', '--format', 'json', ...args], { cwd })).stdout) as { readonly cells: unknown }).cells;
  const whole = await matrix();
  expect(await matrix('--rules', 'generated/rules')).toEqual(whole);
  expect(await matrix('--rules', ...readdirSync(join(cwd, 'generated/rules'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml')).sort().map((name) => join('generated/rules', name)))).toEqual(whole);
});
