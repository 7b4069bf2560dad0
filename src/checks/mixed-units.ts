import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Expr } from '../promql/ast.ts';

/** Functions that give events a second, and those that give events of the window. */
const PER_SECOND = ['rate', 'irate', 'deriv'];
const PER_WINDOW = ['increase', 'delta', 'sum_over_time', 'count_over_time'];

/** What a query counts in: by the functions around its ranges. */
export function unitOf(expr: Expr): 'per-second' | 'per-window' | undefined {
  const functions = rangeFunctions(expr);
  if (functions.length === 0) return undefined;
  if (functions.every((name) => PER_SECOND.includes(name))) return 'per-second';
  return functions.every((name) => PER_WINDOW.includes(name)) ? 'per-window' : undefined;
}

/** TOC319: a query whose result is neither events a second nor events of a window. */
export function mixedUnits(expr: Expr, at: Location): readonly Diagnostic[] {
  if (unitOf(expr) !== undefined) return [];
  const found = [...new Set(rangeFunctions(expr))];
  return [
    problem('TOC319', found.length === 0 ? 'this query counts no events over a window' : `this query mixes what cannot be counted together: ${found.join(', ')}`, {
      at,
      help: 'use `rate` for events a second, or `increase` for events of the window, throughout',
    }),
  ];
}

function rangeFunctions(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'subquery':
    case 'unary':
    case 'paren':
      return rangeFunctions(expr.expr);
    case 'aggregate':
      return rangeFunctions(expr.expr);
    case 'binary':
      return [...rangeFunctions(expr.left), ...rangeFunctions(expr.right)];
    case 'call':
      return expr.args.some((arg) => (arg.kind === 'selector' && arg.rangeMs !== undefined) || arg.kind === 'subquery')
        ? [expr.func]
        : expr.args.flatMap(rangeFunctions);
  }
}
