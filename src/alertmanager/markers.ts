/** Opens a generated part of the user's file. */
export const OPENING = '# >>> tocsin: generated, do not edit';
/** Closes a generated part of the user's file. */
export const CLOSING = '# <<< tocsin';

/** Begins the comment that tells of scaled time. */
export const SCALE_MARK = 'For tests, never to be deployed: ';

/** The comment in every generated file of scaled time. */
export function scaleMark(scale: number): string {
  return `${SCALE_MARK}time is divided by ${scale}.`;
}

/** Where a text already holds one of our marker lines; -1 where it holds none. */
export function findMarker(text: string): number {
  return text.search(/^[ \t]*# (?:>>>|<<<) tocsin\b/m);
}
