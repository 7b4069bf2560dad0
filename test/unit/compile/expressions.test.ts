import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blanked, expressionChecker } from '../../../src/compile/expressions.ts';
import type { Expr, Matcher } from '../../../src/promql/ast.ts';
import { printPretty } from '../../../src/promql/print.ts';
import { countedIn, PROVES } from '../../support/proof.ts';
import { expressions } from '../promql/arbitrary.ts';

const VERSION = { major: 2, minor: 42 };
const RUNS = PROVES ? 50_000 : 1500;

test.each([
  ['up{job="a"}', 'up{job=}'],
  ['up{job!="a", b="c"}', 'up{job!=, b=}'],
  ['up{job=""}', 'up{job=""}'],
  ['up{job=~"a|b"}', 'up{job=~"a|b"}'],
  [String.raw`up{job="a\"b"}`, String.raw`up{job="a\"b"}`],
  ['label_replace(up, "x=", "y", "z=", "(.*)")', 'label_replace(up, "x=", "y", "z=", "(.*)")'],
  [String.raw`label_replace(up{a="b"}, "x", "\"=\"y", "z", "")`, String.raw`label_replace(up{a=}, "x", "\"=\"y", "z", "")`],
])('%s is of the shape %s', (text, shape) => {
  expect(blanked(text)).toBe(shape);
});

test(`expressions of one shape get one verdict: ${RUNS} trees, sound and not`, { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(expressions({ oddNames: true, illTypedOneIn: 6 }), fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '=', '!', '~', '{', '}', '[', ']', '(', ')', '|', '.', '*', '#', ',', "'", '`', ' ', 'é', '0') }), (tree, value) => {
      const text = printPretty(tree);
      const other = printPretty(withValues(tree, value));
      const verdict = expressionChecker(VERSION)(text);
      if (blanked(other) === blanked(text)) expect(expressionChecker(VERSION)(other).length === 0, other).toBe(verdict.length === 0);
      // The checker itself must not pass what it would refuse alone.
      const both = expressionChecker(VERSION);
      both(text);
      expect(both(other).length).toBe(expressionChecker(VERSION)(other).length);
    }),
    { numRuns: RUNS },
  );
  countedIn('one verdict for one shape of expression', { expressions: RUNS });
});

test('values do take the place of each other', () => {
  const shapes = fc.sample(expressions({ oddNames: false, illTypedOneIn: 8 }), 300).filter((tree) => {
    const text = printPretty(tree, 1e6);
    return text !== printPretty(withValues(tree, 'other'), 1e6) && blanked(text) === blanked(printPretty(withValues(tree, 'other'), 1e6));
  });
  expect(shapes.length).toBeGreaterThan(30);
});

function withValues(expr: Expr, value: string): Expr {
  const change = (one: Matcher): Matcher => ((one.op === '=' || one.op === '!=') && one.value !== '' ? { ...one, value } : one);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'selector':
      return { ...expr, matchers: expr.matchers.map(change) };
    case 'subquery':
    case 'unary':
    case 'paren':
      return { ...expr, expr: withValues(expr.expr, value) };
    case 'call':
      return { ...expr, args: expr.args.map((arg) => withValues(arg, value)) };
    case 'aggregate':
      return { ...expr, expr: withValues(expr.expr, value), ...(expr.param === undefined ? {} : { param: withValues(expr.param, value) }) };
    case 'binary':
      return { ...expr, left: withValues(expr.left, value), right: withValues(expr.right, value) };
  }
}
