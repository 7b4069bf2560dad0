import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expr } from '../../../src/promql/ast.ts';
import { parseExpr } from '../../../src/promql/parse.ts';
import { printExpr, printPretty } from '../../../src/promql/print.ts';
import { decodeString, quoteString } from '../../../src/promql/quote.ts';
import { expressions, text } from './arbitrary.ts';
import { bare } from './bare.ts';

const RUNS = 2000;
const trees = expressions({ oddNames: true, illTypedOneIn: 8 });

function read(printed: string): Expr {
  const { expr, errors } = parseExpr(printed);
  if (expr === undefined) throw new Error(`${printed}\n${JSON.stringify(errors)}`);
  return expr;
}

test('what is printed is read as the same tree', () => {
  fc.assert(
    fc.property(trees, (expr) => {
      expect(bare(read(printExpr(expr)))).toEqual(bare(expr));
    }),
    { numRuns: RUNS },
  );
});

test('printing again changes nothing', () => {
  fc.assert(
    fc.property(trees, (expr) => {
      const once = printExpr(expr);
      expect(printExpr(read(once))).toBe(once);
    }),
    { numRuns: RUNS },
  );
});

test('the lines of a long expression are the same tree', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 1, max: 120 }), (expr, width) => {
      const lines = printPretty(expr, width);
      expect(bare(read(lines))).toEqual(bare(expr));
      expect(printPretty(read(lines), width)).toBe(lines);
      expect(lines).not.toMatch(/[ \t]$/m);
    }),
    { numRuns: RUNS },
  );
});

test('any text comes back from its quotes', () => {
  fc.assert(
    fc.property(text, (value) => {
      const literal = quoteString(value);
      expect(decodeString(literal)).toEqual({ value });
      expect(literal).toMatch(/^"[^\n\r]*"$/);
    }),
    { numRuns: 5 * RUNS },
  );
});

test('what is not Unicode is refused, since UTF-8 would change it', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 0xd800, max: 0xdfff }), (before, half) => {
      expect(() => quoteString(`${before}${String.fromCharCode(half)}.`)).toThrow('not Unicode');
    }),
  );
});
