import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { KnownMetric } from '../model/contract.ts';

/** TOC308: a latency threshold that no bucket ends at. */
export function noSuchBucket(name: string, metric: KnownMetric, withinSeconds: number, at: Location): readonly Diagnostic[] {
  if (metric.buckets.includes(withinSeconds)) return [];
  const last = metric.buckets.at(-1);
  const tooHigh = last !== undefined && withinSeconds > last;
  return [
    problem('TOC308', `\`${name}\` has no bucket that ends at ${withinSeconds}`, {
      at,
      help: `${tooHigh ? `everything slower than ${last} falls into one bucket, so this can never be seen; ` : ''}choose one of ${metric.buckets.join(', ')}`,
    }),
  ];
}
