import type { At, Expr, NewerForm, Selector, Subquery } from './ast.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Cursor } from './cursor.ts';
import { MAX_DURATION_MS, parseDuration } from './duration.ts';
import { spanFrom } from './span-from.ts';
import { withoutUnderscores, type Token } from './tokens.ts';

/** Reads `[5m]`, `[1h:5m]`, `offset 5m` and `@ …` after an operand; they bind tighter than every operator. */
export function readPostfixes(cursor: Cursor, operand: Expr, start: Token): Expr {
  let expr = operand;
  for (;;) {
    const token = cursor.peek();
    if (cursor.isSymbol('[')) expr = readRange(cursor, expr, start);
    else if (cursor.isWord('offset')) expr = readOffset(cursor, expr, start);
    else if (cursor.isSymbol('@')) expr = readAt(cursor, expr, start);
    else if (cursor.isWord('anchored') || cursor.isWord('smoothed')) {
      cursor.stop(`\`${token.text}\` is for Prometheus 3.7 and newer, and Tocsin does not read it`, token, 'TOC404');
    } else return expr;
  }
}

function readRange(cursor: Cursor, operand: Expr, start: Token): Expr {
  const opening = cursor.open('[', 'a range');
  const newer: NewerForm[] = [];
  const rangeMs = readDuration(cursor, newer);
  if (cursor.takeSymbol(':') !== undefined) {
    const stepMs = cursor.isSymbol(']') ? undefined : readDuration(cursor, newer);
    closeRange(cursor);
    const span = spanFrom(cursor, start);
    return { kind: 'subquery', expr: operand, rangeMs, ...(stepMs === undefined ? {} : { stepMs }), ...(newer.length === 0 ? {} : { newer }), span };
  }
  closeRange(cursor);
  const bracket = spanFrom(cursor, opening);
  if (operand.kind !== 'selector' || operand.rangeMs !== undefined) {
    cursor.complain('TOC402', 'a range belongs directly to a selector; over an expression it is a subquery, as in `[5m:]`', bracket);
    return operand;
  }
  if (operand.offsetMs !== undefined) cursor.complain('TOC401', '`offset` goes after the range', bracket);
  // `x @ start() [5m]` was read, as `x[5m] @ start()`, until 3.15.
  if (operand.at?.kind === 'timestamp') cursor.complain('TOC401', '`@` goes after the range', bracket);
  return { ...withNewer(operand, newer), rangeMs, span: spanFrom(cursor, start) };
}

function closeRange(cursor: Cursor): void {
  const token = cursor.peek();
  if (token.type === 'symbol' && ['+', '-', '*', '/', '%', '^'].includes(token.text)) refuseDurationArithmetic(cursor);
  cursor.close('`]` after the duration');
}

function refuseDurationArithmetic(cursor: Cursor): never {
  return cursor.stop('arithmetic with durations is for Prometheus 3.14 and newer, and Tocsin does not read it', cursor.peek(), 'TOC404');
}

function readOffset(cursor: Cursor, operand: Expr, start: Token): Expr {
  const word = cursor.next();
  const newer: NewerForm[] = [];
  const sign = cursor.takeSymbol('-') === undefined ? 1 : -1;
  const magnitude = readDuration(cursor, newer);
  const clause = spanFrom(cursor, word);
  if (!isModifiable(operand)) return complainOfPlace(cursor, operand, 'offset', clause);
  if (operand.offsetMs !== undefined) cursor.complain('TOC401', '`offset` is set twice', clause);
  return { ...withNewer(operand, newer), offsetMs: magnitude === 0 ? 0 : sign * magnitude, span: spanFrom(cursor, start) };
}

function readAt(cursor: Cursor, operand: Expr, start: Token): Expr {
  const symbol = cursor.next();
  const at = readMoment(cursor);
  const clause = spanFrom(cursor, symbol);
  if (!isModifiable(operand)) return complainOfPlace(cursor, operand, '@', clause);
  if (operand.at !== undefined) cursor.complain('TOC401', '`@` is set twice', clause);
  return { ...operand, at, span: spanFrom(cursor, start) };
}

function isModifiable(expr: Expr): expr is Selector | Subquery {
  return expr.kind === 'selector' || expr.kind === 'subquery';
}

function complainOfPlace(cursor: Cursor, operand: Expr, what: string, clause: Span): Expr {
  cursor.complain('TOC402', `\`${what}\` belongs directly to a selector or a subquery`, clause);
  return operand;
}

function readMoment(cursor: Cursor): At {
  const from = cursor.peek();
  for (const kind of ['start', 'end'] as const) {
    if (cursor.takeWord(kind) === undefined) continue;
    cursor.open('(', `\`()\` after \`${kind}\``);
    cursor.close(')');
    return { kind, span: spanFrom(cursor, from) };
  }
  const sign = cursor.takeSymbol('-') ?? cursor.takeSymbol('+');
  const word = cursor.isWord('inf') || cursor.isWord('nan') ? cursor.next() : undefined;
  const number = word ?? cursor.take('number') ?? cursor.take('duration') ?? cursor.fail('a timestamp in seconds, `start()` or `end()`');
  return { kind: 'timestamp', text: (sign?.text ?? '') + number.text, span: spanFrom(cursor, from) };
}

function withNewer<T extends Selector | Subquery>(node: T, added: readonly NewerForm[]): T {
  return added.length === 0 ? node : { ...node, newer: [...(node.newer ?? []), ...added] };
}

const DURATION_FUNCTIONS = new Set(['step', 'range', 'min', 'max', 'min_of', 'max_of']);

/** Milliseconds of `5m`, or of a bare number of seconds. */
function readDuration(cursor: Cursor, newer: NewerForm[]): number {
  const token = cursor.peek();
  const span = { start: token.start, end: token.end };
  if (token.type === 'duration') {
    cursor.next();
    return limited(cursor, parseDuration(token.text) ?? 0, token);
  }
  if (token.type === 'number') {
    cursor.next();
    newer.push({ form: 'bare-duration', span });
    const ms = Number(withoutUnderscores(token.text)) * 1000;
    if (!Number.isInteger(ms)) cursor.complain('TOC401', `\`${token.text}\` seconds are not a whole number of milliseconds`, span);
    return limited(cursor, ms, token);
  }
  if (cursor.isSymbol('(') || (token.type === 'word' && DURATION_FUNCTIONS.has(token.text.toLowerCase()) && cursor.isSymbol('(', 1))) {
    refuseDurationArithmetic(cursor);
  }
  return cursor.fail('a duration such as `5m`');
}

function limited(cursor: Cursor, ms: number, token: Token): number {
  if (ms > MAX_DURATION_MS) cursor.complain('TOC401', `\`${token.text}\` is longer than the 292 years that Prometheus can hold`, token);
  return ms;
}
