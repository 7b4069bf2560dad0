import type { Expr, Selector } from './ast.ts';
import { childrenOf } from './children.ts';

/** Of whole expressions, which are asked again and again. */
const known = new WeakMap<Expr, readonly Selector[]>();

/** All selectors of an expression, from left to right. */
export function selectorsOf(expr: Expr): readonly Selector[] {
  const before = known.get(expr);
  if (before !== undefined) return before;
  const found: Selector[] = [];
  collect(expr, found);
  known.set(expr, found);
  return found;
}

function collect(expr: Expr, found: Selector[]): void {
  if (expr.kind === 'selector') found.push(expr);
  else for (const child of childrenOf(expr)) collect(child, found);
}
