import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expr } from '../../../src/promql/ast.ts';
import { PRECEDENCE } from '../../../src/promql/operators.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr } from '../../../src/promql/print.ts';
import * as promtool from '../../support/promtool.ts';
import { tempDir } from '../../support/temp.ts';

/** Values at `x="0"`, `x="1"` and so on; `_` is no series. */
const SERIES = { p: [1, 2, '_', 4], q: [3, '_', 1, 2], r: ['_', 2, 1, 5], s: [2, 2, '_', '_'] };

/** Four operands, some with signs, and operators between them without any parentheses. */
const chains = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('', '', '-'), fc.constantFrom('p', 'q', 'r', 's')), { minLength: 3, maxLength: 6 }),
    fc.array(fc.constantFrom(...Object.keys(PRECEDENCE)), { minLength: 5, maxLength: 5 }),
  )
  .map(([operands, operators]) => operands.map(([sign, name], at) => `${at === 0 ? '' : ` ${operators[at - 1]} `}${sign}${name}`).join(''));

/** The tree with parentheses around everything, so that precedence has no say. */
function parenthesized(expr: Expr): Expr {
  switch (expr.kind) {
    case 'binary':
      return { kind: 'paren', expr: { ...expr, left: parenthesized(expr.left), right: parenthesized(expr.right) } };
    case 'unary':
      return { kind: 'paren', expr: { ...expr, expr: parenthesized(expr.expr) } };
    default:
      return expr;
  }
}

test('Prometheus groups operators as our tree does', async () => {
  const expressions = [...new Set(fc.sample(chains, { numRuns: 600, seed: 42 }))];
  expect(expressions.length).toBeGreaterThan(500);
  const queries = expressions.map((text) => {
    const { expr } = parseExpr(text);
    if (expr === undefined) throw new Error(`not read: ${text}`);
    const ours = printExpr(parenthesized(expr));
    // Empty if both have the same series, and the same values apart from those that are no number.
    const differing = `((${text}) unless on (x) (${ours})) or ((${ours}) unless on (x) (${text})) or (((${text}) != on (x) (${ours})) unless on (x) ((${text}) != on (x) (${text})))`;
    return { expr: differing, eval_time: '0s', exp_samples: [] };
  });
  const input = Object.entries(SERIES).flatMap(([name, values]) => values.map((value, x) => ({ series: `${name}{x="${x}"}`, values: String(value) })));
  const dir = tempDir({ 'test.yml': JSON.stringify({ tests: [{ interval: '1m', input_series: input, promql_expr_test: queries }] }) });
  expect(await promtool.testRules([`${dir}/test.yml`])).toMatchObject({ status: 0 });
});
