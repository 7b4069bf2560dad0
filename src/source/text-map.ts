import { CHOMPING_MODE, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import type { Span } from '../diagnostics/source.ts';

/** A run of decoded characters and where they come from; a literal run is the same text on both sides. */
export interface Segment {
  /** Offset in the decoded text of the first character. */
  readonly at: number;
  readonly length: number;
  readonly span: Span;
  readonly literal: boolean;
}

/** How the decoded text of a scalar lies in its source, run by run. */
export function segmentsOf(text: string, event: ScalarEvent): readonly Segment[] {
  if (event.valueStart === -1) return [];
  const map = new SegmentList();
  switch (event.style) {
    case SCALAR_STYLE.PLAIN: flowSegments(text, event, map, false); break;
    case SCALAR_STYLE.SINGLE_QUOTED: flowSegments(text, event, map, true); break;
    case SCALAR_STYLE.DOUBLE_QUOTED: flowSegments(text, event, map, true); break;
    case SCALAR_STYLE.LITERAL_BLOCK: blockSegments(text, event, map, false); break;
    case SCALAR_STYLE.FOLDED_BLOCK: blockSegments(text, event, map, true); break;
  }
  return map.segments;
}

/** Maps a range of decoded text to its source; the empty range maps to the place before its character. */
export function mapSpan(segments: readonly Segment[], span: Span, whole: Span): Span {
  const last = segments.at(-1);
  if (last === undefined) return whole;
  const length = last.at + last.length;
  const from = Math.max(0, Math.min(span.start, length));
  const to = Math.max(from, Math.min(span.end, length));
  const start = from === length ? last.span.end : placeOf(segments, from).start;
  return { start, end: to === from ? start : Math.max(start, placeOf(segments, to - 1).end) };
}

/** Where the decoded character at an offset is written. */
function placeOf(segments: readonly Segment[], offset: number): Span {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (segment === undefined) return { start: 0, end: 0 };
  if (!segment.literal) return segment.span;
  const start = segment.span.start + (offset - segment.at);
  return { start, end: start + 1 };
}

class SegmentList {
  readonly segments: Segment[] = [];
  #decoded = 0;

  literal(start: number, end: number): void {
    if (end > start) this.#push(end - start, { start, end }, true);
  }

  replaced(length: number, start: number, end: number): void {
    if (length > 0) this.#push(length, { start, end }, false);
  }

  #push(length: number, span: Span, literal: boolean): void {
    this.segments.push({ at: this.#decoded, length, span, literal });
    this.#decoded += length;
  }
}

/** Line breaks with the white space around them, read from the first break on. */
function breaksFrom(text: string, from: number, end: number): { readonly next: number; readonly breaks: number; readonly firstEnd: number } {
  let at = from;
  let breaks = 0;
  let firstEnd = from;
  for (; at < end; at++) {
    const character = text[at];
    if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at++;
      if (breaks++ === 0) firstEnd = at + 1;
    } else if (character !== ' ' && character !== '\t') break;
  }
  return { next: at, breaks, firstEnd };
}

/** Plain and quoted text: literal runs, escapes, and folded line breaks. */
function flowSegments(text: string, event: ScalarEvent, map: SegmentList, quoted: boolean): void {
  const end = event.valueEnd;
  const isDouble = event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  const isSingle = event.style === SCALAR_STYLE.SINGLE_QUOTED;
  let runStart = event.valueStart;
  /** End of the run without white space, which a line break swallows. */
  let runEnd = runStart;
  let at = runStart;
  while (at < end) {
    const character = text[at];
    if (isSingle && character === "'") {
      map.literal(runStart, at);
      map.replaced(1, at, at + 2);
      at = runStart = runEnd = at + 2;
    } else if (isDouble && character === '\\') {
      map.literal(runStart, at);
      at = escapeSegment(text, at, end, map);
      runStart = runEnd = at;
    } else if (character === '\n' || character === '\r') {
      map.literal(runStart, runEnd);
      const fold = breaksFrom(text, at, end);
      map.replaced(fold.breaks === 1 ? 1 : fold.breaks - 1, runEnd, fold.firstEnd);
      at = runStart = runEnd = fold.next;
    } else {
      at++;
      if (character !== ' ' && character !== '\t') runEnd = at;
    }
  }
  map.literal(runStart, quoted ? end : runEnd);
}

/** One escape of a double-quoted text; gives the offset after it. */
function escapeSegment(text: string, from: number, end: number, map: SegmentList): number {
  const escaped = text[from + 1];
  if (escaped === '\n' || escaped === '\r') return breaksFrom(text, from + 1, end).next;
  const digits = escaped === 'x' ? 2 : escaped === 'u' ? 4 : escaped === 'U' ? 8 : 0;
  const after = from + 2 + digits;
  const isPair = digits === 8 && (Number.parseInt(text.slice(from + 2, after), 16) | 0) > 0xffff;
  map.replaced(isPair ? 2 : 1, from, after);
  return after;
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** After the line break. */
  readonly next: number;
}

function linesOf(text: string, start: number, end: number): readonly Line[] {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    let lineEnd = at;
    while (lineEnd < end && text[lineEnd] !== '\n' && text[lineEnd] !== '\r') lineEnd++;
    const next = lineEnd >= end ? end : lineEnd + (text[lineEnd] === '\r' && text[lineEnd + 1] === '\n' ? 2 : 1);
    lines.push({ start: at, end: lineEnd, next });
    at = next;
  }
  return lines;
}

/** Literal and folded blocks: lines without their indentation, joined by the breaks that count. */
function blockSegments(text: string, event: ScalarEvent, map: SegmentList, folded: boolean): void {
  const lines = linesOf(text, event.valueStart, event.valueEnd);
  const indent = Math.max(0, event.indent);
  let breaks: Line[] = [];
  let hasContent = false;
  let moreIndented = false;
  for (const line of lines) {
    let column = 0;
    while (column < indent && text[line.start + column] === ' ') column++;
    if (event.indent < 0 || line.start + column >= line.end) {
      breaks.push(line);
      continue;
    }
    const first = text[line.start + indent];
    const isMore = folded && (first === ' ' || first === '\t');
    // Between two ordinary lines of a folded block one break is a space, and each further break stands for itself.
    if (folded && hasContent && !isMore && !moreIndented) foldedBreaks(breaks, map);
    else breaks.forEach((one) => map.replaced(1, one.end, one.next));
    map.literal(line.start + indent, line.end);
    breaks = [line];
    moreIndented = isMore;
    hasContent = true;
  }
  trailingBreaks(event, breaks, hasContent, map);
}

function foldedBreaks(breaks: readonly Line[], map: SegmentList): void {
  const [first, ...more] = breaks;
  if (more.length > 0) more.forEach((one) => map.replaced(1, one.end, one.next));
  else if (first !== undefined) map.replaced(1, first.end, first.next);
}

function trailingBreaks(event: ScalarEvent, breaks: readonly Line[], hasContent: boolean, map: SegmentList): void {
  if (event.chomping === CHOMPING_MODE.KEEP) breaks.forEach((one) => map.replaced(1, one.end, one.next));
  else if (event.chomping === CHOMPING_MODE.CLIP && hasContent) breaks.slice(0, 1).forEach((one) => map.replaced(1, one.end, one.next));
}
