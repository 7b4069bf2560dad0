import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration } from '../model/duration.ts';

/** TOC509: a rolling period longer than Prometheus keeps its samples. */
export function periodBeyondRetention(periodMs: number, retentionMs: number, at: Location): readonly Diagnostic[] {
  if (periodMs <= retentionMs) return [];
  return [
    problem('TOC509', `the period of ${formatDuration(periodMs)} is longer than Prometheus keeps its samples, ${formatDuration(retentionMs)}`, {
      at,
      help: 'raise `prometheus.retention` to what is really kept, or choose a shorter period',
    }),
  ];
}
