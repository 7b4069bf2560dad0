import type { Span } from '../diagnostics/source.ts';
import type { Cursor } from './cursor.ts';

/** From a place already passed to the end of what was read last. */
export function spanFrom(cursor: Cursor, from: { readonly start: number }): Span {
  return { start: from.start, end: cursor.lastEnd };
}
