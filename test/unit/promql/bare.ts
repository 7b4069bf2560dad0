import type { Expr } from '../../../src/promql/ast.ts';

const LEFT_OUT = new Set(['span', 'opSpan', 'funcSpan', 'newer']);

/** A tree without parentheses and without what only parsing adds: what is left is its meaning. */
export function bare(expr: Expr): unknown {
  return strip(expr);
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'paren' && 'expr' in value) return strip(value.expr);
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (LEFT_OUT.has(key) ? [] : [[key, strip(one)]])));
}
