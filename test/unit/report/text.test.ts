import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problem, type Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { REGISTRY } from '../../../src/diagnostics/registry.ts';
import type { Source } from '../../../src/diagnostics/source.ts';
import { renderDiagnostics } from '../../../src/report/text.ts';

const PLAIN = { color: false, width: 100 };

function source(text: string, path = 'x.yaml'): Source {
  return { path, text };
}

/** A problem at the first occurrence of a part of a text. */
function at(text: string, part: string, path?: string): Diagnostic {
  const start = text.indexOf(part);
  return problem('TOC101', 'unknown key', { at: { source: source(text, path), span: { start, end: start + part.length } } });
}

/** Only the line of the source and its carets. */
function caretFrame(one: Diagnostic, width = 100): readonly string[] {
  return renderDiagnostics([one], { color: false, width }).split('\n').slice(1, 3);
}

test('a problem with all its parts', () => {
  const text = 'kind: Instance\nobjektives:\n  - a\n';
  const other = source('objectives: []\n', 'y.yaml');
  const one = problem('TOC101', 'unknown key `objektives`', {
    at: { source: source(text, 'slo-specs/x.yaml'), span: { start: 15, end: 25 } },
    help: 'Correct the key.',
    suggestion: 'objectives',
    related: [{ message: 'first defined here', at: { source: other, span: { start: 0, end: 10 } } }],
  });
  expect(renderDiagnostics([one], PLAIN)).toBe(`slo-specs/x.yaml:2:1: error TOC101: unknown key \`objektives\`
   2 | objektives:
     | ^^^^^^^^^^
   why: ${REGISTRY.TOC101.why}
   do: Correct the key.
   did you mean \`objectives\`?
   also y.yaml:1:1: first defined here
   1 | objectives: []
     | ^^^^^^^^^^

1 error in 1 file
`);
});

test('nothing is said of no problems', () => {
  expect(renderDiagnostics([], PLAIN)).toBe('');
});

test('a problem of no file has no frame', () => {
  const text = renderDiagnostics([problem('TOC007', 'no specs were found')], PLAIN);
  expect(text.split('\n')[0]).toBe('error TOC007: no specs were found');
  expect(text).toContain('\n1 error\n');
});

describe('carets stand under the very characters', () => {
  const rows: readonly (readonly [name: string, text: string, part: string, line: string, carets: string])[] = [
    ['plain', 'a: b\nkey: value\n', 'value', '   2 | key: value', '     |      ^^^^^'],
    ['behind a tab', 'a:\tvalue\n', 'value', '   1 | a:  value', '     |     ^^^^^'],
    ['of a tab', 'a:\tvalue\n', '\t', '   1 | a:  value', '     |   ^^'],
    ['behind wide characters', 'a: 日本語 x\n', 'x', '   1 | a: 日本語 x', '     |           ^'],
    ['of wide characters', 'a: 日本語 x\n', '本語', '   1 | a: 日本語 x', '     |      ^^^^'],
    ['behind combining characters', 'a: e\u0301e\u0301 x\n', 'x', '   1 | a: e\u0301e\u0301 x', '     |       ^'],
    ['behind an emoji of several parts', 'a: 👩‍👩‍👧 x\n', 'x', '   1 | a: 👩‍👩‍👧 x', '     |       ^'],
    ['in a CRLF file', 'a: b\r\nkey: value\r\n', 'value', '   2 | key: value', '     |      ^^^^^'],
    ['over several lines', 'a:\n  b: |\n    one\n    two\n', '|\n    one\n    two', '   2 |   b: |', '     |      ^ … to line 4'],
    ['behind a control character', 'a: \u001b[31mx\n', 'x', '   1 | a: ␛[31mx', '     |         ^'],
    ['behind a mark of direction', 'a: \u202ex\n', 'x', '   1 | a: <U+202E>x', '     |            ^'],
  ];
  test.each(rows)('%s', (_, text, part, line, carets) => {
    expect(caretFrame(at(text, part))).toEqual([line, carets]);
  });

  test('at the end of a line and of a file, with one caret', () => {
    const text = 'a: b\nc:';
    for (const [offset, expected] of [[4, ['   1 | a: b', '     |     ^']], [7, ['   2 | c:', '     |   ^']]] as const) {
      const one = problem('TOC101', 'x', { at: { source: source(text), span: { start: offset, end: offset } } });
      expect(caretFrame(one)).toEqual(expected);
    }
  });
});

