import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { PromqlError } from '../promql/promql-error.ts';

const HELP: Readonly<Record<PromqlError['code'], string>> = {
  TOC401: 'mend the expression at this place; texts are in quotes, and inside them a backslash is written twice',
  TOC402: 'give it what it wants: a range is `x[5m]`, over an expression a subquery `[1h:1m]`; `vector(0)` makes a vector of a number',
  TOC403: 'correct the name; only functions of Prometheus itself are known',
  TOC404: 'write it in the way of that version, or declare in `prometheus.version` what really runs',
  TOC405: 'write it without lookaround and backreferences, which RE2 lacks; most of them are a second matcher on the label',
};

/** A fault of an expression as a problem at its place in the specification. */
export function promqlProblem({ code, message, span, suggestion }: PromqlError, place: (span: Span) => Location): Diagnostic {
  const help = code === 'TOC402' && message.startsWith('a selector') ? 'name the metric, or match a label by a value that is not empty' : HELP[code];
  return problem(code, message, { at: place(span), suggestion, help });
}
