import type { Span } from '../diagnostics/source.ts';
import type { YamlNode } from './yaml-tree.ts';

/** Where a JSON pointer leads in a file as it is written, or a key of the mapping there; the nearest place that is there. */
export function spanAt(root: YamlNode, pointer: string, field?: string): Span {
  let node = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const solid = solidOf(node);
    const next = solid?.kind === 'sequence' ? solid.items[Number(key)] : solid?.kind === 'mapping' ? valueOf(solid.pairs, key) : undefined;
    if (next === undefined) break;
    node = next;
  }
  const target = solidOf(node);
  const named = field !== undefined && target?.kind === 'mapping' ? target.pairs.find(({ key }) => key.kind === 'scalar' && key.text === field)?.key : undefined;
  if (named !== undefined) return named;
  // A whole collection as a place would underline half the file.
  return node.kind === 'mapping' ? (node.pairs[0]?.key ?? node) : node;
}

function solidOf(node: YamlNode): Exclude<YamlNode, { kind: 'alias' }> | undefined {
  return node.kind === 'alias' ? (node.target === undefined ? undefined : solidOf(node.target)) : node;
}

function valueOf(pairs: readonly { readonly key: YamlNode; readonly value: YamlNode }[], name: string): YamlNode | undefined {
  return pairs.find(({ key }) => key.kind === 'scalar' && key.text === name)?.value;
}
