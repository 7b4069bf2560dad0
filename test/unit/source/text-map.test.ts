import fc from 'fast-check';
import { EVENT_ID, getScalarValue, parseEvents, type ScalarEvent } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { segmentsOf } from '../../../src/source/text-map.ts';
import { document } from './reading.ts';

const SAMPLES: readonly (readonly [name: string, text: string, decoded: string, part: string, source: string])[] = [
  ['plain', 'q: rate(x[5m])\n', 'rate(x[5m])', 'x[5m]', 'x[5m]'],
  ['plain over lines', 'q: sum(\n     rate(x)\n   )\n', 'sum( rate(x) )', 'rate(x)', 'rate(x)'],
  ['single-quoted', "q: 'a = ''b'' + c'\n", "a = 'b' + c", "'b'", "''b''"],
  ['double-quoted', 'q: "a{b=\\"c\\"}\\t+ \\u00e9x"\n', 'a{b="c"}\t+ éx', '"c"}\t+ é', '\\"c\\"}\\t+ \\u00e9'],
  ['double-quoted over lines', 'q: "a\n  b \\\n  c"\n', 'a b c', 'b c', 'b \\\n  c'],
  ['literal', 'q: |\n  sum(\n    rate(x)\n  )\n', 'sum(\n  rate(x)\n)\n', 'rate(x)\n)', 'rate(x)\n  )'],
  ['folded', 'q: >-\n  sum(\n  rate(x)\n\n  )\n', 'sum( rate(x)\n)', 'rate(x)', 'rate(x)'],
  ['literal with an indentation of its own', 'q: |2\n    a\n   b\n', '  a\n b\n', 'b', 'b'],
];

test.each(SAMPLES)('%s', (_, text, decoded, part, source) => {
  for (const [lines, from, to] of [[text, source, part], [text.replaceAll('\n', '\r\n'), source.replaceAll('\n', '\r\n'), part]] as const) {
    const doc = document(lines);
    expect(doc.value).toEqual({ q: decoded });
    const start = decoded.indexOf(to);
    const span = doc.spanInText(['q'], { start, end: start + to.length });
    expect(lines.slice(span.start, span.end)).toBe(from);
  }
});

test('through an alias and a merge key, the anchor is meant', () => {
  const text = 'a: &a {q: &q "x y"}\nb: *q\nc: {<<: *a}\n';
  const doc = document(text);
  for (const path of [['b'], ['c', 'q']]) {
    const span = doc.spanInText(path, { start: 2, end: 3 });
    expect([span.start, text.slice(span.start, span.end)]).toEqual([text.indexOf('y"'), 'y']);
  }
});

test('ranges beyond the text, empty ranges and paths that are no text stay within the value', () => {
  const doc = document('a: "xy"\nb: [1]\n');
  expect(doc.spanInText(['a'], { start: 1, end: 1 })).toEqual({ start: 5, end: 5 });
  expect(doc.spanInText(['a'], { start: 2, end: 9 })).toEqual({ start: 6, end: 6 });
  expect(doc.spanInText(['b'], { start: 0, end: 1 })).toEqual({ start: 11, end: 14 });
});

const piece = fc.constantFrom('a', 'b c', ' ', '  ', '\t', '\n', '\n\n', '\r\n', ':', '#', 'é', '😀', ',', "''", '{', '-');
const escape = fc.constantFrom('\\n', '\\t', '\\x41', '\\u00e9', '\\U0001F600', '\\\\', '\\"', '\\/', '\\\n', '\\\n   ', '\\ ');
const indented = (lines: string, by: string): string => lines.replace(/(\r?\n)/g, `$1${by}`);
const text = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''));

const scalars = {
  plain: text(piece).map((body) => `k: a${indented(body, '  ')}\n`),
  single: text(piece).map((body) => `k: '${indented(body, '  ')}'\n`),
  double: text(fc.oneof(piece, escape)).map((body) => `k: "${indented(body, '  ')}"\n`),
  block: fc
    .tuple(fc.constantFrom('|', '>'), fc.constantFrom('', '-', '+', '2', '2-', '4+'), text(piece), fc.constantFrom('', '\n', '\n\n', '\n  ', '\nz: 1\n'))
    .map(([style, header, body, end]) => `k: ${style}${header}\n  ${indented(body, '  ')}${end}`),
};

describe.each(Object.entries(scalars))('a %s scalar', (_, arbitrary) => {
  test('decodes by its segments to what YAML says, and literal runs are the same text', () => {
    let seen = 0;
    fc.assert(
      fc.property(arbitrary, (yaml) => {
        for (const event of scalarsOf(yaml)) {
          seen++;
          const decoded = getScalarValue(yaml, event);
          let at = 0;
          let behind = 0;
          for (const segment of segmentsOf(yaml, event)) {
            expect(segment.at).toBe(at);
            expect(segment.span.start).toBeGreaterThanOrEqual(behind);
            expect(segment.span.end).toBeGreaterThanOrEqual(segment.span.start);
            if (segment.literal) expect(yaml.slice(segment.span.start, segment.span.end)).toBe(decoded.slice(at, at + segment.length));
            at += segment.length;
            behind = segment.span.end;
          }
          expect(at).toBe(decoded.length);
        }
      }),
      { numRuns: 1000 },
    );
    expect(seen).toBeGreaterThan(200);
  });
});

function scalarsOf(yaml: string): readonly ScalarEvent[] {
  try {
    return parseEvents(yaml, {}).filter((event) => event.type === EVENT_ID.SCALAR);
  } catch {
    return [];
  }
}
