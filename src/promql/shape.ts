import type { Expr, Selector } from './ast.ts';
import { parseExpr } from './parse.ts';

/** Texts that differ only in values of `label="value"`, equal ones at the same places, have the same tree but for these values. */
export interface Shape {
  /** With a mark for each value. */
  readonly text: string;
  readonly values: readonly string[];
}

const MARK = '\u0001';

/** Texts that were read, until there are too many of them: each is read for several purposes. */
const recent = new Map<string, Shape>();
const MOST_RECENT = 50_000;

/** The shape of a text; where other quotes, comments or escapes could hold what looks like a value, the text itself. */
export function shapeOf(text: string): Shape {
  const known = recent.get(text);
  if (known !== undefined) return known;
  const shape = readShape(text);
  if (recent.size >= MOST_RECENT) recent.clear();
  recent.set(text, shape);
  return shape;
}

function readShape(text: string): Shape {
  if (/['`#\\]/.test(text)) return { text, values: [] };
  const places = new Map<string, number>();
  const shape = text.replace(/(!?=)"([^"\n]+)"/g, (_, op: string, value: string) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return `${op}"${MARK}${place}"`;
  });
  return { text: shape, values: [...places.keys()] };
}

/** Whether a string of a shape stands for a value. */
export function isMark(text: string): boolean {
  return text.startsWith(MARK);
}

/** A value, where a mark of a shape stands for one. */
export function unmarked(value: string, { values }: Shape): string {
  return isMark(value) ? (values[Number(value.slice(1))] ?? value) : value;
}

/** A selector of a shape with its values, without places. */
export function selectorOf({ kind, metric, matchers, rangeMs, offsetMs, at }: Selector, shape: Shape): Selector {
  return {
    kind,
    ...(metric === undefined ? {} : { metric }),
    matchers: matchers.map(({ label, op, value }) => ({ label, op, value: unmarked(value, shape) })),
    ...(rangeMs === undefined ? {} : { rangeMs }),
    ...(offsetMs === undefined ? {} : { offsetMs }),
    ...(at === undefined ? {} : { at }),
  };
}

const trees = new Map<string, Expr | undefined>();

/** The tree of a shape, each parsed once; undefined where it is no PromQL. */
export function shapeTree({ text }: Shape): Expr | undefined {
  if (trees.has(text)) return trees.get(text);
  const { expr, errors } = parseExpr(text);
  const tree = errors.length > 0 ? undefined : expr;
  trees.set(text, tree);
  return tree;
}

/** The tree of a text; its places may be those of another text of its shape. */
export function treeWithoutPlaces(text: string): Expr | undefined {
  const shape = shapeOf(text);
  const tree = shapeTree(shape);
  return tree === undefined || shape.values.length === 0 ? tree : filled(tree, shape);
}

function filled(expr: Expr, shape: Shape): Expr {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return expr;
    case 'selector':
      return selectorOf(expr, shape);
    case 'subquery':
    case 'unary':
    case 'paren':
      return { ...expr, expr: filled(expr.expr, shape) };
    case 'call':
      return { ...expr, args: expr.args.map((arg) => filled(arg, shape)) };
    case 'aggregate':
      return { ...expr, expr: filled(expr.expr, shape), ...(expr.param === undefined ? {} : { param: filled(expr.param, shape) }) };
    case 'binary':
      return { ...expr, left: filled(expr.left, shape), right: filled(expr.right, shape) };
  }
}
