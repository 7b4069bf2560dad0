import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { Selector } from '../promql/ast.ts';

/** TOC318: a selector of a query that takes every instance. */
export function unselectedInstance(selectors: readonly Selector[], identityLabel: string, place: (span: Span | undefined) => Location): readonly Diagnostic[] {
  return selectors
    .filter((selector) => !selector.matchers.some(({ label, op }) => label === identityLabel && (op === '=' || op === '=~')))
    .map((selector) =>
      problem('TOC318', `this selector takes the series of every instance`, {
        at: place(selector.span),
        help: `write \`{{identity}}\` between its braces: it becomes the matchers of the instance`,
      }),
    );
}
