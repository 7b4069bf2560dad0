import { expect, test } from 'vitest';
import { readReport } from '../../../src/drill/promtool-report.ts';

const JUDGES = [1, 2, 3].map((value) => ({ expr: `a{b="c"} > ${value}`, atMs: 60_000, value }));
const OBSERVATIONS = [{ expr: 'ALERTS', atMs: 0 }, { expr: 'ALERTS', atMs: 60_000 }];

function report(...complaints: readonly string[]): string {
  return `Unit Testing:  drill_test.yaml\n  FAILED:\n${complaints.join('')}\n`;
}
const complaint = (expr: string, expected: string, got: string): string => `    expr: ${JSON.stringify(expr)}, time: 1m,\n        exp: ${expected}\n        got: ${got}\n`;
const seen = (got: string): string => complaint('ALERTS', '{observed="nothing"} 0E+00', got);

test('a judge is met unless promtool complains of it, and what was observed is read', () => {
  const text = report(complaint('a{b="c"} > 2 # 2', '{} 2E+00', 'nil'), seen('nil'), seen('{__name__="ALERTS", summary="a, {b}", site="é\\n"} 1E+00, {} +Inf'));
  expect(readReport(text, JUDGES, OBSERVATIONS)).toEqual({
    kind: 'answered',
    met: [true, false, true],
    seen: [[], [{ labels: { __name__: 'ALERTS', summary: 'a, {b}', site: 'é\n' }, value: 1 }, { labels: {}, value: Infinity }]],
  });
});

test('a rule that fails is told with its time', () => {
  expect(readReport(report('    rule: tocsin:x, time: 2m0s, err: found duplicate series\n'), JUDGES, OBSERVATIONS)).toEqual({ kind: 'rule-failed', rule: 'tocsin:x', time: '2m0s', error: 'found duplicate series' });
});

test.each([
  ['nothing', ''],
  ['success, though there were observations', 'Unit Testing:  drill_test.yaml\n  SUCCESS\n'],
  ['too few answers', report(seen('nil'))],
  ['a query that failed', report(seen('nil'), '    expr: "ALERTS", time: 1m, err: query processing would load too many samples into memory in query execution\n')],
  ['a complaint of what was not asked', report(complaint('other', '{} 1E+00', 'nil'), seen('nil'), seen('nil'))],
])('%s is no answer', (_, text) => {
  expect(readReport(text, JUDGES, OBSERVATIONS).kind).toBe('unreadable');
});
