import type { Binary } from '../promql/ast.ts';
import { isComparison } from '../promql/operators.ts';
import { arithmetic, comparison, dropsMetricName, isLinear } from './binary.ts';
import type { VectorAt } from './compiled.ts';
import { ofLabelPairs } from './label-cache.ts';
import { METRIC_NAME, type Labels } from './labels.ts';
import { drop, keep, signatureOf } from './matching.ts';
import { unique } from './unique.ts';
import { failed, type Element } from './value.ts';

/** What a pair of values gives: nothing where a filter does not let it pass. */
type Combine = (left: number, right: number) => number | undefined;

/**
 * Arithmetic and comparison between two vectors. With `group_left` or `group_right` many elements of that side share one
 * of the other; a filter that lets nothing pass is no match, so it cannot match twice either.
 */
export function vectorsMatched(binary: Binary, left: VectorAt, right: VectorAt): VectorAt {
  const { matching, span } = binary;
  const signature = signatureOf(matching);
  const combine = combinationOf(binary);
  const resultLabels = ofLabelPairs(resultOf(binary));
  const side = matching?.group?.side;
  const compares = isComparison(binary.op);
  const linear = isLinear(binary.op);
  return (atMs, frame) => {
    const lefts = left(atMs, frame);
    const rights = right(atMs, frame);
    if (!linear && !compares) {
      frame.trace?.vector(lefts);
      frame.trace?.vector(rights);
    }
    if (lefts.length === 0 || rights.length === 0) return [];
    const many = side === 'right' ? rights : lefts;
    const ones = new Map<string, Element>();
    for (const one of side === 'right' ? lefts : rights) {
      const key = signature(one.labels);
      if (ones.has(key)) throw failed(`found duplicate series for the match group on the ${side === 'right' ? 'left' : 'right'} hand-side of the operation`, span);
      ones.set(key, one);
    }
    const matched = new Map<string, Set<string>>();
    const result: Element[] = [];
    for (const element of many) {
      const key = signature(element.labels);
      const one = ones.get(key);
      if (one === undefined) continue;
      const value = side === 'right' ? combine(one.value, element.value) : combine(element.value, one.value);
      if (compares) frame.trace?.order(element.value, one.value);
      if (value === undefined) continue;
      const labels = resultLabels(element.labels, one.labels);
      const before = matched.get(key);
      if (before === undefined) matched.set(key, new Set([labels.key]));
      else if (side === undefined) throw failed('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)', span);
      else if (before.has(labels.key)) throw failed('multiple matches for labels: grouping labels must ensure unique matches', span);
      else before.add(labels.key);
      result.push({ labels, value });
    }
    return unique(result, span);
  };
}

function combinationOf({ op, bool }: Binary): Combine {
  if (!isComparison(op)) return arithmetic(op);
  const compares = comparison(op);
  return bool === true ? (left, right) => (compares(left, right) ? 1 : 0) : (left, right) => (compares(left, right) ? left : undefined);
}

/** The labels of a result, from the element of the many and the one it was matched with. */
function resultOf({ op, bool, matching }: Binary): (many: Labels, one: Labels) => Labels {
  const kept = matching?.kind === 'on' ? matching.labels : undefined;
  const dropped = new Set(matching?.kind === 'ignoring' ? matching.labels : []);
  return (many, one) => {
    let labels = dropsMetricName(op) ? many.withoutName() : many;
    if (matching?.group === undefined) labels = kept === undefined ? drop(labels, dropped) : keep(labels, kept);
    else labels = labels.with(matching.group.labels.map((name) => [name, one.get(name) ?? ''] as const));
    return bool === true ? drop(labels, new Set([METRIC_NAME])) : labels;
  };
}
