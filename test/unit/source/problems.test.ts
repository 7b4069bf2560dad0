import { describe, expect, test } from 'vitest';
import { MAX_REPEATED_NODES } from '../../../src/source/construct.ts';
import { brief, reading } from './reading.ts';

type Row = readonly [text: string, problems: readonly string[], message?: RegExp];

const SYNTAX: readonly Row[] = [
  ['a: b: c\n', ['TOC001 1:5 ":"'], /second `: `/],
  ['a: "x" y\n', ['TOC001 1:8 "y"'], /after the end of the value/],
  ['a:\n  b: 1\n   c: 2\n', ['TOC001 3:4 "c"'], /indented like nothing above/],
  ['a:\n  b: 1\n c: 2\n', ['TOC001 3:2 "c"'], /indented like nothing above/],
  ['a: 1\nfoo\nb: 2\n', ['TOC001 2:1 "foo"'], /a `:` is missing/],
  ['a: 1\nb:2\nc: 3\n', ['TOC001 2:1 "b:"'], /a space is missing after `:`/],
  ['a: {b: 1\nc: 2\n', ['TOC001 1:4 "{"'], /not closed by `}`/],
  ['a: {b: 1,\nc: 2}\n', ['TOC001 2:1 "c"'], /indented too little/],
  ['a: [1, 2\n', ['TOC001 1:4 "["'], /not closed by `]`/],
  ['a: [x, y}\n', ['TOC001 1:9 "}"'], /`\[` is closed by `}`/],
  ['a: [x,,y]\n', ['TOC001 1:7 ","'], /entry is missing/],
  ['a: "x\nb: 1\n', ['TOC001 1:4 "\\""'], /not closed by `"`/],
  ["# it's\na: 'x\n", ['TOC001 2:4 "\'"'], /not closed by `'`/],
  ['a: |\n  it\'s [\nb: [\n', ['TOC001 3:4 "["'], /not closed/],
  ['a: @x\n', ['TOC001 1:4 "@x"'], /cannot begin with `@`/],
  ['a: `x`\n', ['TOC001 1:4 "`x`"'], /cannot begin with a backtick/],
  ['a: %x\n', ['TOC001 1:4 "%x"'], /cannot begin with `%`/],
  ['site: *\n', ['TOC001 1:7 "*"'], /begins with `\*` must be in quotes/],
  ['a: "\\d"\n', ['TOC001 1:5 "\\\\d"'], /escape is unknown/],
  ['a: |x\n  y\n', ['TOC001 1:5 "x"'], /begins on the next line/],
  ['a: - b\n', ['TOC001 1:4 "-"'], /a list cannot begin on the line of its key/],
  ['a: {x: sum(rate(foo{bar="b"}[5m]))}\n', ['TOC001 1:20 "{"'], /a `,` is missing/],
  ['%YAML 1.2\na: 1', ['TOC001 2:1 "a"'], /`---` is missing/],
  // Every broken line of a document is told, and every document of a file.
  ['a:\n  b: "\\d"\n  c: x: y\nd: @\n', ['TOC001 2:7 "\\\\d"', 'TOC001 3:7 ":"', 'TOC001 4:4 "@"']],
  ['a: 1\n---\nb: [\n---\nc: "\\q"\n', ['TOC001 3:4 "["', 'TOC001 5:5 "\\\\q"']],
];

const TABS: readonly Row[] = [
  ['\ta: 1\n', ['TOC002 1:1 "\\t"'], /^a tab in the indentation$/],
  ['a:\n\tb: 1\n\tc: 1\n', ['TOC002 2:1 "\\t"'], /here and on 1 more line$/],
  ['a:\n  - b\n\t- c\n', ['TOC002 3:1 "\\t"']],
  ['a: >-\n\tfoo\n', ['TOC002 2:1 "\\t"']],
];

