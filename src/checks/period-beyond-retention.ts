import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import { formatDuration } from '../model/duration.ts';
import type { Period } from '../model/model.ts';
import { longestPeriodMs } from '../model/period.ts';

/** TOC509: a period, the longest of the calendar's, longer than Prometheus keeps its samples. */
export function periodBeyondRetention(period: Period, retentionMs: number, at: Location): readonly Diagnostic[] {
  const periodMs = longestPeriodMs(period);
  if (periodMs <= retentionMs) return [];
  const what = period.kind === 'rolling' ? `the period of ${formatDuration(periodMs)}` : `a ${period.kind} of ${formatDuration(periodMs)}`;
  return [
    problem('TOC509', `${what} is longer than Prometheus keeps its samples, ${formatDuration(retentionMs)}`, {
      at,
      help: 'raise `prometheus.retention` to what is really kept, or choose a shorter period',
    }),
  ];
}
