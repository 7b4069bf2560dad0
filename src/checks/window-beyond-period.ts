import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDuration } from '../model/duration.ts';
import { theRow, type JudgedRow } from './burn-row.ts';
import { mend } from './mended-row.ts';

/** TOC503: a window as long as the period, or longer. */
export function windowBeyondPeriod(row: JudgedRow): Diagnostic | undefined {
  if (row.longMs < row.periodMs) return undefined;
  return problem('TOC503', `objective \`${row.objective}\`: the window ${formatDuration(row.longMs)} does not fit into the period of ${formatDuration(row.periodMs)}`, {
    at: row.periodAt,
    related: theRow(row),
    help: `${formatDuration(row.longMs)} ≥ ${formatDuration(row.periodMs)}: ${mend(row)}`,
  });
}
