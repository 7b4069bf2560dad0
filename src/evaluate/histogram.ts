import { METRIC_NAME, type Labels } from './labels.ts';
import { floatOf } from './number.ts';
import { ofLabels } from './label-cache.ts';
import type { Element } from './value.ts';

interface Bucket {
  readonly upper: number;
  readonly count: number;
}

const withoutBucket = ofLabels((labels) => labels.filter((name) => name !== 'le' && name !== METRIC_NAME));

/** `histogram_quantile` over series with `le`; others are left out. */
export function histogramQuantile(q: number, vector: readonly Element[]): readonly Element[] {
  const histograms = new Map<string, { readonly labels: Labels; readonly buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const upper = floatOf(labels.get('le') ?? '');
    if (upper === undefined) continue;
    const rest = withoutBucket(labels);
    const known = histograms.get(rest.key);
    if (known === undefined) histograms.set(rest.key, { labels: rest, buckets: [{ upper, count: value }] });
    else known.buckets.push({ upper, count: value });
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) }));
}

/** Interpolated in the bucket that holds the rank. Buckets of one bound are added; a count below the one before is raised to it. */
function bucketQuantile(q: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = [...unsorted].sort((a, b) => (a.upper < b.upper ? -1 : a.upper > b.upper ? 1 : 0));
  if (sorted.at(-1)?.upper !== Infinity) return NaN;
  const buckets: { upper: number; count: number }[] = [];
  for (const { upper, count } of sorted) {
    const last = buckets.at(-1);
    if (last?.upper === upper) last.count += count;
    else buckets.push({ upper, count });
  }
  let most = -Infinity;
  for (const bucket of buckets) {
    if (bucket.count > most) most = bucket.count;
    else if (bucket.count < most) bucket.count = most;
  }
  const total = buckets.at(-1)?.count ?? NaN;
  if (buckets.length < 2 || total === 0) return NaN;
  let rank = q * total;
  const found = buckets.findIndex(({ count }) => count >= rank);
  const at = found === -1 ? buckets.length - 1 : found;
  const bucket = buckets[at];
  const before = buckets[at - 1];
  if (bucket === undefined || at === buckets.length - 1) return before?.upper ?? NaN;
  if (before === undefined && bucket.upper <= 0) return bucket.upper;
  const start = before?.upper ?? 0;
  rank -= before?.count ?? 0;
  return start + (bucket.upper - start) * (rank / (bucket.count - (before?.count ?? 0)));
}
