import { Sink } from '../diagnostics/diagnostic.ts';
import { readSpecs } from '../io/read-specs.ts';
import { decodeSource } from '../source/decode.ts';
import { readYaml } from '../source/yaml.ts';
import type { Context } from './context.ts';

/**
 * Names of the instances that an inventory lists, for completion: whatever is wrong with the specs, nothing is said of it.
 * Only files that look like an inventory are parsed, since a person waits at the keyboard.
 */
export async function instanceNames(context: Context, specs: string): Promise<readonly string[]> {
  const { files } = await readSpecs(specs, context.cwd);
  const sink = new Sink();
  const names = files.flatMap(({ path, bytes }) => {
    const source = bytes === undefined ? undefined : decodeSource(path, bytes, sink);
    if (source === undefined || !source.text.includes('Inventory')) return [];
    return readYaml(source, sink).flatMap(({ value }) => (at(value, 'kind') === 'Inventory' ? Object.keys(at(at(value, 'spec'), 'instances') ?? {}) : []));
  });
  return [...new Set(names)].sort();
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
