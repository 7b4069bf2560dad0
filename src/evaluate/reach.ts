import type { Expr, Selector } from '../promql/ast.ts';

/** Where an expression reads a selector, in milliseconds before the time it is evaluated at. */
export interface Reach {
  readonly selector: Selector;
  readonly farMs: number;
  readonly nearMs: number;
}

/** All that an expression reads. */
export interface Reaches {
  readonly reads: readonly Reach[];
  /** Steps of its subqueries. */
  readonly stepsMs: readonly number[];
}

/** Nothing where it reads what is fixed in time, or later than itself. */
export function reachesOf(expr: Expr, defaults: { readonly lookbackMs: number; readonly defaultStepMs: number }): Reaches | undefined {
  const reads: Reach[] = [];
  const stepsMs: number[] = [];
  const walk = (one: Expr, farMs: number, nearMs: number): boolean => {
    switch (one.kind) {
      case 'number':
      case 'string':
        return true;
      case 'selector': {
        const offsetMs = one.offsetMs ?? 0;
        reads.push({ selector: one, farMs: farMs + offsetMs + (one.rangeMs ?? defaults.lookbackMs), nearMs: nearMs + offsetMs });
        return one.at === undefined && offsetMs >= 0;
      }
      case 'subquery': {
        const offsetMs = one.offsetMs ?? 0;
        stepsMs.push(one.stepMs ?? defaults.defaultStepMs);
        return one.at === undefined && offsetMs >= 0 && walk(one.expr, farMs + offsetMs + one.rangeMs, nearMs + offsetMs);
      }
      case 'paren':
      case 'unary':
        return walk(one.expr, farMs, nearMs);
      case 'call':
        return one.args.every((arg) => walk(arg, farMs, nearMs));
      case 'aggregate':
        return walk(one.expr, farMs, nearMs) && (one.param === undefined || walk(one.param, farMs, nearMs));
      case 'binary':
        return walk(one.left, farMs, nearMs) && walk(one.right, farMs, nearMs);
    }
  };
  return walk(expr, 0, 0) ? { reads, stepsMs } : undefined;
}
