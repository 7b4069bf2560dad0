import { Sink } from '../diagnostics/diagnostic.ts';
import { readSpecs } from '../io/read-specs.ts';
import { decodeSource } from '../source/decode.ts';
import { readYaml } from '../source/yaml.ts';
import type { Context } from './context.ts';
import { DRILLS_FOLDER } from './drill-files.ts';

/** Names of the instances that an inventory lists, for completion. */
export function instanceNames(context: Context, specs: string): Promise<readonly string[]> {
  return namesIn(context, specs, 'Inventory', (value) => Object.keys(at(at(value, 'spec'), 'instances') ?? {}));
}

/** Names of the drills in their usual folder, for completion. */
export function drillNames(context: Context): Promise<readonly string[]> {
  return namesIn(context, DRILLS_FOLDER, 'Drill', (value) => {
    const name = at(at(value, 'metadata'), 'name');
    return typeof name === 'string' ? [name] : [];
  });
}

/**
 * Names in the documents of a kind: whatever is wrong with them, nothing is said of it.
 * Only files that look like the kind are parsed, since a person waits at the keyboard.
 */
async function namesIn(context: Context, folder: string, kind: string, namesOf: (value: unknown) => readonly string[]): Promise<readonly string[]> {
  const { files } = await readSpecs(folder, context.cwd);
  const sink = new Sink();
  const names = files.flatMap(({ path, bytes }) => {
    const source = bytes === undefined ? undefined : decodeSource(path, bytes, sink);
    if (source === undefined || !source.text.includes(kind)) return [];
    return readYaml(source, sink).flatMap(({ value }) => (at(value, 'kind') === kind ? namesOf(value) : []));
  });
  return [...new Set(names)].sort();
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
