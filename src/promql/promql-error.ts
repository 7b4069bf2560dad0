import type { Code } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source.ts';

/** Codes of the problems that an expression can have by itself. */
export type PromqlCode = Extract<Code, 'TOC401' | 'TOC402' | 'TOC403' | 'TOC404' | 'TOC405'>;

/** A problem in an expression; where the expression stands in a file is the caller's knowledge. */
export interface PromqlError {
  readonly code: PromqlCode;
  /** What is wrong, without a full stop. */
  readonly message: string;
  /** UTF-16 offsets in the expression's text; empty at 0 for trees that were not parsed. */
  readonly span: Span;
  /** A near name, for "did you mean". */
  readonly suggestion?: string;
}
