import type { Expr } from '../promql/ast.ts';
import type { RuleFile, RuleGroup } from '../rules/rule.ts';

/**
 * A rule file without the groups that only record what no other group reads, such as what a period has counted:
 * they decide no alert, and cost an engine most of its time.
 */
export function withoutUnread(file: RuleFile): RuleFile {
  const isRead = (group: RuleGroup): boolean => {
    const others = new Set(file.groups.flatMap((other) => (other === group ? [] : other.rules.flatMap(({ expr }) => [...metricsIn(expr)]))));
    return group.rules.some((rule) => rule.kind === 'alert' || others.has(rule.record));
  };
  return { ...file, groups: file.groups.filter(isRead) };
}

function* metricsIn(expr: Expr): Iterable<string> {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return;
    case 'selector':
      if (expr.metric !== undefined) yield expr.metric;
      return;
    case 'subquery':
    case 'unary':
    case 'paren':
      yield* metricsIn(expr.expr);
      return;
    case 'call':
      for (const arg of expr.args) yield* metricsIn(arg);
      return;
    case 'aggregate':
      if (expr.param !== undefined) yield* metricsIn(expr.param);
      yield* metricsIn(expr.expr);
      return;
    case 'binary':
      yield* metricsIn(expr.left);
      yield* metricsIn(expr.right);
  }
}
