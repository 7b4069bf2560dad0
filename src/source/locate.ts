import type { Span } from '../diagnostics/source.ts';
import type { Constructed } from './construct.ts';
import type { Located, Path } from './document.ts';
import type { ScalarNode, YamlNode } from './nodes.ts';

/** A node that a path leads to, with the places met on the way. */
export interface Found {
  readonly located: Located;
  readonly node: YamlNode;
}

/** Follows a path through aliases and merge keys; stops at the nearest existing ancestor where it does not exist. */
export function follow(root: YamlNode, constructed: Constructed, path: Path): Found {
  const via: Span[] = [];
  let key: Span | undefined;
  let node = written(root, constructed, via);
  let exact = true;
  for (const step of path) {
    const next = child(node, constructed, step);
    if (next === undefined) {
      exact = false;
      break;
    }
    via.push(...next.via);
    key = next.key?.span;
    node = written(next.node, constructed, via);
  }
  return { node, located: { ...(key === undefined ? {} : { key }), value: node.span, via, exact } };
}

interface Child {
  readonly key?: ScalarNode;
  readonly node: YamlNode;
  readonly via: readonly Span[];
}

function child(node: YamlNode, constructed: Constructed, step: string | number): Child | undefined {
  if (node.kind === 'mapping') {
    const field = constructed.fields.get(node)?.get(String(step));
    return field === undefined ? undefined : { key: field.key, node: field.value, via: field.via };
  }
  if (node.kind === 'sequence') {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, via: [] };
  }
  return undefined;
}

/** The node an alias stands for; an alias whose anchor is unknown stands for itself. */
function written(node: YamlNode, constructed: Constructed, via: Span[]): YamlNode {
  const target = node.kind === 'alias' ? constructed.targets.get(node) : undefined;
  if (target === undefined) return node;
  via.push(node.span);
  return target;
}
