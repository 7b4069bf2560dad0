import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration } from '../model/duration.ts';
import { USUAL_NEEDS_MS } from '../model/traffic.ts';

/** TOC520: usual traffic is looked up two weeks ago, and Prometheus does not keep so much. */
export function usualBeyondRetention(retentionMs: number, at: Location): readonly Diagnostic[] {
  if (retentionMs >= USUAL_NEEDS_MS) return [];
  return [
    problem('TOC520', `what is usual is looked up in the last ${formatDuration(USUAL_NEEDS_MS)}, and Prometheus keeps ${formatDuration(retentionMs)}`, {
      at,
      help: 'raise `prometheus.retention` to what is really kept, or say under `traffic: { none: … }` why the traffic of this instance is not judged',
    }),
  ];
}
