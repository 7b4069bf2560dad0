import { isNull, type FieldReader } from './fields.ts';
import type { YamlNode } from './yaml-tree.ts';

/** A node as plain data for later reading: mappings as objects, lists as arrays, scalars as the texts that are written, or null. */
export function plain(node: YamlNode, reader: FieldReader): unknown {
  const solid = reader.solid(node);
  if (solid === undefined || isNull(solid)) return null;
  switch (solid.kind) {
    case 'scalar':
      return solid.text;
    case 'sequence':
      return solid.items.map((item) => plain(item, reader));
    case 'mapping':
      return Object.fromEntries([...reader.fields(solid)].map(([name, field]) => [name, plain(field.value, reader)]));
  }
}
