import type { Grouping, GroupSide, Matching, NewerForm } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { isPlainGroupingLabel, isPlainLabel } from './names.ts';
import { readText } from './parse-text.ts';
import { spanFrom } from './span-from.ts';

interface Labels {
  readonly labels: readonly string[];
  readonly newer?: readonly NewerForm[];
}

/** Reads `by (…)` or `without (…)` where it comes next. */
export function readGrouping(cursor: Cursor): Grouping | undefined {
  const word = cursor.takeWord('by') ?? cursor.takeWord('without');
  if (word === undefined) return undefined;
  const labels = readLabels(cursor, `\`(\` and label names after \`${word.text}\``);
  return { kind: word.text.toLowerCase() === 'by' ? 'by' : 'without', ...labels, span: spanFrom(cursor, word) };
}

/** Reads `on (…)` or `ignoring (…)`, and the side that has several partners, where it comes next. */
export function readMatchingClause(cursor: Cursor): Matching | undefined {
  const word = cursor.takeWord('on') ?? cursor.takeWord('ignoring');
  if (word === undefined) {
    if (cursor.isWord('group_left') || cursor.isWord('group_right')) {
      cursor.stop(`\`${cursor.peek().text}\` needs \`on (…)\` or \`ignoring (…)\` before it`, cursor.peek());
    }
    return undefined;
  }
  const labels = readLabels(cursor, `\`(\` and label names after \`${word.text}\``);
  const span = spanFrom(cursor, word);
  const group = readGroupSide(cursor);
  return { kind: word.text.toLowerCase() === 'on' ? 'on' : 'ignoring', ...labels, ...(group === undefined ? {} : { group }), span };
}

function readGroupSide(cursor: Cursor): GroupSide | undefined {
  const word = cursor.takeWord('group_left') ?? cursor.takeWord('group_right');
  if (word === undefined) return undefined;
  // A parenthesis here is always the list of labels, never the start of the right-hand side.
  const labels = cursor.isSymbol('(') ? readLabels(cursor, 'label names') : { labels: [] };
  return { side: word.text.toLowerCase() === 'group_left' ? 'left' : 'right', ...labels, span: spanFrom(cursor, word) };
}

/** Reads `(a, b)`; a comma after the last is allowed, as Prometheus allows it. */
function readLabels(cursor: Cursor, expected: string): Labels {
  cursor.open('(', expected);
  const labels: string[] = [];
  const newer: NewerForm[] = [];
  while (!cursor.isSymbol(')')) {
    labels.push(readLabel(cursor, newer));
    if (cursor.takeSymbol(',') === undefined) break;
  }
  cursor.close(labels.length === 0 ? 'a label name or `)`' : 'a comma or `)`');
  return { labels, ...(newer.length === 0 ? {} : { newer }) };
}

function readLabel(cursor: Cursor, newer: NewerForm[]): string {
  const token = cursor.peek();
  if (token.type === 'string') {
    const label = readText(cursor);
    if (label === '') cursor.complain('TOC401', 'a label name is not empty', token);
    if (isPlainGroupingLabel(label)) newer.push({ form: 'quoted-name', span: { start: token.start, end: token.end } });
    return label;
  }
  if (token.type !== 'word') return cursor.fail('a label name');
  if (!isPlainLabel(token.text)) cursor.stop(`\`${token.text}\` is not a label name: labels have no colon`, token);
  if (!isPlainGroupingLabel(token.text)) cursor.stop(`\`${token.text}\` is a keyword, and no label name in a list`, token);
  return cursor.next().text;
}
