import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { checkCharacters } from './characters.ts';
import { construct, type Constructed } from './construct.ts';
import type { Located, Path, YamlDocument } from './document.ts';
import { follow } from './locate.ts';
import type { ScalarNode, YamlNode } from './nodes.ts';
import { parseDocuments } from './parse.ts';
import { scalarText } from './scalar.ts';
import { mapSpan, segmentsOf, type Segment } from './text-map.ts';

export type { Located, Path, YamlDocument } from './document.ts';

/** Reads every document of a YAML file; what cannot be read is reported and left out. */
export function readYaml(source: Source, sink: Sink): readonly YamlDocument[] {
  if (!checkCharacters(source, sink)) return [];
  const parsed = parseDocuments(source, sink);
  const roots = parsed.roots.filter((root) => !isEmpty(source, root));
  if (roots.length === 0 && parsed.complete) {
    const at = { source, span: { start: 0, end: 0 } };
    sink.report(problem('TOC007', 'this file holds no document', { at, help: 'Write a document, or delete the file.' }));
  }
  return roots.flatMap((root) => readDocument(source, root, sink));
}

function isEmpty(source: Source, node: YamlNode): boolean {
  return node.kind === 'scalar' && node.event.valueStart === -1 && node.tag === undefined && scalarText(source, node) === '';
}

function readDocument(source: Source, root: YamlNode, sink: Sink): readonly YamlDocument[] {
  const constructed = construct(source, root, sink);
  if (constructed === undefined) return [];
  if (root.kind === 'mapping') return [new ReadDocument(source, root, constructed)];
  const what = root.kind === 'sequence' ? 'a list' : 'a single value';
  const span = root.kind === 'sequence' ? { start: root.span.start, end: root.span.start + 1 } : root.span;
  sink.report(
    problem('TOC008', `this document is ${what}, not a mapping`, {
      at: { source, span },
      help: 'Begin with `apiVersion: tocsin/v1` and `kind:`; separate several documents by a line of `---`.',
    }),
  );
  return [];
}

class ReadDocument implements YamlDocument {
  readonly source: Source;
  readonly #root: YamlNode;
  readonly #constructed: Constructed;
  readonly #segments = new WeakMap<ScalarNode, readonly Segment[]>();

  constructor(source: Source, root: YamlNode, constructed: Constructed) {
    this.source = source;
    this.#root = root;
    this.#constructed = constructed;
  }

  get value(): unknown {
    return this.#constructed.value;
  }

  get span(): Span {
    return this.#root.span;
  }

  locate(path: Path): Located {
    return follow(this.#root, this.#constructed, path).located;
  }

  spanInText(path: Path, span: Span): Span {
    const { node, located } = follow(this.#root, this.#constructed, path);
    if (node.kind !== 'scalar' || !located.exact) return located.value;
    const known = this.#segments.get(node);
    const segments = known ?? segmentsOf(this.source.text, node.event);
    if (known === undefined) this.#segments.set(node, segments);
    return mapSpan(segments, span, located.value);
  }
}
