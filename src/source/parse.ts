import { parseEvents, YAMLException, type Event } from 'js-yaml';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import { composeNodes, type YamlNode } from './nodes.ts';
import { explain, type Fault } from './syntax-error.ts';

/** How many syntax errors of one document are told in one run. */
const MAX_FAULTS = 10;

export interface Parsed {
  readonly roots: readonly YamlNode[];
  /** False when a part of the file could not be parsed. */
  readonly complete: boolean;
}

/** Parses every document of a file; a broken one is reported and left out, the others stay. */
export function parseDocuments(source: Source, sink: Sink): Parsed {
  const whole = tryParse(source.text);
  if (whole.kind === 'parsed') return { roots: composeNodes(source.text, whole.events, 0), complete: true };
  const roots: YamlNode[] = [];
  let complete = true;
  for (const part of separate(source.text)) {
    const text = source.text.slice(part.start, part.end);
    const result = tryParse(text);
    if (result.kind === 'parsed') roots.push(...composeNodes(source.text, shifted(result.events, part.start), part.start));
    else {
      complete = false;
      reportFaults(source, part.start, text, result, sink);
    }
  }
  // What only the whole file shows must not pass in silence.
  if (complete) reportFaults(source, 0, source.text, whole, sink);
  return { roots, complete: false };
}

type Attempt = { readonly kind: 'parsed'; readonly events: readonly Event[] } | Fault;

function tryParse(text: string): Attempt {
  try {
    return { kind: 'parsed', events: parseEvents(text, {}) };
  } catch (error) {
    if (error instanceof YAMLException) return { kind: 'fault', reason: error.reason, offset: Math.min(error.mark?.position ?? 0, text.length) };
    throw error;
  }
}

/** Parts of a file that begin with a line `---`; directives (`%`) belong to the document after them. */
function separate(text: string): readonly { readonly start: number; readonly end: number }[] {
  const starts = [0, ...[...text.matchAll(/(?:^|(?<=[\r\n]))(?:%[^\r\n]*[\r\n]+)*---(?=[ \t\r\n]|$)/g)].map((match) => match.index)];
  return starts.map((start, at) => ({ start, end: starts[at + 1] ?? text.length })).filter((part) => part.end > part.start);
}

/** Reports a fault, and then those that show when the faulty lines are taken out, as far as that is sure to be another fault. */
function reportFaults(source: Source, base: number, text: string, first: Fault, sink: Sink): void {
  let fault: Fault | undefined = first;
  let rest = text;
  const end = text.trimEnd().length;
  for (let count = 0; fault !== undefined && count < MAX_FAULTS; count++) {
    const { diagnostic, recoverable } = explain(source, base, text, fault);
    sink.report(diagnostic);
    if (!recoverable) return;
    rest = withoutBlock(rest, (diagnostic.at?.span.start ?? base) - base);
    const next = tryParse(rest);
    fault = next.kind === 'fault' && next.offset > fault.offset && next.offset < end ? next : undefined;
  }
}

/** The text with the line of an offset, and the lines that are indented deeper below it, blanked to the same length. */
function withoutBlock(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
  let end = start;
  do {
    const lineEnd = text.indexOf('\n', end);
    end = lineEnd === -1 ? text.length : lineEnd + 1;
  } while (end < text.length && belongsBelow(text, end, indentation));
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

function belongsBelow(text: string, lineStart: number, indentation: number): boolean {
  const match = /^([ \t]*)(?:$|[\r\n]|#)?/.exec(text.slice(lineStart, lineStart + 400));
  if (match === null) return false;
  return match[0].length > (match[1]?.length ?? 0) || (match[1]?.length ?? 0) > indentation;
}

/** What of an event counts from the beginning of the text. */
const OFFSETS: ReadonlySet<string> = new Set(['start', 'valueStart', 'valueEnd', 'anchorStart', 'anchorEnd', 'tagStart', 'tagEnd']);

/** Moves the offsets of a part's events to where the part stands in the file; -1 says that there is none. */
function shifted(events: readonly Event[], by: number): readonly Event[] {
  if (by === 0) return events;
  return events.map((event) => {
    const moved = Object.entries<unknown>({ ...event }).flatMap(([name, offset]) => (OFFSETS.has(name) && typeof offset === 'number' && offset !== -1 ? [[name, offset + by] as const] : []));
    return Object.assign({ ...event }, Object.fromEntries(moved));
  });
}
