import { YAMLException } from 'js-yaml';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { BaseFile } from './config.ts';
import { FieldReader } from './fields.ts';
import { plain } from './plain.ts';
import { inhibitItem, routeItem } from './print.ts';
import type { Subtree } from './subtree.ts';
import { readTrees } from './yaml-tree.ts';

/** Whether a text reads as the base does, with the addition at its place and nothing else changed. */
export function readsAsMeant(base: BaseFile, text: string, addition: Subtree, index: number): boolean {
  const meant = read(base.source.text);
  const route = isObject(meant) ? meant['route'] : undefined;
  if (!isObject(meant) || !isObject(route)) return false;
  const routes = items(route['routes']);
  route['routes'] = [...routes.slice(0, index), ...items(read(routeItem(addition.route).join('\n'))), ...routes.slice(index)];
  if (addition.inhibitRules.length > 0) {
    const rules = addition.inhibitRules.flatMap(inhibitItem).join('\n');
    meant['inhibit_rules'] = [...items(meant['inhibit_rules']), ...items(read(rules))];
  }
  return JSON.stringify(read(text)) === JSON.stringify(meant);
}

/** The one document of a text as plain data; nothing where there is not one, or it cannot be read. */
function read(text: string): unknown {
  const source = { path: '', text };
  const reader = new FieldReader(source, new Sink());
  try {
    const [document, second] = readTrees(text);
    const value = document === undefined || second !== undefined ? undefined : plain(document, reader);
    return reader.failed ? undefined : value;
  } catch (error) {
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
