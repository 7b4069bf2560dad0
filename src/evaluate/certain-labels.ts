import type { Expr, Selector } from '../promql/ast.ts';
import { bare } from './compiled.ts';
import { METRIC_NAME } from './labels.ts';

type Certain = ReadonlyMap<string, string>;

const NONE: Certain = new Map();

/** Functions that leave the labels of their first or their only vector as they are. */
const LABELS_CHANGE: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'vector', 'scalar', 'time', 'pi', 'histogram_quantile']);

/** Functions that set the label that their second argument names, and leave the others. */
const SETS_ONE: ReadonlySet<string> = new Set(['label_replace', 'label_join']);

/** Labels that every element of the result has with one value, as far as the text shows it; the metric name is not among them. */
export function certainLabels(expr: Expr): Certain {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NONE;
    case 'selector':
      return asked(expr);
    case 'paren':
    case 'unary':
    case 'subquery':
      return certainLabels(expr.expr);
    case 'call': {
      if (LABELS_CHANGE.has(expr.func)) return NONE;
      const vector = expr.args.map(bare).find(({ kind }) => kind !== 'number' && kind !== 'string');
      if (vector === undefined) return NONE;
      const inner = certainLabels(vector);
      if (!SETS_ONE.has(expr.func)) return inner;
      const set = bare(expr.args[1] ?? vector);
      return set.kind === 'string' ? only(inner, (label) => label !== set.value) : NONE;
    }
    case 'aggregate': {
      const { grouping } = expr;
      if (grouping === undefined || expr.op === 'count_values') return NONE;
      const inner = certainLabels(expr.expr);
      return only(inner, (label) => grouping.labels.includes(label) === (grouping.kind === 'by'));
    }
    case 'binary': {
      const left = certainLabels(expr.left);
      const right = certainLabels(expr.right);
      if (expr.op === 'or') return only(left, (label, value) => right.get(label) === value);
      if (expr.op === 'and' || expr.op === 'unless') return left;
      if (isNumber(expr.left)) return right;
      if (isNumber(expr.right)) return left;
      const { matching } = expr;
      if (matching?.group !== undefined) {
        const { side, labels } = matching.group;
        return only(side === 'left' ? left : right, (label) => !labels.includes(label));
      }
      return matching === undefined ? left : only(left, (label) => matching.labels.includes(label) === (matching.kind === 'on'));
    }
  }
}

function asked({ matchers }: Selector): Certain {
  return new Map(matchers.filter(({ label, op, value }) => op === '=' && value !== '' && label !== METRIC_NAME).map(({ label, value }) => [label, value]));
}

function only(labels: Certain, passes: (label: string, value: string) => boolean): Certain {
  return new Map([...labels].filter(([label, value]) => passes(label, value)));
}

/** Whether an operand is surely a scalar. */
function isNumber(expr: Expr): boolean {
  const inner = bare(expr);
  if (inner.kind === 'unary') return isNumber(inner.expr);
  if (inner.kind === 'binary') return isNumber(inner.left) && isNumber(inner.right);
  return inner.kind === 'number' || (inner.kind === 'call' && (inner.func === 'scalar' || inner.func === 'time' || inner.func === 'pi'));
}
