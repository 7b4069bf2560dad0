/** A file as it was read: everything a diagnostic needs to show the place, without going back to disk. */
export interface Source {
  /** Path as shown to people: relative to the folder of the command, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span and the source it lies in. */
export interface Location {
  readonly source: Source;
  readonly span: Span;
}

/** A place as people count it: both numbers start at 1, the column counts UTF-16 units. */
export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

const lineStarts = new WeakMap<Source, readonly number[]>();

function startsOf(source: Source): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1);
  lineStarts.set(source, starts);
  return starts;
}

/** Line and column of an offset; offsets past the end give the last place of the text. */
export function lineColumn(source: Source, offset: number): LineColumn {
  const starts = startsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(0, Math.min(offset, source.text.length) - (starts[low] ?? 0)) + 1 };
}

/** Text of a line (counted from 1) without its line end; the empty string where there is no such line. */
export function lineText(source: Source, line: number): string {
  const starts = startsOf(source);
  const start = starts[line - 1];
  if (start === undefined) return '';
  const end = starts[line] ?? source.text.length + 1;
  return source.text.slice(start, end - 1).replace(/\r$/, '');
}
