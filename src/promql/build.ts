import type { Aggregate, At, Binary, BinaryOp, Call, Expr, Matcher, Matching, NumberLiteral, Paren, Selector, StringLiteral, Subquery, Unary } from './ast.ts';
import { AGGREGATORS } from './aggregators.ts';
import { isLegacyMetric, isPlainLabel } from './names.ts';
import { isUnicodeText } from './quote.ts';

/** Signs of an expression that was put where a name belongs; no exporter writes such names, Prometheus 3 or not. */
const NOT_IN_NAMES = /[{}()[\]"'`\\\s]/;

function checkName(what: string, name: string, isPlain: (name: string) => boolean): string {
  if (!isPlain(name) && (name === '' || NOT_IN_NAMES.test(name) || !isUnicodeText(name))) {
    throw new RangeError(`not a ${what} name: ${JSON.stringify(name)}`);
  }
  return name;
}

function checkLabels(labels: readonly string[]): readonly string[] {
  return labels.map((label) => checkName('label', label, isPlainLabel));
}

function checkDuration(ms: number, least: number): number {
  if (!Number.isSafeInteger(ms) || ms < least) throw new RangeError(`not a duration in whole milliseconds here: ${ms}`);
  return ms;
}

function matcher(label: string, op: Matcher['op'], value: string): Matcher {
  if (!isUnicodeText(value)) throw new RangeError(`not Unicode text: ${JSON.stringify(value)}`);
  return { label: checkName('label', label, isPlainLabel), op, value };
}

/** `label="value"`; an empty value also selects series without the label. */
export function equal(label: string, value: string): Matcher {
  return matcher(label, '=', value);
}

/** `label!="value"`. */
export function notEqual(label: string, value: string): Matcher {
  return matcher(label, '!=', value);
}

/** `label=~"regex"`, which must match the whole value. */
export function matches(label: string, regex: string): Matcher {
  return matcher(label, '=~', regex);
}

/** `label!~"regex"`. */
export function notMatches(label: string, regex: string): Matcher {
  return matcher(label, '!~', regex);
}

/** Selects the series whose label has one of these values, whatever letters they have. */
export function oneOf(label: string, values: readonly string[]): Matcher {
  const [first, ...others] = values;
  if (first === undefined) throw new RangeError(`no values for the label ${label}`);
  return others.length === 0 ? equal(label, first) : matches(label, values.map(quoteRegex).join('|'));
}

/** A regular expression that matches exactly this text. */
export function quoteRegex(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}

/** What a selector can have beside its matchers. */
export interface SelectorExtent {
  readonly rangeMs?: number;
  /** Positive looks back. */
  readonly offsetMs?: number;
  readonly at?: At;
}

/** `metric{…}`, a range selector when `rangeMs` is given. */
export function selector(metric: string, matchers: readonly Matcher[] = [], { rangeMs, offsetMs, at }: SelectorExtent = {}): Selector {
  return {
    kind: 'selector',
    metric: checkName('metric', metric, isLegacyMetric),
    matchers,
    ...(rangeMs === undefined ? {} : { rangeMs: checkDuration(rangeMs, 1) }),
    ...(offsetMs === undefined || offsetMs === 0 ? {} : { offsetMs: checkDuration(offsetMs, -Infinity) }),
    ...(at === undefined ? {} : { at }),
  };
}

/** The same selector over a range. */
export function range(instant: Selector, rangeMs: number): Selector {
  return { ...instant, rangeMs: checkDuration(rangeMs, 1) };
}

/** The same selector or subquery, this much earlier than it was. */
export function offset<T extends Selector | Subquery>(node: T, offsetMs: number): T {
  const sum = (node.offsetMs ?? 0) + checkDuration(offsetMs, -Infinity);
  const { offsetMs: _, ...rest } = node;
  return (sum === 0 ? rest : { ...node, offsetMs: sum }) as T;
}

/** `expr[range:step]`. */
export function subquery(expr: Expr, rangeMs: number, stepMs?: number): Subquery {
  return { kind: 'subquery', expr, rangeMs: checkDuration(rangeMs, 1), ...(stepMs === undefined ? {} : { stepMs: checkDuration(stepMs, 1) }) };
}

/** A number, best given as text, which no rounding touches; a negative one becomes a sign and a number. */
export function number(value: string | number): NumberLiteral | Unary {
  const text = typeof value === 'string' ? value : numberText(value);
  if (!/^[-+]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|Inf|NaN)$/.test(text)) throw new RangeError(`not a number of PromQL: ${text}`);
  const sign = text[0];
  return sign === '-' || sign === '+' ? { kind: 'unary', op: sign, expr: { kind: 'number', text: text.slice(1) } } : { kind: 'number', text };
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? 'Inf' : '-Inf';
}

