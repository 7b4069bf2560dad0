import { SCALAR_STYLE } from 'js-yaml';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source } from '../diagnostics/source.ts';
import type { ScalarNode, YamlNode } from './nodes.ts';
import { abridged, checkTag, scalarText } from './scalar.ts';

/** A key that can be used: its text, and whether it is the merge key `<<`. */
export interface Key {
  readonly text: string;
  readonly node: ScalarNode;
  readonly merge: boolean;
}

/** Reads a key as text (`200:` is "200"); reports it, and gives nothing, where it can be no name. */
export function readKey(source: Source, node: YamlNode, sink: Sink): Key | undefined {
  if (node.kind !== 'scalar') {
    sink.report(isTemplate(source, node) ? bareTemplate(source, node) : complexKey(source, node));
    return undefined;
  }
  checkTag(source, node, sink);
  const text = scalarText(source, node);
  const at = { source, span: node.span };
  if (text === '') {
    sink.report(problem('TOC009', 'a key is missing before the `:`', { at, help: 'Write a name, or put the whole value in quotes.' }));
    return undefined;
  }
  if (text === '__proto__') {
    sink.report(problem('TOC009', 'the key `__proto__` cannot be used', { at, help: 'Choose another name.' }));
    return undefined;
  }
  const isPlain = node.event.style === SCALAR_STYLE.PLAIN && (node.tag === undefined || node.tag.text === '!!merge');
  return { text, node, merge: isPlain && text === '<<' };
}

/** `{{window}}` outside of quotes is a mapping whose key is a mapping: what was meant is a template. */
function isTemplate(source: Source, node: YamlNode): boolean {
  return node.kind === 'mapping' && source.text.slice(node.span.start - 1, node.span.start + 1) === '{{';
}

function bareTemplate(source: Source, node: YamlNode): ReturnType<typeof problem> {
  const span = { start: node.span.start - 1, end: source.text[node.span.end] === '}' ? node.span.end + 1 : node.span.end };
  return problem('TOC009', `\`${abridged(source.text.slice(span.start, span.end))}\` outside of quotes is a mapping, not a text`, {
    at: { source, span },
    help: 'Put the whole value in quotes, or in a block after `|`.',
  });
}

function complexKey(source: Source, node: YamlNode): ReturnType<typeof problem> {
  const what = node.kind === 'alias' ? 'an alias' : node.kind === 'sequence' ? 'a list' : 'a mapping';
  return problem('TOC009', `${what} cannot be a key`, {
    at: { source, span: node.span },
    help: 'Write a name; a text that begins with `[`, `{` or `*` must be in quotes.',
  });
}
