import type { Span } from '../diagnostics/source.ts';
import type { PromqlCode, PromqlError } from './promql-error.ts';
import type { Token, TokenType } from './tokens.ts';

/** Thrown inside the parser where reading cannot go on, and caught by `parseExpr` only. */
export class SyntaxStop extends Error {
  readonly found: PromqlError;
  constructor(found: PromqlError) {
    super(found.message);
    this.found = found;
  }
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const NAMES: Readonly<Record<string, string>> = { '(': 'parenthesis', '[': 'bracket', '{': 'brace' };

/** Walks over tokens, remembers open brackets, and words the complaints. */
export class Cursor {
  /** Faults after which reading could go on. */
  readonly errors: PromqlError[] = [];
  readonly #tokens: readonly Token[];
  readonly #open: Token[] = [];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token to be read next, or one further on. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new Error('a token list has an end token');
    return token;
  }

  /** Where the last token that was read ends. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'end') this.#at++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === 'symbol' && token.text === text;
  }

  /** Whether the next token is this keyword, in any case. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === 'word' && token.text.length === word.length && token.text.toLowerCase() === word;
  }

  /** Reads the symbol if it comes next. */
  takeSymbol(text: string): Token | undefined {
    return this.isSymbol(text) ? this.next() : undefined;
  }

  takeWord(word: string): Token | undefined {
    return this.isWord(word) ? this.next() : undefined;
  }

  take(type: TokenType): Token | undefined {
    return this.peek().type === type ? this.next() : undefined;
  }

  open(bracket: '(' | '[' | '{', expected: string): Token {
    const token = this.takeSymbol(bracket) ?? this.fail(expected);
    this.#open.push(token);
    return token;
  }

  /** Reads the closing partner of the bracket opened last. */
  close(expected: string): Token {
    const opened = this.#open.at(-1);
    const closed = this.takeSymbol(CLOSERS[opened?.text ?? ''] ?? '') ?? this.fail(expected);
    this.#open.pop();
    return closed;
  }

  /** Records a fault that does not stop the reading; a token can stand for its span. */
  complain(code: PromqlCode, message: string, span: Span): void {
    this.errors.push({ code, message, span: { start: span.start, end: span.end } });
  }

  stop(message: string, span: Span, code: PromqlCode = 'TOC401', suggestion?: string): never {
    throw new SyntaxStop({ code, message, span: { start: span.start, end: span.end }, ...(suggestion === undefined ? {} : { suggestion }) });
  }

  /** Stops at the next token, which is not what was expected. */
  fail(expected: string, suggestion?: string): never {
    const token = this.peek();
    const span = { start: token.start, end: token.end };
    const opened = this.#open.at(-1);
    if (token.type === 'end' && opened !== undefined) {
      return this.stop(`unclosed ${NAMES[opened.text] ?? 'bracket'}: expected ${expected} before the end`, { start: opened.start, end: opened.end });
    }
    if (token.type === 'symbol' && ')]}'.includes(token.text) && opened === undefined) {
      return this.stop(`\`${token.text}\` closes nothing`, span);
    }
    return this.stop(`expected ${expected}, found ${describe(token)}`, span, 'TOC401', suggestion);
  }
}

function describe(token: Token): string {
  if (token.type === 'end') return 'the end';
  if (token.type === 'number' || token.type === 'duration') return `the ${token.type} \`${token.text}\``;
  return `\`${token.text}\``;
}
