import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDuration } from '../model/duration.ts';
import { compare, dividedBy, ONE, toDecimal, toPercentage } from '../model/rational.ts';
import { burnRateText, theRow, type JudgedRow } from './burn-row.ts';
import { mend } from './mended-row.ts';

/** TOC502: a row that needs an error ratio of 100 % or more. */
export function unreachableThreshold(row: JudgedRow): Diagnostic | undefined {
  if (compare(row.threshold, ONE) < 0) return undefined;
  const needed = toPercentage(row.threshold, 4);
  const highest = toDecimal(dividedBy(ONE, row.budget), 4);
  return problem('TOC502', `objective \`${row.objective}\`: a ${row.level} over ${formatDuration(row.longMs)} needs an error ratio above ${needed}, and there is none above 100%`, {
    at: row.targetAt,
    related: theRow(row),
    help: `burn rate ${burnRateText(row)}; times the budget of ${toPercentage(row.budget)} that is ${needed}. At this target a burn rate stays below ${highest}: ${mend(row)}`,
  });
}
