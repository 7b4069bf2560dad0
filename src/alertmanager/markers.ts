/** Opens a generated part of the user's file. */
export const OPENING = '# >>> tocsin: generated, do not edit';
/** Closes a generated part of the user's file. */
export const CLOSING = '# <<< tocsin';

/** Where a text already holds one of our marker lines; -1 where it holds none. */
export function findMarker(text: string): number {
  return text.search(/^[ \t]*# (?:>>>|<<<) tocsin\b/m);
}
