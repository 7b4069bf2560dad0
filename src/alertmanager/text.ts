/** Offset of the first character of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isBreak(text[at - 1])) at--;
  // A byte order mark is no part of the first line's indentation.
  return at === 0 && text.startsWith('\uFEFF') ? 1 : at;
}

/** Offset after the line break that ends the line of an offset; nothing on a last line without one. */
export function nextLine(text: string, offset: number): number | undefined {
  for (let at = offset; at < text.length; at++) {
    if (isBreak(text[at])) return text.startsWith('\r\n', at) ? at + 2 : at + 1;
  }
  return undefined;
}

/** Number of spaces at the start of a line. */
export function indentation(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ') at++;
  return at - start;
}

/** Whether a line holds a comment and nothing else. */
export function isCommentLine(text: string, start: number): boolean {
  return text[start + indentation(text, start)] === '#';
}

/** The line break that a text uses first; `\n` where it has none. */
export function lineBreakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** Offset of the first character from an offset on that is neither space nor part of a comment. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === '#' && at > 0 && /\s/.test(text[at - 1] ?? '')) while (at < text.length && !isBreak(text[at])) at++;
    else if (character !== undefined && /\s/.test(character)) at++;
    else return at;
  }
  return at;
}

/** Whether a character ends a line. */
export function isBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
