import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDuration } from '../model/duration.ts';
import type { JudgedRow } from './burn-row.ts';
import { mend } from './mended-row.ts';

/** TOC508, told once for a row whatever objectives it is for: a window longer than Prometheus keeps its samples. */
export function windowBeyondRetention(row: JudgedRow): Diagnostic | undefined {
  if (row.longMs <= row.retentionMs) return undefined;
  return problem('TOC508', `the window ${formatDuration(row.longMs)} is longer than the retention of ${formatDuration(row.retentionMs)}`, {
    at: row.rowAt,
    help: `raise \`prometheus.retention\` to what is really kept; else ${mend(row)}`,
  });
}