const STRUCTURE: readonly Row[] = [
  ['a: 1\nb: 2\na: 3\n', ['TOC003 3:1 "a"'], /duplicate key `a`/],
  ['200: 1\n"200": 2\n', ['TOC003 2:1 "\\"200\\""']],
  ['x: &x {a: 1}\ny: {<<: *x, <<: *x}\n', ['TOC003 2:13 "<<"']],
  ['base: &base 1\nb: *bsae\n', ['TOC004 2:4 "*bsae"'], /no anchor `&bsae`/],
  ['a: &x 1\n---\nb: *x\n', ['TOC004 3:4 "*x"']],
  ['a: &a [*a]\n', ['TOC005 1:8 "*a"'], /inside the value it repeats/],
  [`a: ${'['.repeat(150)}${']'.repeat(150)}\n`, ['TOC006 1:103 "["']],
  ['', ['TOC007 1:1 ""']],
  ['# only a comment\n', ['TOC007 1:1 ""']],
  ['---\n---\n', ['TOC007 1:1 ""']],
  ['foo\n', ['TOC008 1:1 "foo"'], /a single value/],
  ['- a\n- b\n', ['TOC008 1:1 "-"'], /a list/],
  ['? [a, b]\n: c\n', ['TOC009 1:3 "[a, b]"'], /a list cannot be a key/],
  ['a: {{window}}\n', ['TOC009 1:4 "{{window}}"'], /outside of quotes/],
  ['a: 1\n: b\n', ['TOC009 2:1 ":"'], /a key is missing/],
  ['__proto__: {admin: true}\n', ['TOC009 1:1 "__proto__"']],
  ['a: !secret x\n', ['TOC010 1:4 "!secret"']],
  ['a: !!binary aGk=\n', ['TOC010 1:4 "!!binary"']],
  ['a: !!int x\n', ['TOC010 1:10 "x"'], /`x` is no !!int/],
  ['a: .inf\nb: -.INF\nc: .nan\n', ['TOC013 1:4 ".inf"', 'TOC013 2:4 "-.INF"', 'TOC013 3:4 ".nan"']],
  ['a: 1e999\nb: 12345678901234567890\n', ['TOC013 1:4 "1e999"', 'TOC013 2:4 "12345678901234567890"']],
  ['a: \u0007\n', ['TOC011 1:4 "\u0007"'.replace('\u0007', '\\u0007')]],
  ['a: "\\ud800"\n', ['TOC011 1:4 "\\"\\\\ud800\\""']],
  ['a: b\u2028c\n', ['TOC014 1:5 "\u2028"']],
  ['a: 1\n\u00a0\u00a0b: 2\n', ['TOC014 2:1 "\u00a0"']],
  ['<<: 3\n', ['TOC015 1:5 "3"']],
  ['a: &a [1]\nb: {<<: [*a]}\n', ['TOC015 2:10 "*a"']],
];

for (const [name, rows] of Object.entries({ syntax: SYNTAX, tabs: TABS, structure: STRUCTURE })) {
  describe(name, () => {
    for (const [text, expected, message] of rows) {
      test(JSON.stringify(text), () => {
        const { problems } = reading(text);
        expect(problems.map(brief)).toEqual(expected);
        if (message !== undefined) expect(problems[0]?.message).toMatch(message);
      });

      test(`${JSON.stringify(text)} with CRLF has the same problems at the same places`, () => {
        expect(reading(text.replaceAll('\n', '\r\n')).problems.map(brief)).toEqual(expected);
      });
    }
  });
}

test('a duplicate key shows the first', () => {
  const related = reading('a: 1\nb: 2\na: 3\n').problems[0]?.related[0];
  expect(related?.at.span).toEqual({ start: 0, end: 1 });
});

test('an unknown anchor offers the near one', () => {
  expect(reading('base: &base 1\nb: *bsae\n').problems[0]?.suggestion).toBe('base');
});

test('an alias bomb is refused at once', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) lines.push(`a${level}: &a${level} [${Array(10).fill(`*a${level - 1}`).join(', ')}]`);
  const { problems, documents } = reading(lines.join('\n'));
  expect(documents).toEqual([]);
  expect(problems.map((one) => one.code)).toEqual(['TOC005']);
  expect(problems[0]?.message).toContain(String(MAX_REPEATED_NODES));
});

test('aliases that nest without growing are refused by depth', () => {
  const lines = ['a0: &a0 [x]'];
  for (let level = 1; level < 300; level++) lines.push(`a${level}: &a${level} [*a${level - 1}]`);
  expect(reading(lines.join('\n')).problems.map((one) => one.code)).toEqual(['TOC006']);
});

test('merging along a chain counts what it copies, not more', () => {
  const lines = ['a0: &a0 {x: 1}'];
  for (let level = 1; level < 60; level++) lines.push(`a${level}: &a${level} {<<: *a${level - 1}, k${level}: 1}`);
  expect(reading(lines.join('\n')).problems).toEqual([]);
});

test('a sound document is read beside a broken one', () => {
  const { documents } = reading('a: 1\n---\nb: [\n---\nc: 3\n');
  expect(documents.map((one) => one.value)).toEqual([{ a: 1 }, { c: 3 }]);
  expect(documents[1]?.locate(['c']).value).toEqual({ start: 21, end: 22 });
});
