import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Location, Span } from '../diagnostics/source.ts';
import type { BaseFile } from './config.ts';
import { insertItem, type Edit, type Refusal } from './insertion.ts';
import { inhibitFlow, inhibitItem, routeFlow, routeItem } from './print.ts';
import type { Subtree } from './subtree.ts';
import { isBreak } from './text.ts';
import { readsAsMeant } from './verify.ts';
import type { YamlMapping, YamlNode } from './yaml-tree.ts';

/** Where the generated route goes among the children of the root. */
export type Place = 'before-first-terminal' | 'first' | 'last' | { readonly before: string };

/** The base with the generated parts in it. */
export interface Spliced {
  readonly text: string;
  /** Places of the generated parts in `text`, in order: without them it is the base, byte for byte. */
  readonly inserted: readonly Span[];
}

/**
 * Puts the generated parts into the base's text; reports and returns nothing where no place for them is sound.
 * The result is read again and compared, so a form of YAML that was not thought of is refused, never spoilt.
 */
export function splice(base: BaseFile, addition: Subtree, place: Place, placeAt: Location, sink: Sink): Spliced | undefined {
  const index = indexOf(base, place);
  if (index === undefined) {
    sink.report(unknownPlace(base, typeof place === 'string' ? place : place.before, placeAt));
    return undefined;
  }
  const edits = editsFor(base, addition, index);
  if ('reason' in edits) {
    sink.report(problem('TOC604', edits.reason, { at: { source: base.source, span: edits.at }, help: edits.help }));
    return undefined;
  }
  const spliced = apply(base.source.text, edits);
  if (readsAsMeant(base, spliced.text, addition, index)) return spliced;
  sink.report(
    problem('TOC604', 'with the generated route in it, other parts of this file would read differently', {
      at: { source: base.source, span: base.config.route.span ?? base.tree },
      help: 'write the root route and its `routes` out in place, without anchors that are used elsewhere, and end the file with a line break',
    }),
  );
  return undefined;
}

function indexOf({ config }: BaseFile, place: Place): number | undefined {
  const children = config.route.routes;
  if (place === 'first') return 0;
  if (place === 'last') return children.length;
  const found = children.findIndex((child) => (place === 'before-first-terminal' ? !child.continue : child.receiver === place.before));
  if (found !== -1) return found;
  return place === 'before-first-terminal' ? children.length : undefined;
}

function unknownPlace({ config }: BaseFile, receiver: string, at: Location): ReturnType<typeof problem> {
  const receivers = config.route.routes.flatMap((child) => (child.receiver === undefined ? [] : [child.receiver]));
  return problem('TOC610', `no child of the root route has the receiver \`${receiver}\``, {
    at,
    suggestion: nearName(receiver, receivers),
    help: `name one of ${[...new Set(receivers)].map((name) => `\`${name}\``).join(', ') || 'its children, of which it has none'}, or use \`before-first-terminal\``,
  });
}

/** In the order of the text. */
function editsFor(base: BaseFile, addition: Subtree, index: number): readonly Edit[] | Refusal {
  const { text } = base.source;
  if (!isBreak(text.at(-1)) && endsInsideText(base.tree, text.length)) {
    return {
      reason: 'the file ends inside a text of several lines',
      help: 'end the file with a line break, so that nothing after it can become part of that text',
      at: { start: text.length, end: text.length },
    };
  }
  const route = ownRoute(base);
  if ('reason' in route) return route;
  const routeEdit = insertItem(text, route, 'routes', index, { block: routeItem(addition.route), flow: routeFlow(addition.route) });
  if ('reason' in routeEdit) return routeEdit;
  if (addition.inhibitRules.length === 0) return [routeEdit];
  const inhibitEdit = insertItem(text, base.tree, 'inhibit_rules', base.config.inhibitRules.length, {
    block: addition.inhibitRules.flatMap(inhibitItem),
    flow: addition.inhibitRules.flatMap((rule, at, all) => {
      const lines = inhibitFlow(rule);
      return at === all.length - 1 ? lines : [...lines.slice(0, -1), `${lines.at(-1) ?? ''},`];
    }),
  });
  if ('reason' in inhibitEdit) return inhibitEdit;
  return inhibitEdit.at < routeEdit.at ? [inhibitEdit, routeEdit] : [routeEdit, inhibitEdit];
}

function ownRoute({ tree }: BaseFile): YamlMapping | Refusal {
  const pair = tree.pairs.find(({ key }) => key.kind === 'scalar' && key.text === 'route');
  if (pair?.value.kind === 'mapping') return pair.value;
  return {
    reason: 'the root route is not written in its place but taken from elsewhere',
    help: 'write the mapping out under `route`',
    at: pair?.value ?? tree,
  };
}

/** A block scalar that the file ends in, without a line break, gets one when something follows: to Alertmanager's reader that is another text. */
function endsInsideText(node: YamlNode, end: number): boolean {
  if (node.end < end) return false;
  switch (node.kind) {
    case 'scalar':
      return node.style === 'block';
    case 'alias':
      return false;
    case 'sequence':
      return node.items.some((item) => endsInsideText(item, end));
    case 'mapping':
      return node.pairs.some(({ value }) => endsInsideText(value, end));
  }
}

function apply(text: string, edits: readonly Edit[]): Spliced {
  const inserted: Span[] = [];
  let result = '';
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, edit.at);
    inserted.push({ start: result.length, end: result.length + edit.text.length });
    result += edit.text;
    from = edit.at;
  }
  return { text: result + text.slice(from), inserted };
}
