import type { Matching } from '../promql/ast.ts';
import { ofLabels } from './label-cache.ts';
import { METRIC_NAME, type Labels } from './labels.ts';

/** The part of a label set that two elements must share to match, as a text. Without a clause it is all but the name. */
export function signatureOf(matching: Matching | undefined): (labels: Labels) => string {
  if (matching?.kind === 'on') {
    const names = [...new Set(matching.labels)].sort();
    return ofLabels((labels) => keep(labels, names).key);
  }
  const ignored = new Set([METRIC_NAME, ...(matching?.labels ?? [])]);
  return ofLabels((labels) => drop(labels, ignored).key);
}

/** Only these labels, as far as they are there. */
export function keep(labels: Labels, names: readonly string[]): Labels {
  return labels.filter((name) => names.includes(name));
}

/** All labels but these. */
export function drop(labels: Labels, names: ReadonlySet<string>): Labels {
  return labels.filter((name) => !names.has(name));
}
