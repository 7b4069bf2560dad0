import * as z from 'zod';
import { KINDS, type Kind } from './kinds.ts';
import { saidOf } from './said.ts';

/** A JSON Schema document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A name, not an address: nothing is fetched. */
const ID = 'urn:tocsin:v1';
/** Draft 7, since that is what editors' YAML support reads best. */
const DIALECT = 'http://json-schema.org/draft-07/schema#';
const BEYOND = 'Not said here, but checked by `tocsin validate`:';

/**
 * The JSON Schema of a kind of document, or of all of them, for editors and other tools.
 * It takes whatever the language takes; rules between fields that a schema cannot say stand in its `$comment`s.
 */
export function jsonSchema(kind: Kind | 'all'): JsonSchema {
  if (kind !== 'all') return { $schema: DIALECT, $id: `${ID}:${kind.toLowerCase()}`, title: `Tocsin ${kind}`, ...ofKind(kind) };
  const kinds = Object.keys(KINDS).sort() as Kind[];
  const definitions = Object.fromEntries(kinds.map((name) => [name, { title: `Tocsin ${name}`, ...ofKind(name) }]));
  return {
    $schema: DIALECT,
    $id: ID,
    title: 'Tocsin specification',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: { kind: { enum: kinds } },
    // An editor that follows `if` shows the keys of the kind that is being written, and not of all six.
    allOf: kinds.map((name) => ({
      if: { properties: { kind: { const: name } }, required: ['kind'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { $ref: `#/definitions/${name}` },
    })),
    definitions,
  };
}

function ofKind(kind: Kind): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(KINDS[kind], { target: 'draft-7', io: 'input', unrepresentable: 'any', reused: 'inline', override: addRules });
  return ordered(schema) as JsonSchema;
}

interface Overridden {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}

/** Writes what a refinement demands, in its own words, where the schema itself has no way to say it. */
function addRules({ zodSchema, jsonSchema: written }: Overridden): void {
  const rules = (zodSchema._zod.def.checks ?? []).flatMap((check) => {
    const { def } = check._zod;
    return def.check === 'custom' ? [ruleOf(def)] : [];
  });
  if (rules.length > 0) written.$comment = `${BEYOND} ${rules.join('; ')}.`;
}

function ruleOf(def: z.core.$ZodCheckDef): string {
  return saidOf(def.error, { code: 'custom', input: undefined, path: [] }) ?? 'a rule between fields';
}

const FIRST = ['$schema', '$id', '$comment', 'title', 'description', 'type', 'const', 'enum', 'required', 'properties'];

/** The same schema with its keywords in one order; the properties of a mapping stay in the order of the language. */
function ordered(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((one) => ordered(one));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, key === 'properties' ? properties(value) : KEEP.has(key) ? value : ordered(value)]));
}

/** Keywords whose value is data, not a schema. */
const KEEP = new Set(['default', 'examples', 'const', 'enum', 'required']);

function properties(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ordered(one)])) : value;
}

function rank(keyword: string): number {
  const at = FIRST.indexOf(keyword);
  return at === -1 ? FIRST.length : at;
}
