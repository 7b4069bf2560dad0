import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformanceProblems } from '../../../src/conformance/conformance.ts';
import { checkRules } from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

const rule = (text: string): string => `groups: [{ name: g, rules: [${text}] }]\n`;

const CASES: readonly (readonly [name: string, text: string])[] = [
  ['recording rule', rule('{ record: "a:b", expr: up, labels: { a: b } }')],
  ['alerting rule', rule('{ alert: A, expr: up, for: 5m, keep_firing_for: 30m, labels: { a: "{{ $labels.x }}" }, annotations: { summary: s } }')],
  ['alert with spaces', rule('{ alert: "A b é", expr: up }')],
  ['whole group', 'groups: [{ name: g, interval: 30s, limit: 10, rules: [] }]\n'],
  ['no rules', 'groups: [{ name: g }]\n'],
  ['null rules', 'groups: [{ name: g, rules: }]\n'],
  ['no groups', '{}\n'],
  ['null groups', 'groups:\n'],
  ['number as expression', rule('{ alert: A, expr: 1 }')],
  ['number as label', rule('{ alert: A, expr: up, labels: { a: 1, b: true, c: null } }')],
  ['number as alert', rule('{ alert: 1, expr: up }')],
  ['zero for', rule('{ alert: A, expr: up, for: 0s }')],
  ['zero number for', rule('{ alert: A, expr: up, for: 0 }')],
  ['recording rule with zero for', rule('{ record: a, expr: up, for: 0s }')],
  ['recording rule with empty alert', rule('{ record: a, alert: "", expr: up }')],
  ['merge keys', 'groups: [{ name: g, rules: [&a { alert: A, expr: up, labels: &l { a: b } }, { <<: *a, alert: B, labels: { <<: *l } }] }]\n'],
  ['both names', rule('{ record: a, alert: A, expr: up }')],
  ['neither name', rule('{ expr: up }')],
  ['empty names', rule('{ record: "", expr: up }')],
  ['no expression', rule('{ alert: A }')],
  ['empty expression', rule('{ alert: A, expr: "" }')],
  ['bad record name', rule('{ record: a-b, expr: up }')],
  ['record with annotations', rule('{ record: a, expr: up, annotations: { a: b } }')],
  ['record with empty annotations', rule('{ record: a, expr: up, annotations: {} }')],
  ['record with for', rule('{ record: a, expr: up, for: 5m }')],
  ['record with keep_firing_for', rule('{ record: a, expr: up, keep_firing_for: 5m }')],
  ['bad label name', rule('{ alert: A, expr: up, labels: { a-b: c } }')],
  ['metric name as label', rule('{ alert: A, expr: up, labels: { __name__: c } }')],
  ['bad annotation name', rule('{ alert: A, expr: up, annotations: { a-b: c } }')],
  ['list as label', rule('{ alert: A, expr: up, labels: { a: [b] } }')],
  ['unknown field', rule('{ alert: A, expr: up, fro: 5m }')],
  ['unknown group field', 'groups: [{ name: g, query_offset: 1m }]\n'],
  ['unknown top field', 'groups: []\nx: 1\n'],
  ['group without name', 'groups: [{ rules: [] }]\n'],
  ['group of empty name', 'groups: [{ name: "" }]\n'],
  ['bad interval', 'groups: [{ name: g, interval: 1.5m }]\n'],
  ['number as interval', 'groups: [{ name: g, interval: 30 }]\n'],
  ['text as limit', 'groups: [{ name: g, limit: many }]\n'],
  ['bad duration', rule('{ alert: A, expr: up, for: five }')],
  ['a list', '[]\n'],
  ['bad expression', rule('{ alert: A, expr: "up(" }')],
  ['bad template', rule('{ alert: A, expr: up, annotations: { a: "{{ .x" } }')],
  ['group twice', 'groups: [{ name: g }, { name: g }]\n'],
  ['rules in two documents', `${rule('{ alert: A, expr: up }')}---\ngroups: []\n`],
];

/** What promtool refuses and the schema lets through: other languages, and names that repeat. */
const LEFT_TO_PROMTOOL: readonly string[] = ['bad expression', 'bad template', 'group twice'];

test('the schema never refuses what promtool accepts, and lets through only what is listed', async () => {
  const dir = tempDir(Object.fromEntries(CASES.map(([, text], at) => [`${at}.yml`, text])));
  const wronglyRefused: string[] = [];
  const letThrough: string[] = [];
  for (const [at, [name, text]] of CASES.entries()) {
    const good = (await checkRules([join(dir, `${at}.yml`)])).status === 0;
    const problems = conformanceProblems('rules', text);
    if (good && problems.length > 0) wronglyRefused.push(name);
    if (!good && problems.length === 0) letThrough.push(name);
  }
  // Prometheus reads the first document and passes over the second in silence.
  expect(wronglyRefused).toEqual(['rules in two documents']);
  expect(letThrough).toEqual(LEFT_TO_PROMTOOL);
}, 60_000);
