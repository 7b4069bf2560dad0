import type { Expr, Selector } from '../promql/ast.ts';
import { bare } from './compiled.ts';
import { Labels, METRIC_NAME } from './labels.ts';

/** The labels of `absent(…)`: what the selector asks for with `=`, each label once; of any other expression none. */
export function absentLabels(expr: Expr | undefined): Labels {
  const selector = expr === undefined ? undefined : bare(expr);
  return selector?.kind === 'selector' ? labelsOf(selector) : Labels.NONE;
}

/** A label that is asked for twice is not told, unless what came before its `=` was no `=`. */
function labelsOf({ matchers }: Selector): Labels {
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { label, op, value } of matchers) {
    if (label === METRIC_NAME) continue;
    if (op === '=' && !seen.has(label)) {
      labels.set(label, value);
      seen.add(label);
    } else labels.delete(label);
  }
  return Labels.of(labels);
}
