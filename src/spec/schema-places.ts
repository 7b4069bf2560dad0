import type * as z from 'zod';
import { nearName } from '../diagnostics/near-name.ts';
import { saidOf } from './said.ts';

type Schema = z.core.$ZodType;
/** Steps from a schema's root: a key, or `[]` for an item of a list and `*` for any key of a mapping of names. */
type Pattern = readonly string[];

/** A place in the language where a key may stand. */
interface Place {
  readonly pattern: Pattern;
  readonly fields: ReadonlyMap<string, Schema>;
}

const MAX_DEPTH = 12;

/** The forms behind optional, default and union: each is an object, a list, a mapping of names or a scalar. */
function forms(schema: Schema): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch': return forms(def.innerType);
    case 'pipe': return forms(def.in);
    case 'lazy': return forms(def.getter());
    case 'union': return def.options.flatMap((option) => forms(option));
    default: return [schema];
  }
}

function fieldsOf(schema: Schema): ReadonlyMap<string, Schema> | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'object' ? new Map(Object.entries(def.shape)) : undefined;
}

/** What may stand one step below a form. */
function below(schema: Schema, step: PropertyKey): readonly Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const field = typeof step === 'string' && Object.hasOwn(def.shape, step) ? def.shape[step] : undefined;
      return field === undefined ? [] : [field];
    }
    case 'array': return [def.element];
    case 'record': return [def.valueType];
    default: return [];
  }
}

/** The schemas a path may be read by; several where a union stands on the way. */
export function schemasAt(root: Schema, path: readonly PropertyKey[]): readonly Schema[] {
  let reached: readonly Schema[] = [root];
  for (const step of path) reached = reached.flatMap((schema) => forms(schema)).flatMap((form) => below(form, step));
  return reached;
}

/** The keys that may stand in the mapping at a path. */
export function keysAt(root: Schema, path: readonly PropertyKey[]): readonly string[] {
  const found = schemasAt(root, path).flatMap((schema) => forms(schema)).flatMap((form) => [...(fieldsOf(form)?.keys() ?? [])]);
  return [...new Set(found)];
}

/** Every mapping of fixed keys in a schema, outer before inner. */
function placesOf(schema: Schema, pattern: Pattern = []): readonly Place[] {
  if (pattern.length > MAX_DEPTH) return [];
  return forms(schema).flatMap((form): readonly Place[] => {
    const { def } = (form as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'object': {
        const fields = new Map<string, Schema>(Object.entries(def.shape));
        return [{ pattern, fields }, ...[...fields].flatMap(([key, field]) => placesOf(field, [...pattern, key]))];
      }
      case 'array': return placesOf(def.element, [...pattern, '[]']);
      case 'record': return placesOf(def.valueType, [...pattern, '*']);
      default: return [];
    }
  });
}

/** Where in its own document a key that is misplaced at a path belongs, nearest place first; nothing when it is unknown everywhere. */
export function homeOf(root: Schema, path: readonly PropertyKey[], key: string): string | undefined {
  const ranked = placesOf(root)
    .filter((place) => place.fields.has(key) && !isPathOf(place.pattern, path))
    .map((place) => ({ place, distance: distanceBetween(place.pattern, path) }))
    .sort((a, b) => a.distance - b.distance);
  const [best, second] = ranked;
  if (best === undefined || (second !== undefined && second.distance === best.distance)) return undefined;
  return placeInWords(best.place.pattern);
}

/** The key that comes nearest to a misspelt one, at its place. */
export function nearKey(root: Schema, path: readonly PropertyKey[], key: string): string | undefined {
  return nearName(key, keysAt(root, path));
}

/** The one thing a schema says of itself to people. */
export function describedBy(schemas: readonly Schema[]): { readonly description?: string; readonly example?: string } {
  for (const schema of schemas) {
    // Only classic zod types carry `meta`; all of the language's are.
    const meta = (schema as z.ZodType).meta() ?? {};
    const inner = forms(schema).map((form) => (form as z.ZodType).meta() ?? {});
    const description = [meta, ...inner].map((one) => one.description).find((one) => one !== undefined);
    const example: unknown = [meta, ...inner].map((one) => one['examples']).find((one): one is unknown[] => Array.isArray(one))?.[0];
    if (description !== undefined || typeof example === 'string') {
      return { ...(description === undefined ? {} : { description }), ...(typeof example === 'string' ? { example } : {}) };
    }
  }
  return {};
}

/** The words that may stand somewhere, among other forms or alone, and what their union says of itself. */
export function wordsOf(schemas: readonly Schema[]): { readonly words: readonly string[]; readonly message?: string } {
  const words = schemas.flatMap((schema) => forms(schema)).flatMap((form): readonly unknown[] => {
    const { def } = (form as z.core.$ZodTypes)._zod;
    return def.type === 'literal' ? def.values : def.type === 'enum' ? Object.values(def.entries) : [];
  });
  const message = schemas.map((schema) => unionMessage(schema)).find((one) => one !== undefined);
  return { words: words.filter((word) => typeof word === 'string'), ...(message === undefined ? {} : { message }) };
}

function unionMessage(schema: Schema): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault' || def.type === 'nullable') return unionMessage(def.innerType);
  if (def.type !== 'union') return undefined;
  return saidOf(def.error, { code: 'invalid_union', errors: [], input: undefined, path: [] });
}

function matches(step: string, actual: PropertyKey | undefined): boolean {
  return step === '*' || (step === '[]' && typeof actual === 'number') || step === actual;
}

function isPathOf(pattern: Pattern, path: readonly PropertyKey[]): boolean {
  return pattern.length === path.length && pattern.every((step, at) => matches(step, path[at]));
}

/** Steps up and down between a place and a path. */
function distanceBetween(pattern: Pattern, path: readonly PropertyKey[]): number {
  let common = 0;
  while (common < Math.min(pattern.length, path.length) && matches(pattern[common] ?? '', path[common])) common++;
  return pattern.length - common + (path.length - common);
}

function placeInWords(pattern: Pattern): string {
  if (pattern.length === 0) return 'at the top of the document';
  const last = pattern.at(-1);
  const named = pattern.filter((step) => step !== '*' && step !== '[]').join('.');
  if (last === '[]') return `in an entry of \`${named}\``;
  return last === '*' ? `under each name of \`${named}\`` : `under \`${named}\``;
}
