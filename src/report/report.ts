import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lineColumn, type Location } from '../diagnostics/source.ts';

/** Why a command could not do its work. */
export interface Failure {
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
}

/** All that a command found, for formats that are one document. */
export interface Report {
  /** The tool's own version. */
  readonly version: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly failures: readonly Failure[];
}

/** A range of a file as people and editors count: all from 1, columns in UTF-16 units, the end column behind the last one. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Where a location begins and ends. An empty one, such as that of a missing value, is one character wide. */
export function placeOf({ source, span }: Location): Place {
  const start = lineColumn(source, span.start);
  // The end is counted from the last character that can be seen: a range that ends with a line break does not reach into the next line.
  let end = Math.min(span.end, source.text.length);
  while (end > span.start + 1 && /[\r\n]/.test(source.text.charAt(end - 1))) end--;
  const last = lineColumn(source, Math.max(span.start, end - 1));
  return { file: source.path, line: start.line, column: start.column, endLine: last.line, endColumn: last.column + 1 };
}

/** The file a problem is about, with or without a place in it. */
export function fileOf(one: Diagnostic): string | undefined {
  return one.at?.source.path ?? one.file;
}

/** Where the page of a code lies in the package, and on the project's site. */
export function pageOf(code: string): string {
  return `docs/diagnostics/${code}.md`;
}
