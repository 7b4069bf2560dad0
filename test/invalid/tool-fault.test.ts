import { expect, test } from 'vitest';
import { RuleFileWriter } from '../../src/compile/rule-files.ts';
import { Sink } from '../../src/diagnostics/diagnostic.ts';
import { number } from '../../src/promql/build.ts';

test('TOC790: what the tool would write wrongly is found by reading it back', () => {
  const sink = new Sink();
  const rules = [{ kind: 'record', record: 'no name', expr: number('1'), labels: {} }] as const;
  const groups = [{ name: 'tocsin:eventgate-main:absence', intervalMs: 60_000, rules }];
  new RuleFileWriter({ major: 2, minor: 42 }, sink).write({ path: 'rules/eqiad/eventgate-main.yaml', header: [], instance: 'eventgate-main', sites: ['eqiad'], madeFrom: [], groups });
  expect(new Set(sink.sorted.map(({ code }) => code))).toEqual(new Set(['TOC790']));
  expect(sink.sorted[0]?.message).toMatch(/^rules\/eqiad\/eventgate-main\.yaml, group `tocsin:eventgate-main:absence`: /);
});
