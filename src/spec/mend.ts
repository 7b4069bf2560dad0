import type * as z from 'zod';
import type { Path } from '../source/document.ts';
import { nearKey } from './schema-places.ts';

/** A document as its author most likely meant it, and the keys that were spelt otherwise. */
export interface Mended {
  readonly value: unknown;
  /** For places: a path of the mended value to that of the written one. */
  readonly written: (path: Path) => Path;
}

type Container = Record<PropertyKey, unknown>;

/**
 * Mends what has been reported already, as far as there is one plain guess: a misspelt key, an unknown one, a number that
 * should be text or a percentage. Then the later stages can judge the rest of the document in the same run. Nothing is
 * ever generated from a mended document, since its problems are errors.
 */
export function mend(schema: z.ZodType, value: unknown): Mended | undefined {
  const copy: unknown = structuredClone(value);
  const renamed = new Map<string, string>();
  // Each round mends what it sees; a key given its right name may show that its value is wrong too.
  for (let round = 0; round < 4; round++) {
    const { error } = schema.safeParse(copy);
    if (error === undefined) return { value: copy, written: (path) => path.map((key, at) => renamed.get(JSON.stringify(path.slice(0, at + 1))) ?? key) };
    for (const issue of error.issues) if (!mendOne(schema, copy, issue, renamed)) return undefined;
  }
  return undefined;
}

function mendOne(schema: z.ZodType, root: unknown, issue: z.core.$ZodIssue, renamed: Map<string, string>): boolean {
  if (issue.code === 'unrecognized_keys') {
    const parent = containerAt(root, issue.path);
    if (parent === undefined) return false;
    for (const key of issue.keys) {
      const meant = nearKey(schema, issue.path, key);
      if (meant !== undefined && !Object.hasOwn(parent, meant)) {
        parent[meant] = parent[key];
        renamed.set(JSON.stringify([...issue.path, meant]), key);
      }
      delete parent[key];
    }
    return true;
  }
  const last = issue.path.at(-1);
  const parent = containerAt(root, issue.path.slice(0, -1));
  if (last === undefined || parent === undefined || !Object.hasOwn(parent, last)) {
    // What is missing under its own name may be there under a misspelt one, which another issue mends.
    return issue.code === 'invalid_type';
  }
  const found = parent[last];
  if (typeof found === 'number') parent[last] = `${found}%`;
  else if (typeof found === 'string' && /^-?[0-9.]+%$/.test(found)) parent[last] = found.slice(0, -1);
  else return false;
  return true;
}

function containerAt(root: unknown, path: readonly PropertyKey[]): Container | undefined {
  let at = root;
  for (const key of path) {
    if (!isContainer(at) || !Object.hasOwn(at, key)) return undefined;
    at = at[key];
  }
  return isContainer(at) ? at : undefined;
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}
