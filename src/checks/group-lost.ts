import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { Expr } from '../promql/ast.ts';

/** TOC316: a query whose result has lost a label that sites or groups are kept apart by. */
export function groupLost(expr: Expr, labels: readonly string[], at: Location): readonly Diagnostic[] {
  const lost = labels.filter((label) => !keeps(expr, label));
  if (lost.length === 0) return [];
  return [
    problem('TOC316', `the result of this query has no label ${lost.map((label) => `\`${label}\``).join(' or ')}`, {
      at,
      help: 'aggregate with `by ({{group}})`, which holds every label that results are kept apart by',
    }),
  ];
}

/** Whether a label of the series is still on the result. */
function keeps(expr: Expr, label: string): boolean {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return false;
    case 'selector':
      return true;
    case 'subquery':
    case 'unary':
    case 'paren':
      return keeps(expr.expr, label);
    case 'call':
      return expr.args.some((arg) => keeps(arg, label));
    case 'aggregate': {
      if (expr.op === 'topk' || expr.op === 'bottomk') return keeps(expr.expr, label);
      const named = expr.grouping?.labels.includes(label) ?? false;
      return (expr.grouping?.kind === 'without' ? !named : named) && keeps(expr.expr, label);
    }
    case 'binary': {
      const [left, right] = [keeps(expr.left, label), keeps(expr.right, label)];
      if (expr.op === 'or') return left && right;
      if (expr.op === 'and' || expr.op === 'unless') return left;
      if (expr.matching?.group !== undefined) return (expr.matching.group.side === 'left' ? left : right) || expr.matching.group.labels.includes(label);
      if (expr.matching?.kind === 'on') return expr.matching.labels.includes(label) && left && right;
      return left || right;
    }
  }
}
