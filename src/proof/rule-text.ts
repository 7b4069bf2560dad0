import { certainLabels } from '../evaluate/certain-labels.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { checkExpr } from '../promql/check.ts';
import { childrenOf } from '../promql/children.ts';
import type { PromqlError } from '../promql/promql-error.ts';
import type { Version } from '../promql/version.ts';
import { parseExpr } from '../promql/parse.ts';
import { selectorsOf } from '../promql/selectors.ts';
import { isMark, selectorOf, shapeOf, shapeTree, unmarked } from '../promql/shape.ts';

/** A text as the number of its skeleton, in which every quoted string is blanked, and these strings, each once. */
export interface TextForm {
  readonly skeleton: number;
  readonly strings: readonly string[];
}

/** An expression as text: what it selects, and its tree when somebody asks for it. */
export interface RuleText {
  readonly form: TextForm;
  /** Each question once, whatever its range and offset. */
  readonly selectors: readonly Selector[];
  /** Labels that its result surely has, with their values. */
  readonly certain: ReadonlyMap<string, string>;
  /** Whether it makes values of labels out of others, and does not only compare them. */
  readonly makesLabels: boolean;
  /** Undefined where the text is no PromQL. */
  readonly tree: () => Expr | undefined;
}

/** What is known of all texts of one shape, with marks where they have values. */
interface Known {
  readonly selectors: readonly Selector[];
  readonly certain: ReadonlyMap<string, string>;
  readonly makesLabels: boolean;
  readonly skeleton: number;
  /** Quoted strings that are no values. */
  readonly others: readonly string[];
}

const ofShapes = new Map<string, Known>();
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
  const made = read(text);
  if (recent.size >= MOST_RECENT) recent.clear();
  recent.set(text, made);
  return made;
}

function read(text: string): RuleText {
  const shape = shapeOf(text);
  const known = ofShapes.get(shape.text) ?? knownOf(shape.text, shapeTree(shape));
  ofShapes.set(shape.text, known);
  return {
    form: { skeleton: known.skeleton, strings: known.others.length === 0 ? shape.values : [...shape.values, ...known.others] },
    selectors: known.selectors.map((one) => selectorOf(one, shape)),
    certain: new Map([...known.certain].map(([label, value]) => [label, unmarked(value, shape)])),
    makesLabels: known.makesLabels,
    tree: once(() => parsed(text)),
  };
}

function knownOf(shape: string, tree: Expr | undefined): Known {
  const others = new Map<string, number>();
  const blanked = shape.replace(/"((?:[^"\\]|\\.)*)"/g, (quoted, value: string) => {
    if (isMark(value)) return quoted;
    const place = others.get(value) ?? others.size;
    others.set(value, place);
    return `"${place}"`;
  });
  const told = tree === undefined || /['`#\\]/.test(shape) ? blanked : withoutBlanks(blanked);
  const skeleton = skeletons.get(told) ?? skeletons.size;
  skeletons.set(told, skeleton);
  const selectors = tree === undefined ? [] : selectorsOf(tree);
  const asking = new Map(selectors.map((one) => [JSON.stringify([one.metric, one.matchers.map(({ label, op, value }) => [label, op, value])]), one]));
  return { selectors: [...asking.values()], certain: tree === undefined ? new Map() : certainLabels(tree), makesLabels: tree !== undefined && makesLabels(tree), skeleton, others: [...others.keys()] };
}

/** `label_replace` without a pattern only writes a value down. */
function makesLabels(expr: Expr): boolean {
  if (expr.kind === 'call' && (expr.func === 'label_join' || expr.func === 'label_replace')) {
    const pattern = expr.args.at(-1);
    if (expr.func === 'label_join' || pattern?.kind !== 'string' || pattern.value !== '') return true;
  }
  return childrenOf(expr).some(makesLabels);
}

/** Sound PromQL, its strings blanked, without what only breaks lines: these depend on how long names are. */
function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/ (?=\W)|(?<=\W) /g, '');
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
