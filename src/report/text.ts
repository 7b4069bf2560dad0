import type { Diagnostic, Related } from '../diagnostics/diagnostic.ts';
import { REGISTRY } from '../diagnostics/registry.ts';
import { lineColumn, type Location } from '../diagnostics/source.ts';
import { painter, type Paint } from './ansi.ts';
import { frame } from './frame.ts';
import { visible } from './visible.ts';

export interface TextOptions {
  readonly color: boolean;
  /** Columns of the terminal, for wrapping explanations and cutting source lines. */
  readonly width: number;
  /** How many problems are shown in full; the rest takes a line each. */
  readonly detailed?: number;
}

const DETAILED = 50;
const MAX_RELATED = 3;
const INDENT = '   ';

/** Problems as text for people: place, line with carets, why and what to do; empty where there are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  if (diagnostics.length === 0) return '';
  const detailed = options.detailed ?? DETAILED;
  const paint = painter(options.color);
  const explained = new Set<string>();
  const ordered = [...diagnostics].sort(byPlace);
  const full = ordered.slice(0, detailed).map((one) => {
    const isFirst = !explained.has(one.code);
    explained.add(one.code);
    return `${[heading(one, paint), ...details(one, isFirst, options.width, paint)].join('\n')}\n`;
  });
  const short = ordered.slice(detailed).map((one) => `${heading(one, paint)}${offer(one)}\n`);
  const blocks = short.length === 0 ? full : [...full, short.join('')];
  return `${blocks.join('\n')}\n${summary(ordered, paint)}\n`;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.at?.source.path ?? '', b.at?.source.path ?? '') ||
    (a.at?.span.start ?? -1) - (b.at?.span.start ?? -1) ||
    (a.at?.span.end ?? -1) - (b.at?.span.end ?? -1) ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function heading(one: Diagnostic, paint: Paint): string {
  const place = one.at === undefined ? '' : `${paint('place', `${placeOf(one.at)}:`)} `;
  return `${place}${paint(one.severity, `${one.severity} ${one.code}:`)} ${visible(one.message)}`;
}

/** The near name at the end of a problem's only line. */
function offer(one: Diagnostic): string {
  return one.suggestion === undefined ? '' : `; did you mean \`${visible(one.suggestion)}\`?`;
}

function placeOf(at: Location): string {
  const { line, column } = lineColumn(at.source, at.span.start);
  return `${visible(at.source.path)}:${line}:${column}`;
}

function details(one: Diagnostic, isFirst: boolean, width: number, paint: Paint): readonly string[] {
  const rest = one.related.length - MAX_RELATED;
  return [
    ...(one.at === undefined ? [] : frame(one.at, width, paint)),
    ...(isFirst ? wrapped('why: ', REGISTRY[one.code].why, width, paint) : []),
    ...(one.help === undefined ? [] : wrapped('do: ', one.help, width, paint)),
    ...(one.suggestion === undefined ? [] : [`${INDENT}did you mean ${paint('offer', `\`${visible(one.suggestion)}\``)}?`]),
    ...one.related.slice(0, MAX_RELATED).flatMap((related) => also(related, width, paint)),
    ...(rest > 0 ? [`${INDENT}and ${rest} more place${rest === 1 ? '' : 's'}`] : []),
  ];
}

function also(related: Related, width: number, paint: Paint): readonly string[] {
  return [`${INDENT}also ${paint('place', `${placeOf(related.at)}:`)} ${visible(related.message)}`, ...frame(related.at, width, paint)];
}

/** An explanation, broken at spaces, its lines under one another. */
function wrapped(label: string, text: string, width: number, paint: Paint): readonly string[] {
  const room = Math.max(20, width - INDENT.length - label.length);
  const lines = text.split('\n').flatMap((paragraph) => broken(visible(paragraph), room));
  return lines.map((line, at) => `${INDENT}${at === 0 ? paint('quiet', label) : ' '.repeat(label.length)}${line}`);
}

function broken(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `3 errors, 1 warning in 2 files`. */
function summary(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.flatMap((one) => one.at?.source.path ?? [])).size;
  const counts = [
    ...(errors > 0 ? [paint('error', counted(errors, 'error'))] : []),
    ...(warnings > 0 ? [paint('warning', counted(warnings, 'warning'))] : []),
  ];
  return `${counts.join(', ')}${files > 0 ? ` in ${counted(files, 'file')}` : ''}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
