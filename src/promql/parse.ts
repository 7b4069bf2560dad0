import type { Binary, Expr } from './ast.ts';
import { readMatchingClause } from './parse-clauses.ts';
import { readOperand } from './parse-operand.ts';
import { readPostfixes } from './parse-postfix.ts';
import { Cursor, SyntaxStop } from './cursor.ts';
import { groupsFromRight, isBinaryOp, PRECEDENCE, UNARY_PRECEDENCE } from './operators.ts';
import type { PromqlError } from './promql-error.ts';
import { spanFrom } from './span-from.ts';
import { tokenize, type Token } from './tokens.ts';
import { nearName } from '../diagnostics/near-name.ts';

/** A tree, or the reasons why there is none. */
export interface Parsed {
  readonly expr?: Expr;
  readonly errors: readonly PromqlError[];
}

/** Deeper nesting than any rule has; a limit, so that a pathological text is refused and cannot exhaust the stack. */
const MAX_DEPTH = 300;

/** The same for chains such as `a + a + …`, whose trees are as deep as they are long. */
const MAX_TOKENS = 10_000;

/**
 * Reads an expression as the newest Prometheus does, apart from what its experimental syntax adds.
 * What fits together, and since which version, is for `checkExpr`.
 */
export function parseExpr(text: string): Parsed {
  const tokens = tokenize(text);
  if ('code' in tokens) return { errors: [tokens] };
  if (tokens.length > MAX_TOKENS) {
    return { errors: [{ code: 'TOC401', message: `more than ${MAX_TOKENS} words and signs in one expression`, span: { start: 0, end: text.length } }] };
  }
  const cursor = new Cursor(tokens);
  try {
    if (cursor.peek().type === 'end') cursor.stop('there is no expression', { start: 0, end: text.length });
    const expr = readExpr(cursor, 1, 0);
    if (cursor.peek().type !== 'end') failAfterOperand(cursor, 'an operator or the end');
    return cursor.errors.length === 0 ? { expr, errors: [] } : { errors: cursor.errors };
  } catch (error) {
    if (error instanceof SyntaxStop) return { errors: [...cursor.errors, error.found] };
    throw error;
  }
}

/** Reads operands joined by operators that bind at least as tightly as `loosest`. */
function readExpr(cursor: Cursor, loosest: number, depth: number): Expr {
  if (depth > MAX_DEPTH) cursor.stop(`more than ${MAX_DEPTH} levels of nesting`, cursor.peek());
  let left = readPrefixed(cursor, depth);
  for (;;) {
    const token = cursor.peek();
    const op = token.text.toLowerCase();
    if (token.type === 'string' || !isBinaryOp(op) || PRECEDENCE[op] < loosest) return left;
    cursor.next();
    const bool = cursor.takeWord('bool') !== undefined;
    const matching = readMatchingClause(cursor);
    refuseFill(cursor);
    const right = readExpr(cursor, groupsFromRight(op) ? PRECEDENCE[op] : PRECEDENCE[op] + 1, depth + 1);
    const binary: Binary = {
      kind: 'binary',
      op,
      opSpan: { start: token.start, end: token.end },
      ...(bool ? { bool } : {}),
      ...(matching === undefined ? {} : { matching }),
      left,
      right,
      span: { start: left.span?.start ?? 0, end: right.span?.end ?? cursor.lastEnd },
    };
    left = binary;
  }
}

/** Reads an operand with its signs before it and its modifiers after it. */
function readPrefixed(cursor: Cursor, depth: number): Expr {
  const sign = cursor.takeSymbol('-') ?? cursor.takeSymbol('+');
  if (sign !== undefined) {
    const expr = readExpr(cursor, UNARY_PRECEDENCE + 1, depth + 1);
    return { kind: 'unary', op: sign.text === '-' ? '-' : '+', expr, span: spanFrom(cursor, sign) };
  }
  const start = cursor.peek();
  return readPostfixes(cursor, readBracketed(cursor, depth) ?? readOperand(cursor, () => readArguments(cursor, depth)), start);
}

function readBracketed(cursor: Cursor, depth: number): Expr | undefined {
  if (!cursor.isSymbol('(')) return undefined;
  const opening = cursor.open('(', 'an expression');
  const expr = readExpr(cursor, 1, depth + 1);
  if (!cursor.isSymbol(')')) failAfterOperand(cursor, 'an operator or `)`');
  cursor.close(')');
  return { kind: 'paren', expr, span: spanFrom(cursor, opening) };
}

/** Reads `(a, b)`. */
function readArguments(cursor: Cursor, depth: number): readonly Expr[] {
  cursor.open('(', '`(` and the arguments');
  const args: Expr[] = [];
  if (!cursor.isSymbol(')')) {
    do {
      args.push(readExpr(cursor, 1, depth + 1));
    } while (cursor.takeSymbol(',') !== undefined);
  }
  if (!cursor.isSymbol(')')) failAfterOperand(cursor, 'an operator, a comma or `)`');
  cursor.close(')');
  return args;
}

/** Words that can follow an operand, for "did you mean". */
const FOLLOWERS = ['and', 'or', 'unless', 'atan2', 'offset'];

function failAfterOperand(cursor: Cursor, expected: string): never {
  const token = cursor.peek();
  if (cursor.isWord('by') || cursor.isWord('without')) {
    cursor.stop(`\`${token.text}\` belongs to an aggregation, once, as in \`sum by (job) (up)\``, token);
  }
  if (token.type === 'symbol' && token.text === '=') return cursor.fail(expected, '==');
  if (token.type === 'symbol' && (token.text === '</' || token.text === '>/')) {
    cursor.stop(`\`${token.text}\` trims native histograms from Prometheus 3.11 on, which Tocsin does not read`, token, 'TOC404');
  }
  return cursor.fail(expected, token.type === 'word' ? nearName(token.text, FOLLOWERS) : undefined);
}

function refuseFill(cursor: Cursor): void {
  const word: Token = cursor.peek();
  if (word.type === 'word' && /^fill(?:_left|_right)?$/i.test(word.text) && cursor.isSymbol('(', 1)) {
    cursor.stop(`\`${word.text}(…)\` is experimental from Prometheus 3.10 on, and Tocsin does not read it`, word, 'TOC404');
  }
}
