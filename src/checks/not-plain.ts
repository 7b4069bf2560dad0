import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Expr, Selector } from '../promql/ast.ts';

/** A metric with matchers and nothing else. */
export function isPlain(expr: Expr): expr is Selector {
  return expr.kind === 'selector' && expr.metric !== undefined && expr.rangeMs === undefined && expr.offsetMs === undefined && expr.at === undefined;
}

/** TOC305: an expression where a metric with matchers has to stand. */
export function notPlain(expr: Expr, at: Location): readonly Diagnostic[] {
  if (isPlain(expr)) return [];
  return [
    problem('TOC305', 'expected a metric with matchers and nothing else', {
      at,
      help: 'write it as `metric{label="value"}`; the compiler adds identity, site, rate, sums and windows',
    }),
  ];
}
