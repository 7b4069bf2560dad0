import type { Expr, Selector } from './ast.ts';
import { childrenOf } from './children.ts';

/** All selectors of an expression, from left to right. */
export function selectorsOf(expr: Expr): readonly Selector[] {
  return expr.kind === 'selector' ? [expr] : childrenOf(expr).flatMap(selectorsOf);
}
