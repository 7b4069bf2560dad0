import type { Labels } from './labels.ts';

/** A function of a label set whose results are kept as long as the set is. */
export function ofLabels<T>(compute: (labels: Labels) => T): (labels: Labels) => T {
  const known = new WeakMap<Labels, { readonly result: T }>();
  return (labels) => {
    const before = known.get(labels);
    if (before !== undefined) return before.result;
    const result = compute(labels);
    known.set(labels, { result });
    return result;
  };
}

/** The same of two label sets. */
export function ofLabelPairs<T>(compute: (first: Labels, second: Labels) => T): (first: Labels, second: Labels) => T {
  const rows = ofLabels((first) => ofLabels((second) => compute(first, second)));
  return (first, second) => rows(first)(second);
}
