import type { Binary, Expr, Subquery, Unary } from './ast.ts';
import { groupsFromRight, PRECEDENCE, UNARY_PRECEDENCE } from './operators.ts';

function inParens(expr: Expr): Expr {
  return { kind: 'paren', expr };
}

/** A negative number in a hand-made tree reads like a sign and a number. */
function isSigned(expr: Expr): boolean {
  return expr.kind === 'unary' || (expr.kind === 'number' && /^[-+]/.test(expr.text));
}

/** The left operand, in parentheses where it would be read otherwise without. */
export function leftOperand({ op, left }: Binary): Expr {
  if (isSigned(left)) return PRECEDENCE[op] > UNARY_PRECEDENCE ? inParens(left) : left;
  if (left.kind !== 'binary') return left;
  const loose = PRECEDENCE[left.op] < PRECEDENCE[op] || (PRECEDENCE[left.op] === PRECEDENCE[op] && groupsFromRight(op));
  return loose ? inParens(left) : left;
}

/** The right operand; a sign needs no parentheses there. */
export function rightOperand({ op, right }: Binary): Expr {
  if (right.kind !== 'binary') return right;
  const loose = PRECEDENCE[right.op] < PRECEDENCE[op] || (PRECEDENCE[right.op] === PRECEDENCE[op] && !groupsFromRight(op));
  return loose ? inParens(right) : right;
}

/** What a sign stands before. */
export function signedOperand({ expr }: Unary): Expr {
  if (isSigned(expr)) return inParens(expr);
  return expr.kind === 'binary' && PRECEDENCE[expr.op] <= UNARY_PRECEDENCE ? inParens(expr) : expr;
}

/** What a subquery is taken of; an offset before its bracket could be read as the subquery's own, so that it is set apart too. */
export function subqueryOperand({ expr }: Subquery): Expr {
  const isModified = (expr.kind === 'selector' || expr.kind === 'subquery') && (expr.offsetMs !== undefined || expr.at !== undefined);
  return expr.kind === 'binary' || isSigned(expr) || isModified ? inParens(expr) : expr;
}
