import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROVES } from '../../support/proof.ts';
import { testRules } from '../../support/promtool.ts';
import { writeFiles, tempDir } from '../../support/temp.ts';
import { copiedSpecs, generated, inScope, SCOPES } from '../../support/specs.ts';

/** Files that take promtool less than a second. */
const QUICK = /(?:eventstreams_eqiad|tocsin-watcher_eqiad|eventbus-eventgate-main_global(?:_weeks)?|eventgate-main_eqiad_weeks)_test\.yaml$/;

test.each(PROVES ? SCOPES : (['site'] as const))('every rule file passes its generated test, in scope %s', { timeout: 1_800_000 }, async (scope) => {
  const files = await generated(copiedSpecs(inScope(scope)));
  const tests = Object.keys(files).filter((path) => path.endsWith('_test.yaml'));
  const rules = Object.keys(files).filter((path) => path.startsWith('rules/'));
  expect(tests.filter((path) => !path.endsWith('_weeks_test.yaml')).map((path) => path.replace(/^tests\//, '').replace('_test.yaml', '.yaml')).sort()).toEqual([...rules].sort());
  const dir = tempDir({});
  writeFiles(dir, files);
  for (const path of tests.filter((one) => PROVES || QUICK.test(one))) {
    const run = await testRules([join(dir, path)]);
    expect(run.status, `${path}\n${run.stdout}${run.stderr}`).toBe(0);
  }
});
