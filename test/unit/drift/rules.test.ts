import { describe, expect, test } from 'vitest';
import { compareOutput } from '../../../src/drift/compare.ts';
import type { Drift } from '../../../src/drift/drift.ts';
import { renderDrift } from '../../../src/drift/render.ts';
import { HEADER, ours } from '../io/folder.ts';

const compare = (before: string, after: string): readonly Drift[] =>
  compareOutput([{ path: 'rules/api.yaml', text: ours(after) }], { kind: 'read', files: [{ path: 'rules/api.yaml', text: ours(before), recorded: 'as-recorded' }], manifest: 'sound', run: 'none' }, HEADER);
const render = (before: string, after: string): string => renderDrift(compare(before, after), { color: false, out: 'generated' });
const group = (rules: string, head = ''): string => `groups:\n- name: api\n${head}  rules:\n${rules}`;
const ALERT = '  - alert: Burn\n    expr: up == 0\n    for: 5m\n    labels: { severity: page }\n    annotations: { summary: slow }\n';
const RECORD = '  - record: job:up:sum\n    expr: sum by (job) (up)\n';

describe('what a reviewer reads', () => {
  test('rules added, removed and changed, field by field', () => {
    const after = group('  - alert: Burn\n    expr: up == 1\n    for: 10m\n    keep_firing_for: 2m\n    labels: { severity: page }\n    annotations: { summary: fast }\n  - record: job:down:sum\n    labels: { slo: x }\n    expr: sum(down)\n', '  interval: 1m\n');
    expect(render(group(ALERT + RECORD), after)).toBe(`generated: 1 out of date
rules: 1 added, 1 removed, 1 changed

rules/api.yaml  out of date
  ~ group api
      + interval: 1m
  + record job:down:sum{slo="x"}
      sum(down)
  - record job:up:sum
      sum by (job) (up)
  ~ alert Burn{severity="page"}
      expr: up == 0 -> up == 1
      annotations.summary: slow -> fast
      for: 5m -> 10m
      + keep_firing_for: 2m
`);
  });

  test('a long expression as a diff of its parts', () => {
    const rule = (code: string): string => group(`  - record: r\n    expr: 'sum by (job, instance, cluster) (rate(http_requests_total{job="api", code=~"${code}"}[5m])) / sum by (job, instance, cluster) (rate(http_requests_total{job="api"}[5m]))'\n`);
    const text = render(rule('5..'), rule('5..|429'));
    expect(text).toContain('      expr:\n');
    expect(text.split('\n').filter((line) => /^ {8}[-+]/.test(line))).toEqual([
      expect.stringMatching(/^ {8}- .*code=~"5\.\."/) as string,
      expect.stringMatching(/^ {8}\+ .*code=~"5\.\.\|429"/) as string,
    ]);
  });

  test('an expression that only stands otherwise', () => {
    expect(render(group(RECORD), group(RECORD.replace('sum by (job) (up)', '"sum  by(job)(up)"')))).toContain('expr (layout only)');
  });

  test('an expression that does not parse', () => {
    expect(render(group(RECORD.replace('(up)', '(up')), group(RECORD))).toContain('expr: sum by (job) (up -> sum by (job) (up)');
  });

  test('a changed label is a change, not another rule', () => {
    expect(render(group(ALERT), group(ALERT.replace('page', 'ticket')))).toContain('~ alert Burn{severity="ticket"}\n      labels.severity: page -> ticket\n');
  });

  test('alerts that share a name are told apart by their labels', () => {
    const ticket = ALERT.replace('page', 'ticket');
    expect(compare(group(ALERT + ticket), group(ALERT + ticket.replace('5m', '6m')))).toMatchObject([
      { groups: [], rules: [{ kind: 'changed', rule: { labels: { severity: 'ticket' } }, fields: [{ field: 'for', before: '5m', after: '6m' }] }] },
    ]);
  });

  test('an order that changed, naming what moved', () => {
    const third = RECORD.replace('job:up:sum', 'third');
    expect(render(group(ALERT + RECORD + third), group(RECORD + third + ALERT))).toContain('~ group api: order of rules changed, moved: Burn\n');
  });

  test('a field of several lines that is new', () => {
    expect(render(group(ALERT), group(ALERT.replace('{ summary: slow }', '{ summary: slow, description: "one\\ntwo" }')))).toContain('      annotations.description:\n        + one\n        + two\n');
  });

  test('groups added and removed', () => {
    const text = render(group(RECORD), group(RECORD).replace('name: api', 'name: web'));
    expect(text).toContain('  + group web, 1 rule\n  - group api, 1 rule\n');
  });

  test('a text that is no rule file as a diff of lines', () => {
    const lines = (value: string): string => `route:\n  receiver: a\n  group_wait: ${value}\n  routes: []\n  x: 1\n  y: 2`;
    expect(render(lines('30s'), lines('45s'))).toBe(`generated: 1 out of date

rules/api.yaml  out of date
    ... 1 unchanged line
    route:
      receiver: a
  -   group_wait: 30s
  +   group_wait: 45s
      routes: []
      x: 1
    ... 2 unchanged lines
`);
  });

  test('control characters and marks of direction of an edited file are shown, not sent', () => {
    const text = render(group(RECORD), group(RECORD).replace('job:up:sum', '"a\\e[2Jb\\u202Ec"'));
    expect(text).toContain('record a\\u{1b}[2Jb\\u{202e}c');
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u202E');
  });

  test('colours only where they are asked for', () => {
    const drifts = compare(group(RECORD), group(ALERT));
    expect(renderDrift(drifts, { color: true, out: 'generated' })).toContain('\u001B[32m  + alert Burn');
    expect(renderDrift([], { color: true, out: 'generated' })).toBe('');
  });
});

describe('500 changes', () => {
  const rules = (value: (n: number) => string): string => group(Array.from({ length: 500 }, (_, n) => ALERT.replace('Burn', `Burn${n}`).replace('5m', value(n))).join(''));

  test('that are one change are told once', () => {
    expect(render(rules(() => '5m'), rules(() => '10m'))).toBe(`generated: 1 out of date
rules: 500 changed

the same change in 500 rules of 1 file: Burn0, Burn1, Burn2 and 497 more
      for: 5m -> 10m

rules/api.yaml  out of date, 500 rules as above
`);
  });

  test('that differ stay within two screens, and the rest is counted', () => {
    const text = render(rules(() => '5m'), rules((n) => `${n + 10}m`));
    expect(text.split('\n').length).toBeLessThan(60);
    expect(text).toMatch(/\.\.\. \d+ more lines about this file/);
  });

  test('in as many files are counted', () => {
    const paths = Array.from({ length: 500 }, (_, n) => `rules/${n}.yaml`);
    const drifts = compareOutput(
      paths.map((path, n) => ({ path, text: ours(group(RECORD.replace('(up)', `(up${n})`))) })),
      { kind: 'read', files: paths.map((path) => ({ path, text: ours(group(RECORD)), recorded: 'as-recorded' })), manifest: 'sound', run: 'none' },
      HEADER,
    );
    const text = renderDrift(drifts, { color: false, out: 'generated' });
    expect(text.split('\n').length).toBeLessThan(170);
    expect(text).toMatch(/^generated: 500 out of date\nrules: 500 changed\n/);
    expect(text).toMatch(/\.\.\. and \d+ more of the 500 differences\n$/);
  });
});
