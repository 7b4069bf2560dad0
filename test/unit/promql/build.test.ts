import { describe, expect, test } from 'vitest';
import { aggregate, binary, call, equal, matches, notEqual, notMatches, number, offset, oneOf, quoteRegex, range, selector, string, subquery, sum } from '../../../src/promql/build.ts';
import { printExpr } from '../../../src/promql/print.ts';
import { compileRegex } from '../../../src/promql/regex.ts';

const a = selector('a');

test('matchers', () => {
  const all = [equal('b', 'x'), notEqual('c', 'x'), matches('d', 'x.*'), notMatches('e', 'x.*'), oneOf('f', ['x']), oneOf('g', ['x.y', 'z|w'])];
  expect(printExpr(selector('a', all))).toBe(String.raw`a{b="x", c!="x", d=~"x.*", e!~"x.*", f="x", g=~"x\\.y|z\\|w"}`);
});

test('a quoted text matches itself alone', () => {
  const text = '.+*?()|[]{}^$\\-/ a\n"';
  const regex = compileRegex(quoteRegex(text));
  expect('matches' in regex && [regex.matches(text), regex.matches(`${text}.`)]).toEqual([true, false]);
});

test('an offset adds to the one that is there', () => {
  expect(printExpr(offset(offset(a, 60_000), 30_000))).toBe('a offset 1m30s');
  expect(printExpr(offset(offset(a, 60_000), -60_000))).toBe('a');
  expect(printExpr(offset(subquery(a, 60_000), 1000))).toBe('a[1m:] offset 1s');
});

test.each([
  [number('0.001'), '0.001'],
  [number(0.1), '0.1'],
  [number(1e21), '1e+21'],
  [number(-2), '-2'],
  [number(-Infinity), '-Inf'],
  [number(Number.NaN), 'NaN'],
])('%j is the number %s', (expr, text) => {
  expect(printExpr(expr)).toBe(text);
});

describe('mistakes of the program', () => {
  test.each<[string, () => unknown]>([
    ['an expression as a metric', () => selector('up{job="a"}')],
    ['an empty metric', () => selector('')],
    ['an expression as a label', () => equal('job="a"', 'b')],
    ['an empty label', () => sum(a, [''])],
    ['half a surrogate pair as a value', () => equal('job', '\ud800')],
    ['half a surrogate pair as a text', () => string('\udc00')],
    ['no values', () => oneOf('job', [])],
    ['a range of nothing', () => range(a, 0)],
    ['a range of fractions', () => range(a, 0.5)],
    ['a range that is no number', () => subquery(a, Number.NaN)],
    ['a number that is none', () => number('1,5')],
    ['a duration as a number', () => number('5m')],
    ['a function with arguments in its name', () => call('rate(', a)],
    ['an aggregation that is none', () => aggregate('total', a)],
    ['a parameter missing', () => aggregate('topk', a)],
    ['a parameter too many', () => aggregate('sum', a, [], number(1))],
    ['on and ignoring', () => binary('+', a, a, { on: [], ignoring: [] })],
    ['group_left without on', () => binary('+', a, a, { groupLeft: [] })],
    ['both sides grouped', () => binary('+', a, a, { on: [], groupLeft: [], groupRight: [] })],
  ])('%s', (_name, mistake) => {
    expect(mistake).toThrow(RangeError);
  });
});
