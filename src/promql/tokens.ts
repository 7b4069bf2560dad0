import { parseDuration } from './duration.ts';
import type { PromqlError } from './promql-error.ts';

/** `word` covers names and keywords, which only the place tells apart. */
export type TokenType = 'word' | 'number' | 'duration' | 'string' | 'symbol' | 'end';

export interface Token {
  readonly type: TokenType;
  /** As written; the empty string at the end. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE_AND_COMMENTS = /(?:[ \t\r\n]|#[^\n]*)*/y;
/** Metric names have colons; inside braces and brackets a colon is never part of a name. */
const NAME_WITH_COLON = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
/** Everything glued to a digit: numbers and durations are told apart, and refused, as a whole. */
const NUMERIC = /0[xX][0-9a-zA-Z_.]*|\.?[0-9][0-9_.]*(?:[eE][+-])?[0-9a-zA-Z_.]*/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'|`[^`]*`/y;
const SYMBOL = /[=!]~|[=!<>]=|<\/|>\/|[-+*/%^=<>(){}[\],@:]/y;

const NUMBER = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$|^0[xX][0-9a-fA-F]+$/;
const UNDERSCORE_IN_NUMBER = /(?<=[0-9a-fA-F])_(?=[0-9a-fA-F])/g;

/** A number without the underscores that newer servers read. */
export function withoutUnderscores(text: string): string {
  return text.replace(UNDERSCORE_IN_NUMBER, '');
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The tokens of an expression, an `end` token last, or the one fault that stops the reading. */
export function tokenize(text: string): readonly Token[] | PromqlError {
  const tokens: Token[] = [];
  let inBraces = false;
  let inBrackets = false;
  for (let at = 0; ; ) {
    at += match(SPACE_AND_COMMENTS, text, at)?.length ?? 0;
    if (at >= text.length) break;
    const token = readToken(text, at, inBraces || inBrackets);
    if ('code' in token) return token;
    if (token.type === 'symbol') {
      if (token.text === '{') inBraces = true;
      else if (token.text === '}') inBraces = false;
      else if (token.text === '[') inBrackets = true;
      else if (token.text === ']') inBrackets = false;
    }
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ type: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, at: number, colonIsSymbol: boolean): Token | PromqlError {
  const name = match(colonIsSymbol ? NAME : NAME_WITH_COLON, text, at);
  if (name !== undefined) return token('word', name, at);
  const numeric = match(NUMERIC, text, at);
  if (numeric !== undefined) return readNumeric(numeric, at);
  const string = match(STRING, text, at);
  if (string !== undefined) return token('string', string, at);
  const symbol = match(SYMBOL, text, at);
  if (symbol !== undefined) return token('symbol', symbol, at);
  return unreadable(text, at);
}

function token(type: TokenType, text: string, start: number): Token {
  return { type, text, start, end: start + text.length };
}

function fault(message: string, start: number, end: number): PromqlError {
  return { code: 'TOC401', message, span: { start, end } };
}

function readNumeric(text: string, start: number): Token | PromqlError {
  const end = start + text.length;
  if (parseDuration(text) !== undefined) return token('duration', text, start);
  const plain = withoutUnderscores(text);
  if (NUMBER.test(plain)) {
    return Number.isFinite(Number(plain)) ? token('number', text, start) : fault(`\`${text}\` is too large for a number`, start, end);
  }
  if (/^[0-9.]+(?:ms|[smhdwy])/.test(text)) {
    const why = text.includes('.') ? 'it has whole numbers only, as in `1h30m`' : 'its units go from large to small, each once: `y w d h m s ms`';
    return fault(`\`${text}\` is not a duration: ${why}`, start, end);
  }
  return fault(`\`${text}\` is neither a number nor a duration`, start, end);
}

function unreadable(text: string, at: number): PromqlError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === '"' || character === "'" || character === '`') {
    const lineEnd = character === '`' ? -1 : text.indexOf('\n', at);
    return fault(`the text that starts here with ${character} is not closed`, at, lineEnd === -1 ? text.length : lineEnd);
  }
  if (character === '!') return fault('expected `!=` or `!~` after `!`', at, at + 1);
  const shown = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Z}/u.test(character) ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` : character;
  return fault(`unexpected character ${shown === character ? `\`${character}\`` : shown}`, at, at + character.length);
}
