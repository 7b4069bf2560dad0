import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDuration } from '../model/duration.ts';
import type { JudgedRow } from './burn-row.ts';
import { mend } from './mended-row.ts';

/** TOC504, told once for a row whatever objectives it is for: a short window that holds fewer than four scrapes. */
export function shortWindow(row: JudgedRow): Diagnostic | undefined {
  const fewest = 4 * row.scrapeIntervalMs;
  if (row.shortMs >= fewest) return undefined;
  return problem('TOC504', `the short window ${formatDuration(row.shortMs)} holds fewer than 4 scrapes of ${formatDuration(row.scrapeIntervalMs)}`, {
    at: row.rowAt,
    help: `4 × ${formatDuration(row.scrapeIntervalMs)} = ${formatDuration(fewest)}: ${mend(row)}`,
  });
}
