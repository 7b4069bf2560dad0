import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { readYaml } from '../../../src/source/yaml.ts';
import { jsonSchema } from '../../../src/spec/json-schema.ts';
import { KINDS, type Kind } from '../../../src/spec/kinds.ts';

const NAMES = Object.keys(KINDS) as Kind[];
const ROOT = join(import.meta.dirname, '..', '..', '..', 'slo-specs');
const SHIPPED = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => readYaml({ path: file, text: readFileSync(join(ROOT, file), 'utf8') }, new Sink()).map((one) => ({ file, value: one.value as { kind: Kind } })));

/** `format` only annotates, as in editors; a keyword that draft 7 does not know is an error. */
function compile(schema: object): (value: unknown) => boolean {
  return new Ajv({ strict: true, strictRequired: false, validateFormats: false, allowUnionTypes: true }).compile(schema);
}

describe.each([...NAMES, 'all'] as const)('the schema of %s', (kind) => {
  test('is draft 7, and compiles', () => {
    const schema = jsonSchema(kind);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
    expect(compile(schema)).toBeTypeOf('function');
  });

  test('has the same bytes every time', () => {
    expect(JSON.stringify(jsonSchema(kind))).toBe(JSON.stringify(jsonSchema(kind)));
  });
});

test('rules that a schema cannot say stand beside it in words', () => {
  expect(JSON.stringify(jsonSchema('Contract'))).toContain('Not said here, but checked by `tocsin validate`: give ');
});

test('what is optional to write is not required', () => {
  const schema = jsonSchema('Project') as { properties: { spec: { required: string[] } } };
  expect(schema.properties.spec.required).toEqual(expect.arrayContaining(['scope', 'classes']));
  expect(schema.properties.spec.required).not.toContain('labels');
});

test.each(SHIPPED)('$file is taken by the schema of its kind and by that of all', ({ value }) => {
  expect(compile(jsonSchema(value.kind))(value)).toBe(true);
  expect(compile(jsonSchema('all'))(value)).toBe(true);
});

test('the schema of all refuses an unknown kind and an unknown key', () => {
  const take = compile(jsonSchema('all'));
  expect(take({ apiVersion: 'tocsin/v1', kind: 'Instanc' })).toBe(false);
  const [first] = SHIPPED;
  expect(take({ ...first?.value, objektives: [] })).toBe(false);
});

/** A value with some parts replaced, left out or added, by a series of choices. */
function changed(value: unknown, choices: readonly number[], pool: readonly unknown[]): unknown {
  let at = 0;
  const choose = (bound: number): number => (choices[at++ % choices.length] ?? 0) % bound;
  const walk = (part: unknown): unknown => {
    if (choose(40) === 0) return pool[choose(pool.length)];
    if (Array.isArray(part)) return part.filter(() => choose(25) !== 0).map((one) => walk(one));
    if (typeof part !== 'object' || part === null) return part;
    const kept = Object.entries(part).filter(([key]) => key === 'kind' || choose(25) !== 0);
    const entries = kept.map(([key, one]) => [choose(60) === 0 ? String(pool[choose(pool.length)]) : key, walk(one)] as const);
    return Object.fromEntries(choose(60) === 0 ? [...entries, ['extra', pool[choose(pool.length)]]] : entries);
  };
  return walk(value);
}

test('whatever the language takes, the schema takes', () => {
  const takes = Object.fromEntries(NAMES.map((kind) => [kind, compile(jsonSchema(kind))]));
  const takesAll = compile(jsonSchema('all'));
  const pool: readonly unknown[] = ['x', 'page', 'open', 'none', '99.9%', '5m', '1h30m', 'quarter', 'up', '', 3, 0.5, -1, true, null, [], {}, ['a'], { a: 'b' }, 'first', { before: 'x' }, '2.42', 'page within 5m', ['5xx']];
  const seen = new Map<Kind, number>();
  fc.assert(
    fc.property(fc.constantFrom(...SHIPPED), fc.array(fc.nat(9999), { minLength: 7, maxLength: 97 }), ({ value }, choices) => {
      const mutant = changed(value, choices, pool);
      const kind = value.kind;
      if (!KINDS[kind].safeParse(mutant).success) return;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      expect(takes[kind]?.(mutant)).toBe(true);
      expect(takesAll(mutant)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(50);
});