export function string(value: string): StringLiteral {
  if (!isUnicodeText(value)) throw new RangeError(`not Unicode text: ${JSON.stringify(value)}`);
  return { kind: 'string', value };
}

export function paren(expr: Expr): Paren {
  return { kind: 'paren', expr };
}

/** `-expr`. */
export function negative(expr: Expr): Unary {
  return { kind: 'unary', op: '-', expr };
}

/** `func(args)`; whether the function exists, and since when, is for `checkExpr`. */
export function call(func: string, ...args: readonly Expr[]): Call {
  if (!isPlainLabel(func)) throw new RangeError(`not a function name: ${func}`);
  return { kind: 'call', func, args };
}

/** Which labels an aggregation keeps, or which it drops; nothing for one result without labels. */
export type Keep = readonly string[] | { readonly without: readonly string[] };

/** Any aggregation; `param` is the number or text that `topk`, `quantile` and the like take first. */
export function aggregate(op: string, expr: Expr, keep: Keep = [], param?: Expr): Aggregate {
  const known = AGGREGATORS.get(op);
  if (known === undefined || (known.param === undefined) !== (param === undefined)) throw new RangeError(`not an aggregation with these arguments: ${op}`);
  const grouping = groupingOf(keep);
  return { kind: 'aggregate', op, ...(grouping === undefined ? {} : { grouping }), ...(param === undefined ? {} : { param }), expr };
}

function groupingOf(keep: Keep): Aggregate['grouping'] {
  if ('without' in keep) return { kind: 'without', labels: checkLabels(keep.without) };
  return keep.length === 0 ? undefined : { kind: 'by', labels: checkLabels(keep) };
}

export function sum(expr: Expr, keep?: Keep): Aggregate {
  return aggregate('sum', expr, keep);
}

export function count(expr: Expr, keep?: Keep): Aggregate {
  return aggregate('count', expr, keep);
}

export function max(expr: Expr, keep?: Keep): Aggregate {
  return aggregate('max', expr, keep);
}

/** How the sides of an operator are paired; `on: []` pairs everything with everything. */
export interface Pairing {
  readonly on?: readonly string[];
  readonly ignoring?: readonly string[];
  /** Labels taken over from the side that has one partner; given, even empty, the left side may have many. */
  readonly groupLeft?: readonly string[];
  readonly groupRight?: readonly string[];
  readonly bool?: boolean;
}

/** `left op right`; the printer adds the parentheses that precedence needs. */
export function binary(op: BinaryOp, left: Expr, right: Expr, pairing: Pairing = {}): Binary {
  const matching = matchingOf(pairing);
  return { kind: 'binary', op, ...(pairing.bool === true ? { bool: true } : {}), ...(matching === undefined ? {} : { matching }), left, right };
}

function matchingOf({ on, ignoring, groupLeft, groupRight }: Pairing): Matching | undefined {
  if (on !== undefined && ignoring !== undefined) throw new RangeError('on and ignoring exclude each other');
  if (groupLeft !== undefined && groupRight !== undefined) throw new RangeError('group_left and group_right exclude each other');
  const labels = on ?? ignoring;
  const side = groupLeft ?? groupRight;
  if (labels === undefined) {
    if (side !== undefined) throw new RangeError('group_left and group_right need on or ignoring');
    return undefined;
  }
  const group = side === undefined ? {} : { group: { side: groupLeft === undefined ? ('right' as const) : ('left' as const), labels: checkLabels(side) } };
  return { kind: on === undefined ? 'ignoring' : 'on', labels: checkLabels(labels), ...group };
}
