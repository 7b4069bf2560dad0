import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';

/** TOC317: a query that does not use a variable without which it cannot mean what the compiler needs. */
export function fixedWindow(used: ReadonlySet<string>, at: Location): readonly Diagnostic[] {
  if (used.has('window')) return [];
  return [problem('TOC317', 'this query does not use `{{window}}`', { at, help: 'write `[{{window}}]` as the range of its counters' })];
}
