import fc from 'fast-check';
import { CORE_SCHEMA, loadAll, load, mergeTag, YAMLException } from 'js-yaml';
import { expect, test } from 'vitest';
import { reading } from './reading.ts';
import type { Path } from '../../../src/source/yaml.ts';

const SAMPLE = `# yaml-language-server: $schema=x
apiVersion: tocsin/v1
kind: Instance
metadata: { name: a, description: "MediaWiki to \\"eventgate\\"" }
spec:
  class: &class critical
  other: *class
  list: [a, 'b', "c", {d: e}, f: g]
  base: &base { x: 1, y: [2, 3] }
  merged: { <<: *base, y: z }
  query: |
    sum by (site) (
      rate(x{a="b"}[{{window}}])
    )
  folded: >-
    one
    two

    three
  items:
    - name: a
      target: 99.9%
    -
    - plain text
      over lines
  none:
---
second: document
`;

const junk = fc.constantFrom(
  '\n', ' ', '  ', '\t', ':', ': ', '- ', '-', '{', '}', '[', ']', ',', '"', "'", '|', '>', '&', '*', '!', '#', '%', '@', '`', '?', '? ', '---\n', '...\n', '\r\n', '\r', '<<: ', '&base ', '*base', '!!str ', '\\', '\u0000', '\u2028', '\ufeff', '😀', '\ud800', '__proto__: 1\n', 'a: 1\n', '\u00a0',
);
const edit = fc.tuple(fc.nat(SAMPLE.length), fc.nat(12), fc.oneof(junk, fc.string({ maxLength: 4 })));
const mutated = fc.array(edit, { minLength: 1, maxLength: 5 }).map((edits) => edits.reduce((text, [at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop), SAMPLE));

/** Every path of a value; shared values once by each way to them. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? value.map((one, at) => [at, one]) : Object.entries(value);
  return [path, ...entries.flatMap(([step, one]) => pathsOf(one, [...path, step]))];
}

test('mutated text never throws, and every problem and place lies within it', () => {
  let broken = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      const { problems, documents } = reading(text);
      if (problems.length > 0) broken++;
      for (const { at } of problems) expect(at !== undefined && 0 <= at.span.start && at.span.start <= at.span.end && at.span.end <= text.length).toBe(true);
      for (const document of documents) {
        for (const path of pathsOf(document.value)) {
          const { value, exact } = document.locate(path);
          expect(exact && 0 <= value.start && value.start <= value.end && value.end <= text.length).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(broken).toBeGreaterThan(200);
});

test('a text without problems has the values that js-yaml loads, and every scalar slices to itself', () => {
  const schema = CORE_SCHEMA.withTags(mergeTag);
  let sound = 0;
  fc.assert(
    fc.property(mutated, (text) => {
      const { problems, documents } = reading(text);
      if (problems.length > 0) return;
      sound++;
      expect(documents.map((one) => one.value)).toEqual(loadAll(text, { schema }).filter((one) => one !== null));
      for (const document of documents) {
        for (const path of pathsOf(document.value)) {
          const { value, key, via } = document.locate(path);
          const slice = text.slice(value.start, value.end);
          const read = path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], document.value);
          if (key !== undefined && !text.slice(key.start, key.end).includes('\n')) expect(Object.keys(load(`${text.slice(key.start, key.end)}: x`, { schema }) as object)).toEqual([String(path.at(-1))]);
          // Blocks, anchored keys and what stands behind a tag read differently on their own.
          if (via.length > 0 || typeof read !== 'string' || /^[|>]/.test(slice) || /!!str\s*$/.test(text.slice(0, value.start))) continue;
          expect(load(`k: ${slice}`, { schema })).toEqual({ k: read });
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(sound).toBeGreaterThan(30);
});

test('what the parser takes is never a syntax error, and what it refuses always is one', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const told = reading(text).problems.some((one) => ['TOC001', 'TOC002', 'TOC006', 'TOC011'].includes(one.code));
      let refused = false;
      try {
        loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
      } catch (error) {
        refused = error instanceof YAMLException && !/duplicated mapping key|unidentified alias|cannot merge|complex keys|unknown .* tag|explicit tag/.test(error.message);
      }
      if (refused) expect(told).toBe(true);
    }),
    { numRuns: 700 },
  );
});
