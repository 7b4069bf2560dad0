import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { formatDuration } from '../model/duration.ts';
import { compare, ONE, toDecimal } from '../model/rational.ts';
import { burnRateText, theRow, type JudgedRow } from './burn-row.ts';
import { mend } from './mended-row.ts';

/** TOC505: a row that fires at a burn rate below 1. */
export function belowSustainable(row: JudgedRow): Diagnostic | undefined {
  if (compare(row.factor, ONE) >= 0) return undefined;
  return problem('TOC505', `objective \`${row.objective}\`: a ${row.level} over ${formatDuration(row.longMs)} would fire at burn rate ${toDecimal(row.factor, 4)}, while the objective is being met`, {
    at: row.periodAt,
    related: theRow(row),
    help: `burn rate ${burnRateText(row)}; ${mend(row)}`,
  });
}
