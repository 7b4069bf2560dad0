import { problem, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Location, Source, Span } from '../diagnostics/source.ts';
import { openedAt, type Opening } from './opened.ts';

/** Where and for what reason the YAML parser gave up. */
export interface Fault {
  readonly kind: 'fault';
  readonly reason: string;
  readonly offset: number;
}

export interface Explained {
  readonly diagnostic: Diagnostic;
  /** Whether the rest of the document can be looked at once the line is taken out. */
  readonly recoverable: boolean;
}

/** A fault in words, at the place where it has to be mended. Offsets count within `text`, which begins at `base` in the source. */
interface Finding {
  readonly code?: 'TOC001' | 'TOC002' | 'TOC006';
  readonly message: string;
  readonly span: Span;
  readonly help?: string;
  readonly related?: { readonly message: string; readonly span: Span };
  readonly recoverable?: boolean;
}

/** Tells what is wrong with a text that the parser refused. */
export function explain(source: Source, base: number, text: string, fault: Fault): Explained {
  const found = find(text, fault);
  const within = (offset: number): number => base + Math.max(0, Math.min(offset, text.length));
  const at = (span: Span): Location => ({ source, span: { start: within(span.start), end: within(Math.max(span.start, span.end)) } });
  const related = found.related === undefined ? [] : [{ message: found.related.message, at: at(found.related.span) }];
  const diagnostic = problem(found.code ?? 'TOC001', found.message, { at: at(found.span), related, help: found.help });
  return { diagnostic, recoverable: found.recoverable ?? true };
}

function find(text: string, fault: Fault): Finding {
  const { reason, offset } = fault;
  if (reason.startsWith('nesting exceeded')) {
    return { code: 'TOC006', message: 'this is nested deeper than 100 levels', span: tokenAt(text, offset), recoverable: false };
  }
  return tab(text, offset, reason) ?? unclosed(text, offset, reason) ?? byReason(text, offset, reason) ?? byPlace(text, offset, reason);
}

