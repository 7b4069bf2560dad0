import { lineColumn, lineText, type Location } from '../diagnostics/source.ts';
import type { Paint } from './ansi.ts';
import { cellsOf, type Cell } from './visible.ts';

const GUTTER = 4;
const MIN_WIDTH = 20;
const ELLIPSIS = '…';
/** How much of a huge line is looked at, before and after the place; no terminal shows more. */
const LONG_LINE = 1000;

/**
 * The line of a place with carets under its very characters; empty when its source has no text.
 * A place of several lines shows its first, and says where it ends.
 */
export function frame(at: Location, width: number, paint: Paint): readonly string[] {
  const start = lineColumn(at.source, at.span.start);
  const last = lineColumn(at.source, Math.max(at.span.start, at.span.end - 1));
  const whole = lineText(at.source, start.line);
  const cut = Math.max(0, start.column - 1 - LONG_LINE);
  const text = whole.slice(cut, cut + 2 * LONG_LINE);
  if (text.trim() === '' && at.span.end <= at.span.start) return [];
  const from = start.column - 1 - cut;
  const to = last.line > start.line ? Math.max(from + 1, text.trimEnd().length) : Math.max(from + 1, from + (at.span.end - at.span.start));
  const number = String(start.line).padStart(GUTTER);
  const margin = ' '.repeat(number.length);
  const shown = windowOf(cellsOf(text), { head: cut > 0, tail: text.length + cut < whole.length }, from, to, Math.max(MIN_WIDTH, width - number.length - 3));
  const end = last.line > start.line ? ` ${ELLIPSIS} to line ${last.line}` : '';
  return [`${paint('quiet', `${number} |`)} ${shown.line}`.trimEnd(), `${paint('quiet', `${margin} |`)} ${' '.repeat(shown.indent)}${paint('caret', `${'^'.repeat(shown.carets)}${end}`)}`];
}

interface Window {
  readonly line: string;
  readonly indent: number;
  readonly carets: number;
}

/** The part of a line around its marked characters that fits, with the columns of the marks. */
function windowOf(cells: readonly Cell[], more: { readonly head: boolean; readonly tail: boolean }, from: number, to: number, room: number): Window {
  const first = firstAt(cells, from);
  const total = widthOf(cells);
  let begin = 0;
  let end = cells.length;
  if (total > room || more.head || more.tail) {
    const lead = Math.floor(room / 3);
    begin = backFrom(cells, first, lead);
    end = forwardFrom(cells, begin, room - (begin > 0 ? 1 : 0) - 1);
    // At the end of the line there is room to show more before the marks.
    if (end === cells.length) begin = backFrom(cells, end, room - 1);
  }
  const marked = cells.slice(first, end).filter((cell) => cell.from < to);
  const prefix = begin > 0 || more.head ? ELLIPSIS : '';
  const suffix = end < cells.length || more.tail ? ELLIPSIS : '';
  return {
    line: `${prefix}${cells.slice(begin, end).map((cell) => cell.text).join('')}${suffix}`,
    indent: prefix.length + widthOf(cells.slice(begin, first)),
    carets: Math.max(1, widthOf(marked)),
  };
}

function firstAt(cells: readonly Cell[], offset: number): number {
  const at = cells.findIndex((cell) => cell.to > offset);
  return at === -1 ? cells.length : at;
}

/** The earliest cell such that those up to `end` fit into a width. */
function backFrom(cells: readonly Cell[], end: number, width: number): number {
  let begin = end;
  let used = 0;
  for (let at = end - 1; at >= 0; at--) {
    used += cells[at]?.width ?? 0;
    if (used > width) break;
    begin = at;
  }
  return begin;
}

function forwardFrom(cells: readonly Cell[], begin: number, width: number): number {
  let used = 0;
  for (let at = begin; at < cells.length; at++) {
    used += cells[at]?.width ?? 0;
    if (used > width) return at;
  }
  return cells.length;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
