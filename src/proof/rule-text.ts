import { certainLabels } from '../evaluate/certain-labels.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { checkExpr } from '../promql/check.ts';
import type { PromqlError } from '../promql/promql-error.ts';
import type { Version } from '../promql/version.ts';
import { parseExpr } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { selectorOf, shapeOf, shapeTree, unmarked } from '../promql/shape.ts';

/** A text as the number of its skeleton, in which every quoted string is blanked, and these strings, each once. */
export interface TextForm {
  readonly skeleton: number;
  readonly strings: readonly string[];
}

/** An expression as text: what it selects, and its tree when somebody asks for it. */
export interface RuleText {
  readonly form: TextForm;
  readonly selectors: readonly Selector[];
  /** Labels that its result surely has, with their values. */
  readonly certain: ReadonlyMap<string, string>;
  /** Undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
}

/** What is known of all texts of one shape, with marks where they have values. */
type Known = Pick<RuleText, 'selectors' | 'certain'>;

const NOTHING: Omit<RuleText, 'form'> = { selectors: [], certain: new Map(), tree: () => undefined };
const ofShapes = new Map<string, Known | undefined>();
/** Texts that were just read: the sites of an instance have the same. */
const recent = new Map<string, RuleText>();
const MOST_RECENT = 2000;
/** Numbers of skeletons: they stand for texts in keys of this process. */
const skeletons = new Map<string, number>();
/** Shapes that a Prometheus takes, by its version. */
const taken = new Set<string>();

/** Reads an expression; thousands that differ in names only are read as one. */
export function readRuleText(text: string): RuleText {
  const before = recent.get(text);
  if (before !== undefined) return before;
  const made = { form: formOf(text), ...read(text) };
  if (recent.size >= MOST_RECENT) recent.clear();
  recent.set(text, made);
  return made;
}

function read(text: string): Omit<RuleText, 'form'> {
  const shape = shapeOf(text);
  if (!ofShapes.has(shape.text)) ofShapes.set(shape.text, knownOf(shapeTree(shape)));
  const known = ofShapes.get(shape.text);
  if (known === undefined) return NOTHING;
  return {
    selectors: known.selectors.map((one) => selectorOf(one, shape)),
    certain: new Map([...known.certain].map(([label, value]) => [label, unmarked(value, shape)])),
    tree: once(() => parsed(text)),
  };
}

function knownOf(tree: Expr | undefined): Known | undefined {
  return tree === undefined ? undefined : { selectors: selectorsOf(tree), certain: certainLabels(tree) };
}

function formOf(text: string): TextForm {
  const places = new Map<string, number>();
  const blanked = text.replace(/"((?:[^"\\]|\\.)*)"/g, (_, value: string) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return `"${place}"`;
  });
  const skeleton = skeletons.get(blanked) ?? skeletons.size;
  skeletons.set(blanked, skeleton);
  return { skeleton, strings: [...places.keys()] };
}

/** What a Prometheus of this version refuses in an expression; nothing where it takes it. */
export function refusedIn(text: string, version: Version): readonly PromqlError[] {
  const key = `${version.major}.${version.minor} ${shapeOf(text).text}`;
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

function parsed(text: string): Expr | undefined {
  const { expr, errors } = parseExpr(text);
  return errors.length > 0 ? undefined : expr;
}
