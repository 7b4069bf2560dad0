import type { Binary, Expr } from './ast.ts';
import { leftOperand, rightOperand, signedOperand, subqueryOperand } from './parenthesize.ts';
import { aggregateHead, printOperator, printSuffix, selectorParts } from './print-parts.ts';
import { PRECEDENCE } from './operators.ts';
import { quoteString } from './quote.ts';

/**
 * The expression on one line, with no more parentheses than the tree has and precedence needs.
 * Throws for texts that are not Unicode, which PromQL cannot hold.
 */
export function printExpr(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.text;
    case 'string':
      return quoteString(expr.value);
    case 'selector': {
      const { name, inside } = selectorParts(expr);
      return `${name}${inside.length > 0 || name === '' ? `{${inside.join(', ')}}` : ''}${printSuffix(expr)}`;
    }
    case 'subquery':
      return `${printExpr(subqueryOperand(expr))}${printSuffix(expr)}`;
    case 'call':
      return `${expr.func}(${expr.args.map(printExpr).join(', ')})`;
    case 'aggregate':
      return `${aggregateHead(expr)}(${[...(expr.param === undefined ? [] : [expr.param]), expr.expr].map(printExpr).join(', ')})`;
    case 'binary':
      return `${printExpr(leftOperand(expr))} ${printOperator(expr)} ${printExpr(rightOperand(expr))}`;
    case 'unary':
      return `${expr.op}${printExpr(signedOperand(expr))}`;
    case 'paren':
      return `(${printExpr(expr.expr)})`;
  }
}

/**
 * The expression as a reviewer reads it: on one line where that fits into `width`, else broken at its outermost joints,
 * two spaces deeper at each bracket, with every operator at the start of its line.
 *
 * @param columnsOf how many columns a string or the value of a matcher counts for, at least its length
 */
export function printPretty(expr: Expr, width = 120, columnsOf?: ColumnsOf): string {
  return layOut(expr, { width, columnsOf, indent: '', taken: 0 });
}

type ColumnsOf = (text: string) => number;

interface Place {
  readonly width: number;
  readonly columnsOf: ColumnsOf | undefined;
  /** Spaces before the lines that follow the first. */
  readonly indent: string;
  /** Columns of the first line that are taken, before the expression and after it. */
  readonly taken: number;
}

function layOut(expr: Expr, place: Place): string {
  const flat = fitting(expr, place);
  if (flat !== undefined) return flat;
  switch (expr.kind) {
    case 'number':
    case 'string':
      return printExpr(expr);
    case 'selector': {
      const { name, inside } = selectorParts(expr);
      return inside.length < 2 ? printExpr(expr) : `${name}${bracketed('{', inside, '}', place)}${printSuffix(expr)}`;
    }
    case 'subquery': {
      const suffix = printSuffix(expr);
      return `${layOut(subqueryOperand(expr), { ...place, taken: place.taken + suffix.length })}${suffix}`;
    }
    case 'call':
      return expr.args.length === 0 ? printExpr(expr) : `${expr.func}${bracketed('(', layOutArgs(expr.args, place), ')', place)}`;
    case 'aggregate': {
      const parts = [...(expr.param === undefined ? [] : [expr.param]), expr.expr];
      return `${aggregateHead(expr)}${bracketed('(', layOutParts(parts, place), ')', place)}`;
    }
    case 'binary':
      return layOutBinary(expr, place);
    case 'unary':
      return `${expr.op}${layOut(signedOperand(expr), { ...place, taken: place.taken + 1 })}`;
    case 'paren':
      return bracketed('(', layOutParts([expr.expr], place), ')', place);
  }
}

/** The expression on one line where that fits. */
function fitting(expr: Expr, { width, columnsOf, indent, taken }: Place): string | undefined {
  const room = width - indent.length - taken;
  // Every level would print all that is below it, only to find that it does not fit.
  if (roomLeft(expr, room) < 0) return undefined;
  const flat = printExpr(expr);
  return flat.length <= room && (columnsOf === undefined || flat.length + columnsBeyond(expr, columnsOf) <= room) ? flat : undefined;
}

