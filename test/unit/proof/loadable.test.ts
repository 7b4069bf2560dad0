import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRuleFile } from '../../../src/drift/rule-file.ts';
import { unloadable } from '../../../src/proof/loadable.ts';
import { RulePlaces } from '../../../src/proof/places.ts';
import { checkRules } from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

const RULE = '      - alert: A\n        expr: up == 0\n';
const file = (rules: string, group = ''): string => `groups:\n  - name: one\n${group}    rules:\n${rules}`;

/** Rule files and what is said of them; promtool is asked as well. */
const CASES: Readonly<Record<string, readonly [text: string, says: string | undefined]>> = {
  sound: [file(`${RULE}        for: 5m\n        keep_firing_for: 0\n        labels: { severity: page }\n        annotations: { summary: a }\n`, '    interval: 1m\n    limit: 3\n'), undefined],
  'a bracket': [file('      - alert: A\n        expr: sum(up\n'), 'unclosed parenthesis'],
  'a type': [file('      - record: a:b\n        expr: rate(up)\n'), 'rate'],
  'a field': [file(`${RULE}        fro: 5m\n`), '`fro`'],
  'a duration': [file(`${RULE}        for: soon\n`), '`for: soon`'],
  'a recording rule that waits': [file('      - record: a:b\n        expr: up\n        for: 5m\n'), '`for`'],
  'a field of a group': [file(RULE, '    every: 5m\n'), '`every`'],
  'two groups': [`${file(RULE)}  - name: one\n    rules:\n${RULE}`, 'two groups'],
};

test.each(Object.entries(CASES))('%s: promtool and the proof agree', async (_, [text, says]) => {
  const groups = readRuleFile(text);
  if (groups === undefined) throw new Error('not read');
  const path = 'alerts.yaml';
  const found = unloadable([{ path, groups, owner: undefined }], [], { prometheus: { major: 2, minor: 42 }, evaluationIntervalMs: 60_000 }, new RulePlaces(new Map([[path, { path, text }]])));
  const dir = tempDir({ [path]: text });
  const judged = await checkRules([join(dir, path)]);
  expect(judged.status === 0, judged.stderr).toBe(found.length === 0);
  if (says === undefined) expect(found).toEqual([]);
  else expect(found[0]?.message).toContain(says);
});