/** Tabs: every line that begins with one is meant, and the first is shown. */
function tab(text: string, offset: number, reason: string): Finding | undefined {
  const line = lineAt(text, offset);
  const indentation = /^[ ]*\t[ \t]*/.exec(text.slice(line.start, line.end))?.[0];
  if (indentation === undefined && !reason.startsWith('tab characters')) return undefined;
  const start = indentation === undefined ? offset : line.start + indentation.indexOf('\t');
  const all = [...text.matchAll(/^[ ]*\t[ \t]*(?=[^\s#])/gm)].length;
  return {
    code: 'TOC002',
    message: all > 1 ? `a tab in the indentation, here and on ${all - 1} more line${all > 2 ? 's' : ''}` : 'a tab in the indentation',
    span: { start, end: start + (indentation === undefined ? 1 : indentation.trimStart().length || indentation.length - (start - line.start)) },
    help: 'Indent with two spaces a level.',
    recoverable: false,
  };
}

/** Quotes and brackets that are not closed: shown where they are opened, since the parser notices far below. */
function unclosed(text: string, offset: number, reason: string): Finding | undefined {
  const quoted = / within a (single|double) quoted scalar/.test(reason);
  if (!quoted && !/within a flow collection|deficient indentation|missed comma|expected the node content/.test(reason)) return undefined;
  const open = openedAt(text, offset);
  if (open === undefined) return undefined;
  const span = { start: open.offset, end: open.offset + 1 };
  if (open.character === '"' || open.character === "'") {
    return { message: `the text that begins here is not closed by \`${open.character}\``, span, help: 'Close it; a text of several lines goes under `|`, indented.', recoverable: false };
  }
  if (/missed comma|expected the node/.test(reason)) return wrongInFlow(text, offset, open);
  if (openedAt(text, text.length)?.offset !== open.offset && offset < text.length) {
    const related = { message: 'inside of what is opened here', span };
    return { message: 'a line inside of brackets is indented too little', span: tokenAt(text, offset), related, help: 'Indent it deeper than the line that opens the brackets.' };
  }
  return { message: `\`${open.character}\` is not closed by \`${open.closer}\``, span, help: 'Close it, or use the block form with one entry a line.', recoverable: false };
}

function wrongInFlow(text: string, offset: number, open: Opening): Finding {
  const related = { message: 'inside of what is opened here', span: { start: open.offset, end: open.offset + 1 } };
  const character = text[offset] ?? '';
  if (character === ',') return { message: 'an entry is missing before this `,`', span: { start: offset, end: offset + 1 }, related, help: 'Delete one of the commas.' };
  const isCloser = character === ']' || character === '}';
  return {
    message: isCloser ? `\`${open.character}\` is closed by \`${character}\`` : 'a `,` is missing before this',
    span: tokenAt(text, offset),
    related,
    help: isCloser ? `Close it with \`${open.closer}\`.` : 'Inside `{ }` and `[ ]` a text with brackets, quotes or commas, such as PromQL, must be in quotes.',
  };
}

interface Rule {
  readonly when: RegExp;
  readonly message: string;
  readonly help?: string;
  readonly recoverable?: false;
  readonly span?: (text: string, offset: number) => Span;
}

/** Faults that the parser names exactly. */
const RULES: readonly Rule[] = [
  { when: /name of an alias node/, message: 'a text that begins with `*` must be in quotes', help: 'Write `"*"`.', span: before },
  { when: /name of an anchor node/, message: 'a text that begins with `&` must be in quotes', span: before },
  { when: /alias node should not have/, message: 'an alias has no anchor or tag of its own' },
  { when: /unknown escape sequence/, message: 'this escape is unknown in double quotes', help: 'Write `\\\\` for a backslash, or use single quotes, which know no escapes.', span: (_, offset) => ({ start: offset - 1, end: offset + 1 }) },
  { when: /expected hexadecimal character/, message: 'this escape needs hexadecimal digits', help: '`\\x` takes two, `\\u` four, `\\U` eight.' },
  { when: /a line break is expected/, message: 'after `|` or `>` the text begins on the next line', help: 'Move the text to the next line, indented; or put it in quotes.', span: restOfLine },
  { when: /whitespace character is expected after the key-value/, message: 'a space is missing after `:`', span: before },
  { when: /bad explicit indentation|repeat of (a chomping|an indentation)/, message: 'after `|` or `>` stand at most one digit and one of `+` and `-`' },
  { when: /directives end mark/, message: 'a line `---` is missing after the directives', recoverable: false },
  { when: /undeclared tag handle|tag (name|suffix)|verbatim tag|named tag handle|duplication of a tag/, message: 'this tag cannot be read', help: 'A text that begins with `!` must be in quotes.', span: before },
  { when: /duplication of an anchor/, message: 'a value has one anchor at most' },
  { when: /directive|YAML version/, message: 'this directive cannot be read', help: 'Delete the line that begins with `%`, or put the text in quotes.' },
  { when: /nonprintable|non-printable|valid JSON character/, message: 'a control character stands here' },
];

function byReason(text: string, offset: number, reason: string): Finding | undefined {
  const rule = RULES.find((one) => one.when.test(reason));
  if (rule === undefined) return undefined;
  return { message: rule.message, span: (rule.span ?? tokenAt)(text, offset), ...(rule.help === undefined ? {} : { help: rule.help }), recoverable: rule.recoverable ?? true };
}

/** Faults of structure: the parser says "bad indentation" to all of them, the place tells them apart. */
function byPlace(text: string, offset: number, reason: string): Finding {
  const line = lineAt(text, offset);
  const lead = text.slice(line.start, offset);
  const character = text[offset] ?? '';
  if (/multiline key|expected ':'/.test(reason)) return missingColon(text, offset);
  if (lead.trim() === '') {
    const after = character === '-' && /^-[\s]/.test(text.slice(offset, offset + 2)) ? 'this entry' : 'this line';
    return { message: `${after} is indented like nothing above it`, span: tokenAt(text, offset), help: 'Give it the indentation of the lines it belongs with.', recoverable: false };
  }
  if (character === ':') return secondColon(text, offset, line);
  if ('@`%]},|>'.includes(character) && character !== '') {
    return { message: `a text cannot begin with ${character === '`' ? 'a backtick' : `\`${character}\``}`, span: tokenAt(text, offset), help: 'Put the text in quotes.' };
  }
  if (character === '-' || character === '?') {
    return { message: character === '?' ? 'a text cannot begin with `? `' : 'a list cannot begin on the line of its key', span: { start: offset, end: offset + 1 }, help: 'Begin a list on the next line, or write `[a, b]`; put a text in quotes.' };
  }
  if (/["'\]})]\s*$/.test(lead)) {
    return { message: 'this stands after the end of the value', span: restOfLine(text, offset), help: lead.trimEnd().endsWith("'") ? "In single quotes an apostrophe is written twice: `''`; or use double quotes." : 'Put the whole value in one pair of quotes, or in a block after `|`.' };
  }
  return { message: 'this does not belong to the structure above it', span: restOfLine(text, offset), help: 'Check the indentation, and put values with special characters in quotes.' };
}

/** `a: b: c`, or a line below a text, which YAML takes for the text's second line. */
function secondColon(text: string, offset: number, line: Span): Finding {
  const lead = text.slice(line.start, offset);
  if (/:\s/.test(lead)) {
    return { message: 'a second `: ` on one line', span: { start: offset, end: offset + 1 }, help: 'Put the whole value in quotes, or in a block after `|`.' };
  }
  const start = line.start + lead.length - lead.trimStart().length;
  return { message: 'this line is indented like nothing above it', span: { start, end: offset }, help: 'The line above already has a value; give this one the indentation of the lines it belongs with.', recoverable: false };
}

/** A line without `: ` between lines of a mapping; the parser sees it on the line after. */
function missingColon(text: string, offset: number): Finding {
  let line = lineAt(text, offset);
  if (/:(\s|$)/.test(text.slice(line.start, line.end))) line = lineAbove(text, line);
  while (line.start > 0 && text.slice(line.start, line.end).trim() === '') line = lineAbove(text, line);
  const content = text.slice(line.start, line.end);
  const start = line.start + content.length - content.trimStart().length;
  const tight = /^[ ]*[\w.-]+:(?=[^\s/])/.exec(content);
  if (tight !== null) {
    return { message: 'a space is missing after `:`', span: { start, end: line.start + tight[0].length }, help: 'Write `key: value`.' };
  }
  return { message: 'a `:` is missing: this is no `key: value`', span: { start, end: line.start + content.trimEnd().length }, help: 'Write `key: value`, or indent the line below the key it continues.' };
}

function lineAt(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start: offset === 0 ? 0 : start, end: end === -1 ? text.length : end };
}

function lineAbove(text: string, line: Span): Span {
  return line.start > 0 ? lineAt(text, line.start - 1) : line;
}

/** The word or sign at an offset; never past the end of the line, never empty where the text goes on. */
function tokenAt(text: string, offset: number): Span {
  const word = /^[^\s,:{}[\]]+/.exec(text.slice(offset, offset + 200))?.[0].length ?? 1;
  return { start: offset, end: Math.min(offset + word, Math.max(text.length, offset)) };
}

function before(_: string, offset: number): Span {
  return { start: Math.max(0, offset - 1), end: Math.max(1, offset) };
}

function restOfLine(text: string, offset: number): Span {
  const rest = text.slice(offset, lineAt(text, offset).end).trimEnd();
  return { start: offset, end: offset + Math.max(1, rest.length) };
}
