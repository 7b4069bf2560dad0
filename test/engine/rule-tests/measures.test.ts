import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROVES } from '../../support/proof.ts';
import { testRules } from '../../support/promtool.ts';
import { generated, type Scope } from '../../support/specs.ts';
import { tempDir, writeFiles } from '../../support/temp.ts';
import { projectFolder } from '../rules/project.ts';

/** One of each way to count, and of each kind of period. */
const OBJECTIVES = [
  { name: 'gauge', indicator: 'health', target: '99%' },
  { name: 'share', indicator: 'bad-share', period: 'month' },
  { name: 'query', indicator: 'rates', period: 'quarter' },
  { name: 'served', indicator: 'good-bad' },
  { name: 'latency', indicator: 'latency', period: '90d' },
  { name: 'probes', indicator: 'probes', target: '95%' },
];
const SCOPED: readonly (readonly [scope: Scope, names: readonly string[]])[] = PROVES
  ? (['site', 'global'] as const).flatMap((scope) => OBJECTIVES.map(({ name }) => [scope, [name]] as const))
  : [['site', ['gauge', 'query']], ['global', ['share', 'served']]];

test.each(SCOPED)('rules pass their generated tests however they count, in scope %s: %s', { timeout: 300_000 }, async (scope, names) => {
  const objectives = OBJECTIVES.filter(({ name }) => names.includes(name));
  const files = await generated(projectFolder({ scope, objectives, fewRows: !PROVES, tested: true }));
  const dir = tempDir({});
  writeFiles(dir, files);
  const folder = scope === 'site' ? 'east' : 'global';
  for (const test of ['shop_test.yaml', 'shop_weeks_test.yaml']) {
    const path = join(dir, 'tests', 'rules', folder, test);
    const run = await testRules([path]);
    expect(run.status, `${run.stdout}${run.stderr}`).toBe(0);
    // Of each objective something is asked.
    for (const name of names) expect(files[`tests/rules/${folder}/${test}`]).toMatch(new RegExp(`expr: .*"${name}"`));
  }
});
