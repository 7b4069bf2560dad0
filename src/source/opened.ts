/** A bracket or quote that is open at some place of a text. */
export interface Opening {
  readonly offset: number;
  readonly character: string;
  readonly closer: string;
}

const CLOSERS: ReadonlyMap<string, string> = new Map([['{', '}'], ['[', ']'], ['"', '"'], ["'", "'"]]);
/** What may stand before a bracket or quote that begins a value. */
const BEGINS_VALUE = /[\s[{,:]/;

/**
 * The innermost bracket or quote still open before an offset. It scans without a parser, for texts that the parser
 * refused: exact for text that is well formed up to the fault, and good enough for a caret elsewhere.
 */
export function openedAt(text: string, offset: number): Opening | undefined {
  const open: Opening[] = [];
  let blockIndent: number | undefined;
  for (let at = 0; at < offset; at++) {
    const character = text[at] ?? '';
    const last = open.at(-1);
    if (last?.character === '"' || last?.character === "'") {
      if (last.character === '"' && character === '\\') at++;
      else if (character === last.character) open.pop();
      continue;
    }
    const previous = at === 0 ? '\n' : (text[at - 1] ?? '');
    if (previous === '\n' && blockIndent !== undefined) {
      const end = endOfLine(text, at);
      if (text.slice(at, end).trim() === '' || indentOf(text, at) > blockIndent) {
        at = end;
        continue;
      }
      blockIndent = undefined;
    }
    if (character === '#' && /\s/.test(previous)) at = endOfLine(text, at);
    else if ((character === '|' || character === '>') && open.length === 0 && /^[|>][-+0-9]{0,2}[ \t]*(#.*)?\r?(\n|$)/.test(text.slice(at, endOfLine(text, at) + 1))) {
      blockIndent = indentOf(text, text.lastIndexOf('\n', at) + 1);
      at = endOfLine(text, at);
    } else if (CLOSERS.has(character) && BEGINS_VALUE.test(previous)) {
      open.push({ offset: at, character, closer: CLOSERS.get(character) ?? character });
    } else if (last !== undefined && character === last.closer) open.pop();
  }
  return open.at(-1);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function indentOf(text: string, lineStart: number): number {
  let at = lineStart;
  while (text[at] === ' ') at++;
  return at - lineStart;
}
