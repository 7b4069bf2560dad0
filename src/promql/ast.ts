import type { Span } from '../diagnostics/source.ts';

/** PromQL as a tree: built by `rules/` for printing, and made by `parse` when reading an expression back. Durations are whole milliseconds. */
export type Expr =
  | NumberLiteral
  | StringLiteral
  | Selector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren;

/** Parsed trees carry the span of each node in the expression's text; built trees have none. */
interface Node {
  readonly span?: Span;
}

/** Whether a field of a node only says where it was parsed: two trees that differ in nothing else mean the same. */
export function isPlaceField(name: string): boolean {
  return name === 'span' || name === 'opSpan' || name === 'funcSpan';
}

/**
 * A way of writing that the tree does not keep but that older servers refuse: `{"up"}` for `up` and `[300]` for `[5m]`.
 * Only parsed trees have it; the printer writes the old form.
 */
export interface NewerForm {
  readonly form: 'quoted-name' | 'bare-duration';
  readonly span: Span;
}

interface MayBeNewer {
  readonly newer?: readonly NewerForm[];
}

/** A number as written (`0.001`, `1e3`, `Inf`), so that no float rounding gets into a rule; a sign is a `Unary` around it. */
export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly text: string;
}

/** A string literal; `value` is the decoded text. */
export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One label matcher; `value` is the decoded text. */
export interface Matcher extends Node {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** `@ 1700000000`, `@ start()` or `@ end()`. */
export type At = AtTimestamp | AtEdge;

/** `text` is a number as written, with its sign if it has one. */
interface AtTimestamp extends Node {
  readonly kind: 'timestamp';
  readonly text: string;
}

interface AtEdge extends Node {
  readonly kind: 'start' | 'end';
}

/** An instant selector, or a range selector when `rangeMs` is set. */
export interface Selector extends Node, MayBeNewer {
  readonly kind: 'selector';
  readonly metric?: string;
  readonly matchers: readonly Matcher[];
  readonly rangeMs?: number;
  /** Positive looks back, as in `offset 5m`. */
  readonly offsetMs?: number;
  readonly at?: At;
}

/** `expr[range:step]`; without `stepMs` the engine's default step. */
export interface Subquery extends Node, MayBeNewer {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly rangeMs: number;
  readonly stepMs?: number;
  readonly offsetMs?: number;
  readonly at?: At;
}

/** A function call; a parsed tree's `funcSpan` is the name alone. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly func: string;
  readonly funcSpan?: Span;
  readonly args: readonly Expr[];
}

/** `by (…)` or `without (…)`. */
export interface Grouping extends Node, MayBeNewer {
  readonly kind: 'by' | 'without';
  readonly labels: readonly string[];
}

/** An aggregation; `op` is in lower case, as in `sum`. */
export interface Aggregate extends Node {
  readonly kind: 'aggregate';
  readonly op: string;
  readonly opSpan?: Span;
  /** Absent where neither `by` nor `without` is written. */
  readonly grouping?: Grouping;
  readonly param?: Expr;
  readonly expr: Expr;
}

export type BinaryOp =
  | '+' | '-' | '*' | '/' | '%' | '^' | 'atan2'
  | '==' | '!=' | '>' | '<' | '>=' | '<='
  | 'and' | 'or' | 'unless';

/** `on (…)` or `ignoring (…)`, with `group_left (…)` or `group_right (…)` when `group` is set. */
export interface Matching extends Node, MayBeNewer {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group?: GroupSide;
}

export interface GroupSide extends Node, MayBeNewer {
  readonly side: 'left' | 'right';
  readonly labels: readonly string[];
}

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly op: BinaryOp;
  readonly opSpan?: Span;
  readonly bool?: true;
  readonly matching?: Matching;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

/** Parentheses as written; the printer adds those that precedence needs by itself. */
export interface Paren extends Node {
  readonly kind: 'paren';
  readonly expr: Expr;
}
