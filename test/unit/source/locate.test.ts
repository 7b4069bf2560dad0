import { expect, test } from 'vitest';
import { document, reading } from './reading.ts';

const TEXT = `# a comment
apiVersion: tocsin/v1 # another
metadata: { name: "x y", tags: [a, 'b''c', {k: v}] }
base: &base
  class: high
  list:
    - one
    -   two: 2
        three: |
          sum(
            x
          )
    -
  empty:
use: *base
merged:
  <<: *base
  class: low
"quoted key": >-
  folded
  text

last: plain
  over lines # end
`;

const rows: readonly (readonly [path: readonly (string | number)[], value: string, key?: string])[] = [
  [['apiVersion'], 'tocsin/v1', 'apiVersion'],
  [['metadata'], `{ name: "x y", tags: [a, 'b''c', {k: v}] }`, 'metadata'],
  [['metadata', 'name'], '"x y"', 'name'],
  [['metadata', 'tags'], "[a, 'b''c', {k: v}]", 'tags'],
  [['metadata', 'tags', 1], "'b''c'"],
  [['metadata', 'tags', 2, 'k'], 'v', 'k'],
  [['base', 'list', 0], 'one'],
  [['base', 'list', 1], 'two: 2\n        three: |\n          sum(\n            x\n          )'],
  [['base', 'list', 1, 'three'], '|\n          sum(\n            x\n          )', 'three'],
  [['base', 'list', 2], '-'],
  [['base', 'empty'], 'empty', 'empty'],
  [['use', 'class'], 'high', 'class'],
  [['merged', 'class'], 'low', 'class'],
  [['merged', 'list', 0], 'one'],
  [['quoted key'], '>-\n  folded\n  text', '"quoted key"'],
  [['last'], 'plain\n  over lines', 'last'],
];

for (const [path, value, key] of rows) {
  test(`${path.join('.')} is ${JSON.stringify(value)}`, () => {
    const { locate, source } = withLocate(TEXT);
    const located = locate(path);
    expect(source.text.slice(located.value.start, located.value.end)).toBe(value);
    expect(located.key && source.text.slice(located.key.start, located.key.end)).toBe(key);
    expect(located.exact).toBe(true);
  });
}

test('a path through an alias or a merge key tells where it is used', () => {
  const { locate, source } = withLocate(TEXT);
  const used = (path: readonly (string | number)[]): readonly string[] => locate(path).via.map((span) => source.text.slice(span.start - 5, span.end));
  expect(used(['use', 'list', 0])).toEqual(['use: *base']);
  expect(used(['merged', 'list', 0])).toEqual(['<<: *base'.padStart(10)]);
  expect(used(['merged', 'class'])).toEqual([]);
});

test('a missing path is at its nearest ancestor', () => {
  const { locate, source } = withLocate(TEXT);
  const located = locate(['metadata', 'tags', 2, 'nothing', 'here']);
  expect(located.exact).toBe(false);
  expect(source.text.slice(located.value.start, located.value.end)).toBe('{k: v}');
});

test('values are those of YAML 1.2, with merge keys', () => {
  const { value } = document('a: yes\nb: 010\nc: 0o10\nd: 2027-03-01\ne: ~\nf: 1e3\ng: "1"\nh: off\n200: x\nm: &m {p: 1, q: 2}\nn: {q: 3, <<: [*m, {r: 4, p: 9}]}\n');
  expect(value).toEqual({
    a: 'yes', b: 10, c: 8, d: '2027-03-01', e: null, f: 1000, g: '1', h: 'off', 200: 'x', m: { p: 1, q: 2 }, n: { q: 3, p: 1, r: 4 },
  });
});

test('keys of Object.prototype are ordinary keys', () => {
  const { value } = document('constructor: {prototype: {x: 1}}\ntoString: 1\n');
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value as object)).toEqual(['constructor', 'toString']);
});

test('every document of a file has its own places and anchors', () => {
  const { documents, source, problems } = reading('a: &x 1\n---\nb: &x {c: d}\ne: *x\n...\n---\n# nothing\n');
  expect(problems).toEqual([]);
  expect(documents.map((one) => one.value)).toEqual([{ a: 1 }, { b: { c: 'd' }, e: { c: 'd' } }]);
  const span = documents[1]?.locate(['e', 'c']).value ?? { start: 0, end: 0 };
  expect(source.text.slice(span.start, span.end)).toBe('d');
});

function withLocate(text: string): ReturnType<typeof reading> & { locate: ReturnType<typeof document>['locate'] } {
  const read = reading(text);
  const [only] = read.documents;
  if (only === undefined) throw new Error('no document');
  return { ...read, locate: (path) => only.locate(path) };
}
