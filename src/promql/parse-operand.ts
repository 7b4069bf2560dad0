import type { Aggregate, Expr, Matcher, MatchOp, NewerForm, Selector } from './ast.ts';
import { AGGREGATORS } from './aggregators.ts';
import type { Cursor } from './cursor.ts';
import { isLegacyMetric, isPlainLabel, isPlainMetric } from './names.ts';
import { readGrouping } from './parse-clauses.ts';
import { readText } from './parse-text.ts';
import { spanFrom } from './span-from.ts';
import type { Token } from './tokens.ts';

type ReadArguments = () => readonly Expr[];

/** Reads a number, a text, a selector, a call or an aggregation. */
export function readOperand(cursor: Cursor, readArguments: ReadArguments): Expr {
  const token = cursor.peek();
  const span = { start: token.start, end: token.end };
  switch (token.type) {
    case 'number':
    case 'duration':
      cursor.next();
      return { kind: 'number', text: token.text, span };
    case 'string':
      return { kind: 'string', value: readText(cursor), span };
    case 'word':
      return readNamed(cursor, token, readArguments);
    default:
      return cursor.isSymbol('{') ? readSelector(cursor, undefined) : cursor.fail('an expression');
  }
}

/** Words that stand for an operator or a modifier; before a parenthesis they are no function. */
const NEVER_FUNCTION = new Set(['by', 'without', 'and', 'or', 'unless', 'offset']);

function readNamed(cursor: Cursor, word: Token, readArguments: ReadArguments): Expr {
  const lower = word.text.toLowerCase();
  if (lower === 'inf' || lower === 'nan') {
    cursor.next();
    return { kind: 'number', text: word.text, span: { start: word.start, end: word.end } };
  }
  const calls = cursor.isSymbol('(', 1);
  if (AGGREGATORS.has(lower) && (calls || cursor.isWord('by', 1) || cursor.isWord('without', 1))) {
    return readAggregate(cursor, readArguments);
  }
  if (!isPlainMetric(word.text)) cursor.fail('an expression');
  if (calls && isPlainLabel(word.text) && !NEVER_FUNCTION.has(lower)) {
    cursor.next();
    const args = readArguments();
    return { kind: 'call', func: word.text, funcSpan: { start: word.start, end: word.end }, args, span: spanFrom(cursor, word) };
  }
  return readSelector(cursor, cursor.next());
}

function readAggregate(cursor: Cursor, readArguments: ReadArguments): Aggregate {
  const word = cursor.next();
  const op = word.text.toLowerCase();
  const before = readGrouping(cursor);
  const from = cursor.peek();
  const args = readArguments();
  const argsSpan = spanFrom(cursor, from);
  const grouping = before ?? readGrouping(cursor);
  const wanted = AGGREGATORS.get(op)?.param === undefined ? 1 : 2;
  if (args.length !== wanted) {
    const parts = wanted === 1 ? 'one argument' : 'two arguments, the parameter and the vector';
    cursor.complain('TOC402', `\`${op}\` takes ${parts}, and got ${args.length}`, argsSpan);
  }
  const param = wanted === 2 ? args[0] : undefined;
  return {
    kind: 'aggregate',
    op,
    opSpan: { start: word.start, end: word.end },
    ...(grouping === undefined ? {} : { grouping }),
    ...(param === undefined ? {} : { param }),
    // With the wrong number of arguments the tree is thrown away, and only the faults remain.
    expr: args[wanted - 1] ?? { kind: 'number', text: '0' },
    span: spanFrom(cursor, word),
  };
}

function readSelector(cursor: Cursor, name: Token | undefined): Selector {
  const start = name ?? cursor.peek();
  const matchers: Matcher[] = [];
  const newer: NewerForm[] = [];
  let metric = name?.text;
  if (cursor.isSymbol('{')) {
    cursor.open('{', 'label matchers');
    while (!cursor.isSymbol('}')) {
      const token = cursor.peek();
      if (token.type === 'string' && !isMatchOp(cursor.peek(1))) {
        if (metric !== undefined) cursor.complain('TOC402', `the metric name is set twice: \`${metric}\` and \`${token.text}\``, token);
        metric = readText(cursor);
        if (metric === '') cursor.complain('TOC401', 'a metric name is not empty', token);
        if (isLegacyMetric(metric)) newer.push({ form: 'quoted-name', span: { start: token.start, end: token.end } });
      } else matchers.push(readMatcher(cursor, newer));
      if (cursor.takeSymbol(',') === undefined) break;
    }
    cursor.close(matchers.length === 0 ? 'a label name or `}`' : 'a comma or `}`');
  }
  return {
    kind: 'selector',
    ...(metric === undefined ? {} : { metric }),
    matchers,
    ...(newer.length === 0 ? {} : { newer }),
    span: spanFrom(cursor, start),
  };
}

function isMatchOp(token: Token): boolean {
  return matchOp(token) !== undefined;
}

function matchOp(token: Token): MatchOp | undefined {
  if (token.type !== 'symbol') return undefined;
  const { text } = token;
  return text === '=' || text === '!=' || text === '=~' || text === '!~' ? text : undefined;
}

function readMatcher(cursor: Cursor, newer: NewerForm[]): Matcher {
  const start = cursor.peek();
  const label = readMatcherLabel(cursor, newer);
  const op = matchOp(cursor.peek());
  if (op === undefined) return cursor.fail('`=`, `!=`, `=~` or `!~` after the label name', cursor.isSymbol('==') ? '=' : undefined);
  cursor.next();
  if (cursor.peek().type !== 'string') cursor.fail('a label value in quotes');
  return { label, op, value: readText(cursor), span: spanFrom(cursor, start) };
}

function readMatcherLabel(cursor: Cursor, newer: NewerForm[]): string {
  const token = cursor.peek();
  if (token.type === 'word') return cursor.next().text;
  if (token.type !== 'string') return cursor.fail('a label name');
  const label = readText(cursor);
  if (label === '') cursor.complain('TOC401', 'a label name is not empty', token);
  if (isPlainLabel(label)) newer.push({ form: 'quoted-name', span: { start: token.start, end: token.end } });
  return label;
}
