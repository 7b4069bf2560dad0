import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { readYaml } from '../../../src/source/yaml.ts';
import { KINDS } from '../../../src/spec/kinds.ts';
import { readSpecs, type SpecDocument } from '../../../src/spec/read.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', 'slo-specs');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => ({ path: `slo-specs/${file}`, text: readFileSync(join(ROOT, file), 'utf8') }));

function read(text: string): { specs: readonly SpecDocument[]; sink: Sink } {
  const sink = new Sink();
  return { specs: readSpecs(readYaml({ path: 'x.yaml', text }, sink), sink), sink };
}

test('there are shipped specs to read', () => {
  expect(FILES.length).toBeGreaterThan(4);
});

test.each(FILES)('$path follows the language', ({ text }) => {
  const { specs, sink } = read(text);
  expect(sink.sorted.map((one) => `${one.code} ${one.message}`)).toEqual([]);
  expect(specs.map((one) => Object.keys(KINDS).includes(one.kind))).toEqual([true]);
});

const INSTANCE = `apiVersion: tocsin/v1
kind: Instance
metadata: { name: eventgate-main, description: Events }
spec:
  class: critical
  team: data-engineering
  dashboard: &link "https://example.org/\\u0064?x={{ instance.name }}"
  runbook: *link
`;

test('a spec knows its places', () => {
  const [one] = read(INSTANCE).specs;
  if (one?.kind !== 'Instance') throw new Error('an Instance was expected');
  const slice = ({ source, span }: { source: { text: string }; span: { start: number; end: number } }): string => source.text.slice(span.start, span.end);
  expect([one.name, one.description, one.spec.class]).toEqual(['eventgate-main', 'Events', 'critical']);
  expect(slice(one.at(['spec', 'class']))).toBe('critical');
  expect(slice(one.keyAt(['spec', 'class']))).toBe('class');
  expect(slice(one.at(['metadata', 'nothing']))).toBe('{ name: eventgate-main, description: Events }');
  const start = one.spec.runbook.indexOf('d?');
  expect(slice(one.inText(['spec', 'runbook'], { start, end: start + 2 }))).toBe('\\u0064?');
  expect(one.related(['spec', 'runbook']).map((related) => slice(related.at))).toEqual(['*link']);
  expect(one.related(['spec', 'dashboard'])).toEqual([]);
});

test('mutated specs never throw, and every problem lies within the text', () => {
  const junk = fc.constantFrom('\n', '  ', ':', '- ', '{', '}', '[', ']', ',', '"', 'x', '3', '~', 'true', 'spec:', ' extra: 1\n', '!!str ', '*link', '&link ', 'null', '__proto__: 1\n', 'toString: 1\n');
  const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20), fc.oneof(junk, fc.string({ maxLength: 3 }))), { minLength: 1, maxLength: 4 });
  let judged = 0;
  fc.assert(
    fc.property(fc.constantFrom(INSTANCE, ...FILES.map((file) => file.text)), edits, (base, changes) => {
      const text = changes.reduce((whole, [where, drop, put]) => {
        const at = Math.floor(where * whole.length);
        return whole.slice(0, at) + put + whole.slice(at + drop);
      }, base);
      const { sink } = read(text);
      for (const { at, code } of sink.sorted) {
        if (code.startsWith('TOC1')) judged++;
        expect(at !== undefined && 0 <= at.span.start && at.span.start <= at.span.end && at.span.end <= text.length).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
  expect(judged).toBeGreaterThan(100);
});
