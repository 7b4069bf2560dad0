import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import { formatDuration } from '../model/duration.ts';
import type { Selector } from '../promql/ast.ts';

/** TOC315: a range typed into a query that holds fewer than four scrapes. */
export function shortRange(selectors: readonly Selector[], scrapeIntervalMs: number, place: (span: Span | undefined) => Location): readonly Diagnostic[] {
  const fewest = 4 * scrapeIntervalMs;
  return selectors
    .filter(({ rangeMs }) => rangeMs !== undefined && rangeMs < fewest)
    .map((selector) =>
      problem('TOC315', `the range ${formatDuration(selector.rangeMs ?? 0)} holds fewer than 4 scrapes of ${formatDuration(scrapeIntervalMs)}`, {
        at: place(selector.span),
        help: `write \`[{{window}}]\`, or at least \`[${formatDuration(fewest)}]\``,
      }),
    );
}
