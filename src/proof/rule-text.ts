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
  /** Labels that its result surely has, with their values. */
  readonly certain: ReadonlyMap<string, string>;
  /** Undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
}

/** What is known of all texts of one shape, with marks where they have values. */
type Shape = Pick<RuleText, 'selectors' | 'certain'>;

const NOTHING: RuleText = { selectors: [], certain: new Map(), tree: () => undefined };
/** Texts that differ only in values of `label="value"`, equal ones at the same places, have the same tree but for these values; each shape is parsed once. */
const shapes = new Map<string, Shape | undefined>();
const MARK = '\u0001';
/** Shapes that a Prometheus takes, by its version. */
const taken = new Set<string>();

/** Reads an expression; thousands that differ in names only are read as one. */
export function readRuleText(text: string): RuleText {
  const { shape, values } = shapeOf(text);
  if (shape === text) return whole(text);
  if (!shapes.has(shape)) shapes.set(shape, known(parsed(shape)));
  const found = shapes.get(shape);
  if (found === undefined) return whole(text);
  return {
    selectors: found.selectors.map((one) => withValues(one, values)),
    certain: new Map([...found.certain].map(([label, value]) => [label, unmarked(value, values)])),
    tree: once(() => parsed(text)),
  };
}

function known(tree: Expr | undefined): Shape | undefined {
  return tree === undefined ? undefined : { selectors: selectorsOf(tree), certain: certainLabels(tree) };
}

function shapeOf(text: string): { readonly shape: string; readonly values: readonly string[] } {
  // Other quotes and comments could hold what looks like a value; escapes have to be decoded.
  if (/['`#\\]/.test(text)) return { shape: text, values: [] };
  const places = new Map<string, number>();
  const shape = text.replace(/(!?=)"([^"\n]+)"/g, (_, op: string, value: string) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return `${op}"${MARK}${place}"`;
  });
  return { shape, values: [...places.keys()] };
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
  const found = known(tree);
  return found === undefined ? NOTHING : { ...found, tree: () => tree };
}

function parsed(text: string): Expr | undefined {
  const { expr, errors } = parseExpr(text);
  return errors.length > 0 ? undefined : expr;
}

function unmarked(value: string, values: readonly string[]): string {
  return value.startsWith(MARK) ? (values[Number(value.slice(1))] ?? value) : value;
}

/** Spans of a shape are those of no text. */
function withValues({ kind, metric, matchers, rangeMs, offsetMs, at }: Selector, values: readonly string[]): Selector {
  return {
    kind,
    ...(metric === undefined ? {} : { metric }),
    matchers: matchers.map(({ label, op, value }) => ({ label, op, value: unmarked(value, values) })),
    ...(rangeMs === undefined ? {} : { rangeMs }),
    ...(offsetMs === undefined ? {} : { offsetMs }),
    ...(at === undefined ? {} : { at }),
  };
}
