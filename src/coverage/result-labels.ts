import type { Binary, Expr, Matcher, Selector } from '../promql/ast.ts';
import type { ExpectedLabels, LabelValue } from '../routing/labels.ts';
import { valueOf } from '../routing/labels.ts';

/** The labels of what recording rules record under a name; undefined for a name that none records. */
export type RecordedLabels = (metric: string) => readonly ExpectedLabels[] | undefined;

const NONE: ExpectedLabels = { named: new Map(), others: 'missing' };
const ANY: LabelValue = { kind: 'any' };
const MISSING: LabelValue = { kind: 'known', value: '' };
/** Aggregations that leave series as they are. */
const CHOOSING: readonly string[] = ['topk', 'bottomk', 'limitk', 'limit_ratio'];

/**
 * What is known of the labels of an expression's result, without the metric's name: what aggregations keep, what matchers
 * say, and nothing of the rest (Prometheus: promql/engine.go).
 */
export function resultLabels(expr: Expr, recorded: RecordedLabels): ExpectedLabels {
  const of = (one: Expr): ExpectedLabels => resultLabels(one, recorded);
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NONE;
    case 'selector':
      return selected(expr, recorded);
    case 'subquery':
    case 'unary':
    case 'paren':
      return of(expr.expr);
    case 'call':
      return called(expr.func, expr.args, of);
    case 'aggregate': {
      const inner = of(expr.expr);
      const counted: readonly [string, LabelValue][] = expr.op === 'count_values' && expr.param?.kind === 'string' ? [[expr.param.value, ANY]] : [];
      if (CHOOSING.includes(expr.op)) return inner;
      if (expr.grouping?.kind === 'without') return without(inner, expr.grouping.labels, counted);
      return only(inner, expr.grouping?.labels ?? [], counted);
    }
    case 'binary':
      return joined(expr, of);
  }
}

function selected({ metric, matchers }: Selector, recorded: RecordedLabels): ExpectedLabels {
  const known = metric === undefined ? undefined : recorded(metric);
  const narrowed = (known ?? [{ named: new Map(), others: 'any' } as const]).map((labels) => narrow(labels, matchers));
  return narrowed.length === 0 ? NONE : narrowed.reduce(either);
}

/** Labels that also pass matchers; those that no longer can are left to who looks at matchers. */
function narrow(labels: ExpectedLabels, matchers: readonly Matcher[]): ExpectedLabels {
  const named = new Map(labels.named);
  for (const { label, op, value } of matchers) {
    if (label === '__name__') continue;
    if (op === '=') named.set(label, { kind: 'known', value });
    else if (op === '=~' && /^[\w:/ -]*(?:\|[\w:/ -]*)*$/.test(value) && valueOf(labels, label).kind === 'any') named.set(label, { kind: 'one-of', values: value.split('|') });
  }
  return { named, others: labels.others };
}

function called(func: string, args: readonly Expr[], of: (expr: Expr) => ExpectedLabels): ExpectedLabels {
  switch (func) {
    case 'absent':
    case 'absent_over_time':
      return absent(args[0]);
    case 'vector':
    case 'scalar':
    case 'time':
    case 'pi':
      return NONE;
    case 'label_replace':
    case 'label_join': {
      const [series, target] = args;
      const inner = series === undefined ? NONE : of(series);
      return target?.kind === 'string' ? { ...inner, named: new Map([...inner.named, [target.value, ANY]]) } : { named: new Map(), others: 'any' };
    }
    case 'histogram_quantile':
    case 'histogram_fraction': {
      const series = args.at(-1);
      return series === undefined ? NONE : without(of(series), ['le'], []);
    }
    default: {
      // Of all others at most one argument is a vector, and `month()` and the like without one have no labels.
      const series = args.find((arg) => arg.kind !== 'number' && arg.kind !== 'string');
      return series === undefined ? NONE : of(series);
    }
  }
}

/** Only a plain selector gives its labels to what is absent, and of those only what `=` says once. */
function absent(arg: Expr | undefined): ExpectedLabels {
  if (arg?.kind === 'paren') return absent(arg.expr);
  if (arg?.kind !== 'selector') return NONE;
  const said = arg.matchers.filter(({ label }) => label !== '__name__');
  const once = said.filter((matcher) => matcher.op === '=' && said.filter(({ label }) => label === matcher.label).length === 1);
  return { named: new Map(once.map(({ label, value }): [string, LabelValue] => [label, { kind: 'known', value }])), others: 'missing' };
}

function joined(expr: Binary, of: (expr: Expr) => ExpectedLabels): ExpectedLabels {
  const { op, matching } = expr;
  if (isScalar(expr.left)) return of(expr.right);
  if (isScalar(expr.right)) return of(expr.left);
  if (op === 'or') return either(of(expr.left), of(expr.right));
  if (op === 'and' || op === 'unless') return of(expr.left);
  if (matching === undefined) return of(expr.left);
  const { group } = matching;
  if (group === undefined) return matching.kind === 'on' ? only(of(expr.left), matching.labels, []) : without(of(expr.left), matching.labels, []);
  const [many, one] = group.side === 'left' ? [of(expr.left), of(expr.right)] : [of(expr.right), of(expr.left)];
  return { named: new Map([...many.named, ...group.labels.map((label): [string, LabelValue] => [label, valueOf(one, label)])]), others: many.others };
}

function isScalar(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number':
      return true;
    case 'paren':
    case 'unary':
      return isScalar(expr.expr);
    case 'call':
      return ['scalar', 'time', 'pi'].includes(expr.func);
    case 'binary':
      return isScalar(expr.left) && isScalar(expr.right);
    default:
      return false;
  }
}

function only(labels: ExpectedLabels, kept: readonly string[], more: readonly [string, LabelValue][]): ExpectedLabels {
  return { named: new Map([...kept.map((label): [string, LabelValue] => [label, valueOf(labels, label)]), ...more]), others: 'missing' };
}

function without(labels: ExpectedLabels, dropped: readonly string[], more: readonly [string, LabelValue][]): ExpectedLabels {
  return { named: new Map([...labels.named, ...dropped.map((label): [string, LabelValue] => [label, MISSING]), ...more]), others: labels.others };
}

/** What is known of a series that is of one kind or of the other. */
function either(one: ExpectedLabels, other: ExpectedLabels): ExpectedLabels {
  const names = new Set([...one.named.keys(), ...other.named.keys()]);
  const named = new Map([...names].map((name): [string, LabelValue] => [name, eitherValue(valueOf(one, name), valueOf(other, name))]));
  return { named, others: one.others === 'any' || other.others === 'any' ? 'any' : 'missing' };
}

function eitherValue(one: LabelValue, other: LabelValue): LabelValue {
  if (one.kind === 'any' || other.kind === 'any') return ANY;
  const values = [...new Set([...valuesOf(one), ...valuesOf(other)])].sort();
  return values.length === 1 ? { kind: 'known', value: values[0] ?? '' } : { kind: 'one-of', values };
}

function valuesOf(value: Exclude<LabelValue, { readonly kind: 'any' }>): readonly string[] {
  return value.kind === 'known' ? [value.value] : value.values;
}
