import { describe, expect, test } from 'vitest';
import { binary, call, equal, negative, number, offset, selector, string, subquery, sum } from '../../../src/promql/build.ts';
import type { Expr } from '../../../src/promql/ast.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr, printPretty } from '../../../src/promql/print.ts';

const a = selector('a');
const b = selector('b');
const c = selector('c');

describe('one line', () => {
  test.each<[Expr, string]>([
    [selector('a', [equal('b', 'x"\\\n\r\t\u0000\u2028😀{{')]), String.raw`a{b="x\"\\\n\r\t\u0000\u2028😀{{"}`],
    [selector('on', [equal('b', 'c')]), '{__name__="on", b="c"}'],
    [selector('a.b', [equal('c.d', 'e')]), '{"a.b", "c.d"="e"}'],
    [{ kind: 'selector', matchers: [] }, '{}'],
    [selector('a', [], { rangeMs: 3_599_000, offsetMs: -60_000, at: { kind: 'end' } }), 'a[59m59s] offset -1m @ end()'],
    [subquery(binary('+', a, b), 604_800_000, 60_000), '(a + b)[1w:1m]'],
    [subquery(offset(a, 1000), 60_000), '(a offset 1s)[1m:]'],
    [subquery(call('f', a), 60_000), 'f(a)[1m:]'],
    [subquery(negative(a), 60_000), '(-a)[1m:]'],
    [sum(a, ['without', 'job']), 'sum by ("without", job) (a)'],
    [sum(a, { without: [] }), 'sum without () (a)'],
    [binary('*', a, b, { on: [], groupLeft: [] }), 'a * on () group_left () b'],
    [binary('>', a, b, { bool: true, ignoring: ['x'], groupRight: ['y', 'z'] }), 'a > bool ignoring (x) group_right (y, z) b'],
    [binary('*', binary('+', a, b), c), '(a + b) * c'],
    [binary('-', a, binary('-', b, c)), 'a - (b - c)'],
    [binary('-', binary('-', a, b), c), 'a - b - c'],
    [binary('^', binary('^', a, b), c), '(a ^ b) ^ c'],
    [binary('^', a, binary('^', b, c)), 'a ^ b ^ c'],
    [binary('^', negative(a), b), '(-a) ^ b'],
    [binary('*', negative(a), negative(b)), '-a * -b'],
    [negative(binary('^', a, b)), '-a ^ b'],
    [negative(binary('*', a, b)), '-(a * b)'],
    [negative(negative(a)), '-(-a)'],
    [binary('^', number('-1'), number(2)), '(-1) ^ 2'],
    [{ kind: 'binary', op: '^', left: { kind: 'number', text: '-1' }, right: b }, '(-1) ^ b'],
    [call('label_replace', a, string("'"), string('$1')), 'label_replace(a, "\'", "$1")'],
  ])('%#: %j', (expr, text) => {
    expect(printExpr(expr)).toBe(text);
  });
});

describe('lines', () => {
  const pretty = (text: string, width?: number): string => {
    const { expr } = parseExpr(text);
    if (expr === undefined) throw new Error(text);
    return printPretty(expr, width);
  };

  test.each([
    ['what fits stays on one line', 'sum by (x) (rate(a[5m])) > 1', 40, ['sum by (x) (rate(a[5m])) > 1']],
    [
      'operators stand first in their lines',
      'sum by (x) (rate(bad[5m])) / on (x) sum by (x) (rate(total[5m])) > 0.1',
      40,
      ['sum by (x) (rate(bad[5m]))', '/ on (x) sum by (x) (rate(total[5m]))', '> 0.1'],
    ],
    ['a tighter operand that must be broken stands deeper', 'aaaaaaaa or bbbbbbbb / cccccccc', 16, ['aaaaaaaa', 'or', '  bbbbbbbb', '  / cccccccc']],
    ['a chain is flat', 'aaaa or bbbb or cccc', 10, ['aaaa', 'or bbbb', 'or cccc']],
    ['arguments one a line', 'histogram_quantile(0.9, sum by (le) (rate(a[5m])))', 30, ['histogram_quantile(', '  0.9,', '  sum by (le) (rate(a[5m]))', ')']],
    ['matchers one a line', 'a{job="eventgate", site="eqiad"}[5m]', 24, ['a{', '  job="eventgate",', '  site="eqiad"', '}[5m]']],
    ['parentheses', '(aaaaaaaa and bbbbbbbb) or c', 16, ['(', '  aaaaaaaa', '  and bbbbbbbb', ')', 'or c']],
    ['a subquery keeps its bracket', 'sum_over_time(aaaaaaaaaaaaaaaa[92d:1h])', 24, ['sum_over_time(', '  aaaaaaaaaaaaaaaa[92d:1h]', ')']],
  ])('%s', (_name, text, width, lines) => {
    expect(pretty(text, width).split('\n')).toEqual(lines);
  });

  test('a text may count for more columns than it takes', () => {
    const lines = (name: string): number => printPretty(binary('or', selector('up', [equal('job', name)]), a), 23, (text) => Math.max(8, text.length)).split('\n').length;
    expect(['api', 'eventgat', 'eventgate'].map(lines)).toEqual([1, 1, 2]);
    const ofText = (text: string): number => printPretty(call('f', a, string(text)), 16, (one) => Math.max(8, one.length)).split('\n').length;
    expect(['api', 'eventgat', 'eventgate'].map(ofText)).toEqual([1, 1, 4]);
  });

  test('without a width, lines are at most 120 wide', () => {
    const long = Array.from({ length: 9 }, (_, at) => `metric_${at}{label="value"}`).join(' or ');
    expect(pretty(long).split('\n')).toHaveLength(9);
    expect(pretty(`${'a'.repeat(50)} + ${'b'.repeat(67)}`)).not.toContain('\n');
    expect(pretty(`${'a'.repeat(50)} + ${'b'.repeat(68)}`)).toContain('\n');
  });
});