/** How many columns its texts count for beyond those that they take. */
function columnsBeyond(expr: Expr, columnsOf: ColumnsOf): number {
  const beyond = (text: string): number => columnsOf(text) - text.length;
  switch (expr.kind) {
    case 'number':
      return 0;
    case 'string':
      return beyond(expr.value);
    case 'selector':
      return expr.matchers.reduce((sum, { value }) => sum + beyond(value), 0);
    case 'call':
      return expr.args.reduce((sum, arg) => sum + columnsBeyond(arg, columnsOf), 0);
    case 'aggregate':
      return columnsBeyond(expr.expr, columnsOf) + (expr.param === undefined ? 0 : columnsBeyond(expr.param, columnsOf));
    case 'binary':
      return columnsBeyond(expr.left, columnsOf) + columnsBeyond(expr.right, columnsOf);
    case 'subquery':
    case 'unary':
    case 'paren':
      return columnsBeyond(expr.expr, columnsOf);
  }
}

/** At most what is left of the room once the expression stands in it on one line; looks no further once nothing is left. */
function roomLeft(expr: Expr, room: number): number {
  if (room < 0) return room;
  switch (expr.kind) {
    case 'number':
      return room - expr.text.length;
    case 'string':
      return room - expr.value.length - 2;
    case 'selector':
      return expr.matchers.reduce((left, { label, op, value }) => left - label.length - op.length - value.length - 2, room - (expr.metric?.length ?? 0));
    case 'call':
      return expr.args.reduce((left, arg) => roomLeft(arg, left), room - expr.func.length - 2);
    case 'aggregate':
      return roomLeft(expr.expr, room - expr.op.length - 2);
    case 'binary':
      return roomLeft(expr.right, roomLeft(expr.left, room - expr.op.length - 2));
    case 'subquery':
    case 'unary':
    case 'paren':
      return roomLeft(expr.expr, room - 1);
  }
}

function deeper({ width, columnsOf, indent }: Place, taken: number): Place {
  return { width, columnsOf, indent: `${indent}  `, taken };
}

/** Each part is followed by a comma or by nothing, so one column is kept for it. */
function layOutParts(exprs: readonly Expr[], place: Place): readonly string[] {
  return exprs.map((expr) => layOut(expr, deeper(place, 1)));
}

/** The literals that end a list of arguments share a line. */
function layOutArgs(args: readonly Expr[], place: Place): readonly string[] {
  const literals = args.slice(args.findLastIndex(({ kind }) => kind !== 'number' && kind !== 'string') + 1);
  const others = layOutParts(args.slice(0, args.length - literals.length), place);
  return literals.length === 0 ? others : [...others, literals.map(printExpr).join(', ')];
}

function bracketed(opening: string, lines: readonly string[], closing: string, { indent }: Place): string {
  return `${opening}\n${indent}  ${lines.join(`,\n${indent}  `)}\n${indent}${closing}`;
}

/** Operands of one chain, such as `a or b or c`, stand below each other; a tighter one that must be broken stands deeper. */
function layOutBinary(expr: Binary, place: Place): string {
  const left = leftOperand(expr);
  const isChained = left.kind === 'binary' && PRECEDENCE[left.op] === PRECEDENCE[expr.op];
  const first = isChained ? layOutBinary(left, place) : layOut(left, { ...place, taken: 0 });
  const operator = printOperator(expr);
  const right = rightOperand(expr);
  const beside = { ...place, taken: operator.length + 1 };
  const after = right.kind === 'binary' ? fitting(right, beside) : layOut(right, beside);
  if (after !== undefined) return `${first}\n${place.indent}${operator} ${after}`;
  return `${first}\n${place.indent}${operator}\n${place.indent}  ${layOut(right, deeper(place, 0))}`;
}
