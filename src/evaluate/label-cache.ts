import type { Labels } from './labels.ts';

/** A function of a label set whose results are kept as long as the set is. */
export function ofLabels<T>(compute: (labels: Labels) => T): (labels: Labels) => T {
  const known = new WeakMap<Labels, { readonly result: T }>();
  // Mostly the same set is asked for again.
  let latest: Labels | undefined;
  let ofLatest: { readonly result: T } | undefined;
  return (labels) => {
    if (latest === labels && ofLatest !== undefined) return ofLatest.result;
    const found = known.get(labels) ?? { result: compute(labels) };
    known.set(labels, found);
    latest = labels;
    ofLatest = found;
    return found.result;
  };
}

/** The same of two label sets. */
export function ofLabelPairs<T>(compute: (first: Labels, second: Labels) => T): (first: Labels, second: Labels) => T {
  const rows = ofLabels((first) => ofLabels((second) => compute(first, second)));
  return (first, second) => rows(first)(second);
}
