import type { BinaryOp } from './ast.ts';

/** Binding strength, from loose to tight; `^` alone groups from the right. */
export const PRECEDENCE: Readonly<Record<BinaryOp, number>> = {
  or: 1,
  and: 2, unless: 2,
  '==': 3, '!=': 3, '>': 3, '<': 3, '>=': 3, '<=': 3,
  '+': 4, '-': 4,
  '*': 5, '/': 5, '%': 5, atan2: 5,
  '^': 6,
};

/** A sign binds like `*`: `-a ^ b` is `-(a ^ b)`, and `-a * b` is `(-a) * b`. */
export const UNARY_PRECEDENCE = PRECEDENCE['*'];

/** Whether `a op b op c` is `a op (b op c)`. */
export function groupsFromRight(op: BinaryOp): boolean {
  return op === '^';
}

export function isBinaryOp(text: string): text is BinaryOp {
  return Object.hasOwn(PRECEDENCE, text);
}

export function isComparison(op: BinaryOp): boolean {
  return PRECEDENCE[op] === PRECEDENCE['=='];
}

export function isSetOperator(op: BinaryOp): boolean {
  return op === 'and' || op === 'or' || op === 'unless';
}
