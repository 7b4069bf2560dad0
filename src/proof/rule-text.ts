import { certainLabels } from '../evaluate/certain-labels.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { checkExpr } from '../promql/check.ts';
import type { PromqlError } from '../promql/promql-error.ts';
import type { Version } from '../promql/version.ts';
import { parseExpr } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors.ts';

/** An expression as text: what it selects, and its tree when somebody asks for it. */
export interface RuleText {
  readonly selectors: readonly Selector[];
  /** Labels that all of the result has with one value, as far as the text shows it. */
  readonly certain: Readonly<Record<string, string>>;
  /** Undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
}

const NOTHING: RuleText = { selectors: [], certain: {}, tree: () => undefined };
/** Texts that differ only in values of `label="value"` have the same tree but for these values; each shape is parsed once. */
const shapes = new Map<string, Omit<RuleText, 'tree'> | undefined>();
const MARK = '\u0001';
/** Shapes that a Prometheus takes, by its version. */
const taken = new Set<string>();

/** Reads an expression; thousands that differ in names only are read as one. */
export function readRuleText(text: string): RuleText {
  const { shape, values } = shapeOf(text);
  if (shape === text) return whole(text);
  if (!shapes.has(shape)) shapes.set(shape, readShape(shape));
  const known = shapes.get(shape);
  if (known === undefined) return whole(text);
  return {
    selectors: known.selectors.map((one) => withValues(one, values)),
    certain: Object.fromEntries(Object.entries(known.certain).map(([label, value]) => [label, valueOf(value, values)])),
    tree: once(() => parsed(text)),
  };
}

function shapeOf(text: string): { readonly shape: string; readonly values: readonly string[] } {
  // Other quotes and comments could hold what looks like a value; escapes have to be decoded.
  if (/['`#\\]/.test(text)) return { shape: text, values: [] };
  const values: string[] = [];
  const shape = text.replace(/(!?=)"([^"\n]+)"/g, (_, op: string, value: string) => `${op}"${MARK}${values.push(value) - 1}"`);
  return { shape, values };
}

/** What a Prometheus of this version refuses in an expression; nothing where it takes it. */
export function refusedIn(text: string, version: Version): readonly PromqlError[] {
  const key = `${version.major}.${version.minor} ${shapeOf(text).shape}`;
  if (taken.has(key)) return [];
  const { expr, errors } = parseExpr(text);
  const found = expr === undefined || errors.length > 0 ? errors : checkExpr(expr, { version });
  if (found.length === 0) taken.add(key);
  return found;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function whole(text: string): RuleText {
  const tree = parsed(text);
  return tree === undefined ? NOTHING : { ...shownBy(tree), tree: () => tree };
}

function parsed(text: string): Expr | undefined {
  const { expr, errors } = parseExpr(text);
  return errors.length > 0 ? undefined : expr;
}

function readShape(shape: string): Omit<RuleText, 'tree'> | undefined {
  const tree = parsed(shape);
  return tree === undefined ? undefined : shownBy(tree);
}

function shownBy(tree: Expr): Omit<RuleText, 'tree'> {
  return { selectors: selectorsOf(tree), certain: Object.fromEntries(certainLabels(tree)) };
}

function valueOf(marked: string, values: readonly string[]): string {
  return marked.startsWith(MARK) ? (values[Number(marked.slice(1))] ?? marked) : marked;
}

/** Spans of a shape are those of no text. */
function withValues({ kind, metric, matchers, rangeMs, offsetMs, at }: Selector, values: readonly string[]): Selector {
  return {
    kind,
    ...(metric === undefined ? {} : { metric }),
    matchers: matchers.map(({ label, op, value }) => ({ label, op, value: valueOf(value, values) })),
    ...(rangeMs === undefined ? {} : { rangeMs }),
    ...(offsetMs === undefined ? {} : { offsetMs }),
    ...(at === undefined ? {} : { at }),
  };
}
