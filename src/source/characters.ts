import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';

// Control characters other than tab and line ends, and halves of characters: YAML allows none of them.
const FORBIDDEN = /(?![\t\n\r\u0085])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;
const MISLEADING = /\r(?!\n)|[\u0085\u2028\u2029\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]|(?<=^[ \t]*)\u00a0/gmu;
/** A file of nothing but such characters is told as one thing, not as thousands. */
const MAX_REPORTED = 5;

const NAMES: ReadonlyMap<string, string> = new Map([
  ['\r', 'a carriage return without a line feed'],
  ['\u0085', 'a next-line character'],
  ['\u2028', 'a line separator'],
  ['\u2029', 'a paragraph separator'],
  ['\u200b', 'a space without width'],
  ['\u2060', 'a space without width'],
  ['\ufeff', 'a byte order mark in mid-text'],
  ['\u00a0', 'a no-break space as indentation'],
]);

/** Reports characters that YAML forbids, or that make a file look other than it is read; false when it cannot be read. */
export function checkCharacters(source: Source, sink: Sink): boolean {
  const forbidden = reportEach(source, FORBIDDEN, (character, at, more) => {
    sink.report(problem('TOC011', `control character ${codePoint(character)} in the text${more}`, { at, help: 'Delete it; in double quotes it can be written as an escape such as `\\\\u001b`.' }));
  });
  reportEach(source, MISLEADING, (character, at, more) => {
    const name = NAMES.get(character) ?? 'a character that turns the direction of writing';
    sink.report(problem('TOC014', `${name} (${codePoint(character)})${more}`, { at, help: character === '\r' ? 'Save the file with LF or CRLF line ends.' : 'Delete it, or write it as an escape in double quotes.' }));
  });
  return forbidden === 0;
}

type Report = (character: string, at: { source: Source; span: { start: number; end: number } }, more: string) => void;

function reportEach(source: Source, pattern: RegExp, report: Report): number {
  const found = [...source.text.matchAll(pattern)];
  found.slice(0, MAX_REPORTED).forEach((match, index) => {
    const rest = index === MAX_REPORTED - 1 ? found.length - MAX_REPORTED : 0;
    const span = { start: match.index, end: match.index + match[0].length };
    report(match[0], { source, span }, rest > 0 ? `, and ${rest} more such places in this file` : '');
  });
  return found.length;
}

/** `U+001B`. */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