describe('a long line is cut around its place', () => {
  const long = `key: ${'a'.repeat(300)}HERE${'b'.repeat(300)}\n`;
  test.each([['in the middle', long, 'HERE'], ['at the start', long, 'key'], ['at the end', `${'a'.repeat(500)}HERE`, 'HERE'], ['in a huge line', `${'a'.repeat(500_000)}HERE${'b'.repeat(500_000)}`, 'HERE']])('%s', (_, text, part) => {
    const [line = '', carets = ''] = caretFrame(at(text, part), 80);
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line).toContain(part);
    const column = carets.indexOf('^');
    expect(line.slice(column, column + part.length)).toBe(part);
    expect(carets.trimEnd().length).toBe(column + part.length);
  });
});

test('control characters of every part are shown and never sent', () => {
  const evil = 'x\u001b]0;title\u0007\u009b1m\u202e\u2028\r';
  const one = problem('TOC101', evil, {
    at: { source: source(`a: ${evil}\n`, `dir/${evil}.yaml`), span: { start: 0, end: 1 } },
    help: evil,
    suggestion: evil,
    related: [{ message: evil, at: { source: source(evil, evil), span: { start: 0, end: 1 } } }],
  });
  const text = renderDiagnostics([one], PLAIN);
  // oxlint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/u);
  expect(text).toContain('x␛]0;title␇<U+009B>1m<U+202E><U+2028>␍');
});

test('problems are ordered by file and place, and why is said once a code', () => {
  const text = 'b: 1\na: 2\n';
  const out = renderDiagnostics([at(text, 'a', 'z.yaml'), at(text, 'b', 'z.yaml'), at(text, 'a', 'y.yaml')], PLAIN);
  expect(out.split('\n').filter((line) => line.includes('error TOC'))).toEqual(['y.yaml:2:1: error TOC101: unknown key', 'z.yaml:1:1: error TOC101: unknown key', 'z.yaml:2:1: error TOC101: unknown key']);
  expect(out.split('why:').length).toBe(2);
  expect(out.endsWith('\n3 errors in 2 files\n')).toBe(true);
});

test('of many problems the first fifty are shown in full, the rest takes a line each', () => {
  const many = Array.from({ length: 500 }, (_, index) => {
    const one = at('objektives: 1\n', 'objektives', `specs/${String(index).padStart(3, '0')}.yaml`);
    return { ...one, suggestion: 'objectives' };
  });
  const lines = renderDiagnostics(many, PLAIN).trimEnd().split('\n');
  expect(lines.filter((line) => line.includes('^'))).toHaveLength(50);
  expect(lines).toContain('specs/499.yaml:1:1: error TOC101: unknown key; did you mean `objectives`?');
  expect(lines.at(-1)).toBe('500 errors in 500 files');
  expect(lines.length).toBeLessThan(50 * 6 + 450 + 5);
});

test('explanations are broken at spaces to the width', () => {
  const one = problem('TOC101', 'x', { help: 'word '.repeat(60).trim() });
  for (const line of renderDiagnostics([one], { color: false, width: 60 }).split('\n')) expect(line.length).toBeLessThanOrEqual(60);
});

test('colours mark only when wanted, and change no text', () => {
  const one = at('a: b\n', 'b');
  const coloured = renderDiagnostics([one], { color: true, width: 100 });
  expect(coloured).toContain('\u001b[');
  // oxlint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderDiagnostics([one], PLAIN));
});

test('any text and place render without throwing, carets never beyond the width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(250), fc.nat(60), fc.integer({ min: 1, max: 120 }), (text, start, length, width) => {
      const out = renderDiagnostics([problem('TOC101', 'x', { at: { source: source(text), span: { start, end: start + length } } })], { color: false, width });
      expect(out.endsWith('\n')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
