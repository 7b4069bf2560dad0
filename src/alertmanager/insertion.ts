import type { Span } from '../diagnostics/source.ts';
import { CLOSING, OPENING } from './markers.ts';
import { indentation, isBreak, isCommentLine, lineBreakOf, lineStart, nextLine, skipSpace } from './text.ts';
import type { YamlMapping, YamlNode, YamlSequence } from './yaml-tree.ts';

/** A text to put in at an offset of the base. */
export interface Edit {
  readonly at: number;
  readonly text: string;
}

/** Why a list cannot take another item, and what the user can do about it. */
export interface Refusal {
  readonly reason: string;
  readonly help: string;
  readonly at: Span;
}

/** An item in both styles, each without indentation. */
export interface Item {
  readonly block: readonly string[];
  readonly flow: readonly string[];
}

/** The edit that makes `item` the `index`th of the list under `key`, in the style in which the list is written. */
export function insertItem(text: string, parent: YamlMapping, key: string, index: number, item: Item): Edit | Refusal {
  const pair = parent.pairs.find((one) => one.key.kind === 'scalar' && one.key.text === key);
  if (pair === undefined) return parent.flow ? addFlowKey(text, parent, key, item) : addBlockKey(text, parent, key, item);
  const { value } = pair;
  if (value.kind === 'sequence') return value.flow ? insertFlow(text, value, index, item) : insertBlock(text, value, index, item);
  if (value.kind === 'scalar' && value.absent && !parent.flow) {
    return blockEdit(text, afterNode(text, pair.key.end, columnOf(text, pair.key.start)), columnOf(text, pair.key.start) + 2, item.block);
  }
  if (value.kind === 'alias') {
    return { reason: `\`${key}\` is the alias \`*${value.name}\``, help: `write the list out under \`${key}\``, at: value };
  }
  return { reason: `\`${key}\` is not a list`, help: `write \`${key}: []\`, or leave \`${key}\` out`, at: pair.key };
}

function insertBlock(text: string, list: YamlSequence, index: number, item: Item): Edit | Refusal {
  const column = columnOf(text, list.start);
  const dash = index === 0 ? list.start : skipSpace(text, list.items[index - 1]?.end ?? list.start);
  const previous = list.items[index - 1];
  if (index === list.items.length && previous !== undefined) return blockEdit(text, afterNode(text, previous.end, column), column, item.block);
  const start = lineStart(text, dash);
  if (text[dash] !== '-' || start + indentation(text, start) !== dash) {
    return { reason: 'an item does not start on a line of its own', help: 'start each item of the list on its own line', at: list };
  }
  return blockEdit(text, { at: aboveComments(text, start, previous?.end ?? 0, column), atEnd: false }, column, item.block);
}

function insertFlow(text: string, list: YamlSequence, index: number, item: Item): Edit | Refusal {
  const gap: Gap = index === 0 ? { at: list.start + 1, comma: '' } : afterEntry(text, list.items[index - 1]);
  return flowEdit(text, list.start, gap, [...item.flow.slice(0, -1), `${item.flow.at(-1) ?? ''},`]);
}

function addBlockKey(text: string, parent: YamlMapping, key: string, item: Item): Edit {
  const column = columnOf(text, parent.start);
  return blockEdit(text, afterNode(text, parent.end, column), column, [`${key}:`, ...item.block.map((line) => `  ${line}`)]);
}

function addFlowKey(text: string, parent: YamlMapping, key: string, item: Item): Edit {
  const last = parent.pairs.at(-1);
  const gap: Gap = last === undefined ? { at: parent.start + 1, comma: '' } : afterEntry(text, last.value);
  return flowEdit(text, parent.start, gap, [`${key}: [`, ...item.flow.map((line) => `  ${line}`), '],']);
}

interface Gap {
  readonly at: number;
  /** Written first, where the entry before has no comma of its own. */
  readonly comma: '' | ',' | ' ,';
}

/** The place after an entry of a flow collection, and after its comma if it has one. */
function afterEntry(text: string, entry: YamlNode | undefined): Gap {
  let at = entry?.end ?? 0;
  let next = skipSpace(text, at);
  const absent = text[next] === ':';
  if (absent) {
    at = next + 1;
    next = skipSpace(text, at);
  }
  if (text[next] === ',') return { at: next + 1, comma: '' };
  // Alertmanager's reader takes the colon of `key:,` for a part of the key.
  return { at, comma: absent ? ' ,' : ',' };
}

interface Line {
  readonly at: number;
  /** The text ends here, on a line without a line break. */
  readonly atEnd: boolean;
}

/** The line after a node, and after the comments below it that are indented as its own. */
function afterNode(text: string, end: number, column: number): Line {
  let at: number | undefined = isBreak(text[end - 1]) ? end : nextLine(text, end);
  while (at !== undefined && at < text.length && isCommentLine(text, at) && indentation(text, at) > column) at = nextLine(text, at);
  return at === undefined ? { at: text.length, atEnd: true } : { at, atEnd: false };
}

/** The first of the comment lines directly above a line: they speak of the item below, unless they are indented deeper. */
function aboveComments(text: string, start: number, floor: number, column: number): number {
  let at = start;
  while (at > floor && at > 0) {
    const above = lineStart(text, at - (text.startsWith('\r\n', at - 2) ? 2 : 1));
    if (above < floor || above >= at || !isCommentLine(text, above) || indentation(text, above) > column) break;
    at = above;
  }
  return at;
}

function blockEdit(text: string, line: Line, column: number, lines: readonly string[]): Edit {
  const lineBreak = lineBreakOf(text);
  const marked = [OPENING, ...lines, CLOSING].map((one) => ' '.repeat(column) + one);
  return { at: line.at, text: marked.map((one) => (line.atEnd ? lineBreak + one : one + lineBreak)).join('') };
}

/** What follows goes on to a line of its own: a comment line can only end with its line. */
function flowEdit(text: string, start: number, gap: Gap, lines: readonly string[]): Edit {
  const indent = lineBreakOf(text) + ' '.repeat(indentation(text, lineStart(text, start)) + 2);
  return { at: gap.at, text: gap.comma + [OPENING, ...lines, CLOSING, ''].map((one) => indent + one).join('') };
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
