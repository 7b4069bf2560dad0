import { problem, type Code, type Details, type Sink } from '../diagnostics/diagnostic.ts';
import { nearName } from '../diagnostics/near-name.ts';
import type { Source, Span } from '../diagnostics/source.ts';
import { readKey } from './key.ts';
import type { AliasNode, MappingNode, ScalarNode, SequenceNode, YamlNode } from './nodes.ts';
import { abridged, checkTag, scalarValue } from './scalar.ts';

/** How many nodes aliases and merge keys may add to one document, so that walking it stays cheap for every later stage. */
export const MAX_REPEATED_NODES = 100_000;
/** How deep a value may be once its aliases are followed; the parser bounds what is written likewise. */
const MAX_DEPTH = 100;

const MERGE_HELP = 'After `<<:` stands an alias of a mapping, or a list of such aliases.';

/** A key of a mapping after merging: the pair that gives it, and the aliases it came through. */
export interface Field {
  readonly key: ScalarNode;
  readonly value: YamlNode;
  readonly via: readonly Span[];
}

/** A document's value, and what is needed to find the places of its parts again. */
export interface Constructed {
  readonly value: unknown;
  readonly fields: ReadonlyMap<MappingNode, ReadonlyMap<string, Field>>;
  readonly targets: ReadonlyMap<AliasNode, YamlNode>;
}

interface Built {
  readonly value: unknown;
  /** Nodes and levels of the value, with aliases followed. */
  readonly size: number;
  readonly depth: number;
}

const NOTHING: Built = { value: null, size: 1, depth: 0 };

/** Builds the value of a document; undefined where aliases make it grow without bound. */
export function construct(source: Source, root: YamlNode, sink: Sink): Constructed | undefined {
  const constructor = new Constructor(source, sink);
  const { value } = constructor.build(root, 0);
  return constructor.exhausted ? undefined : { value, fields: constructor.fields, targets: constructor.targets };
}

class Constructor {
  readonly fields = new Map<MappingNode, ReadonlyMap<string, Field>>();
  readonly targets = new Map<AliasNode, YamlNode>();
  exhausted = false;
  readonly #source: Source;
  readonly #sink: Sink;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #built = new Map<YamlNode, Built>();
  #repeated = 0;

  constructor(source: Source, sink: Sink) {
    this.#source = source;
    this.#sink = sink;
  }

  build(node: YamlNode, level: number): Built {
    if (node.kind === 'alias') return this.#alias(node, level);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor.text, node);
    checkTag(this.#source, node, this.#sink);
    const built = this.#content(node, level);
    this.#built.set(node, built);
    return built;
  }

  #content(node: ScalarNode | SequenceNode | MappingNode, level: number): Built {
    switch (node.kind) {
      case 'scalar': return { value: scalarValue(this.#source, node, this.#sink), size: 1, depth: 0 };
      case 'sequence': {
        const items = node.items.map((item) => this.build(item, level + 1));
        return collected(items.map((item) => item.value), items);
      }
      case 'mapping': return this.#mapping(node, level);
    }
  }

  #alias(node: AliasNode, level: number): Built {
    const target = this.#anchors.get(node.name);
    if (target === undefined) {
      this.#report('TOC004', `no anchor \`&${abridged(node.name)}\` stands before this alias`, node.span, {
        help: 'Anchors hold within their own document, from where they stand on; a text that begins with `*` must be in quotes.',
        suggestion: nearName(node.name, this.#anchors.keys()),
      });
      return NOTHING;
    }
    const built = this.#built.get(target);
    if (built === undefined) return this.#give('TOC005', `alias \`*${abridged(node.name)}\` stands inside the value it repeats`, node.span, target);
    this.#repeated += built.size;
    if (this.#repeated > MAX_REPEATED_NODES) return this.#give('TOC005', `aliases up to here repeat more than ${MAX_REPEATED_NODES} values`, node.span, target);
    if (level + built.depth > MAX_DEPTH) return this.#give('TOC006', `aliases nest deeper than ${MAX_DEPTH} levels here`, node.span, target);
    this.targets.set(node, target);
    return built;
  }

  /** Gives the document up: reported once, and nothing more is repeated. */
  #give(code: Code, message: string, span: Span, target: YamlNode): Built {
    if (!this.exhausted) {
      const at = { source: this.#source, span: target.anchor?.span ?? target.span };
      this.#report(code, message, span, { related: [{ message: 'the repeated value', at }], help: 'Write the values out instead of repeating them.' });
    }
    this.exhausted = true;
    return NOTHING;
  }

  #mapping(node: MappingNode, level: number): Built {
    const own = new Map<string, Field>();
    const order: (string | ReadonlyMap<string, Field>)[] = [];
    const first = new Map<string, Span>();
    for (const entry of node.entries) {
      const key = readKey(this.#source, entry.key, this.#sink);
      if (key?.node.anchor !== undefined) this.#keyAnchor(key.node, key.text);
      this.build(entry.value, level + 1);
      if (key === undefined) continue;
      const before = first.get(key.text);
      if (before !== undefined) this.#duplicate(key.text, key.merge, entry.key.span, before);
      else first.set(key.text, entry.key.span);
      if (key.merge) order.push(this.#merged(entry.value));
      else if (before === undefined) {
        own.set(key.text, { key: key.node, value: entry.value, via: [] });
        order.push(key.text);
      }
    }
    const fields = mergedInOrder(own, order);
    this.fields.set(node, fields);
    const value = emptyRecord();
    const parts: Built[] = [];
    for (const [key, field] of fields) {
      const part = this.#builtOf(field.value);
      parts.push(part);
      value[key] = part.value;
    }
    return collected(value, parts);
  }

  #keyAnchor(node: ScalarNode, text: string): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor.text, node);
    this.#built.set(node, { value: text, size: 1, depth: 0 });
  }

  #duplicate(text: string, isMerge: boolean, span: Span, before: Span): void {
    this.#report('TOC003', `duplicate key \`${abridged(text)}\``, span, {
      related: [{ message: 'first given here', at: { source: this.#source, span: before } }],
      help: isMerge ? 'Merge several mappings at once: `<<: [*a, *b]`.' : 'Keep one of the two.',
    });
  }

  /** What a node stands for, once aliases are followed. */
  #written(node: YamlNode): YamlNode | undefined {
    return node.kind === 'alias' ? this.targets.get(node) : node;
  }

  #builtOf(node: YamlNode): Built {
    const written = this.#written(node);
    return (written === undefined ? undefined : this.#built.get(written)) ?? NOTHING;
  }

  /** The fields that a merge key brings; of several mappings, the first that has a key gives it. */
  #merged(node: YamlNode): ReadonlyMap<string, Field> {
    const written = this.#written(node);
    if (written?.kind !== 'sequence') return this.#mergedFrom(node, []);
    const via = node.kind === 'alias' ? [node.span] : [];
    const found = new Map<string, Field>();
    for (const item of written.items) {
      for (const [key, field] of this.#mergedFrom(item, via)) if (!found.has(key)) found.set(key, field);
    }
    return found;
  }

  #mergedFrom(node: YamlNode, via: readonly Span[]): ReadonlyMap<string, Field> {
    const found = new Map<string, Field>();
    const written = this.#written(node);
    if (written === undefined) return found;
    if (written.kind !== 'mapping') {
      this.#report('TOC015', `${written.kind === 'scalar' ? 'a single value' : 'a list'} cannot be merged here`, node.span, { help: MERGE_HELP });
      return found;
    }
    const through = node.kind === 'alias' ? [...via, node.span] : via;
    for (const [key, field] of this.fields.get(written) ?? []) found.set(key, { ...field, via: [...through, ...field.via] });
    return found;
  }

  #report(code: Code, message: string, span: Span, details: Details): void {
    this.#sink.report(problem(code, message, { at: { source: this.#source, span }, ...details }));
  }
}

/** Own keys win over merged ones wherever `<<` stands; the order is that of the file. */
function mergedInOrder(own: ReadonlyMap<string, Field>, order: readonly (string | ReadonlyMap<string, Field>)[]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const step of order) {
    if (typeof step === 'string') {
      const field = own.get(step);
      if (field !== undefined) fields.set(step, field);
    } else {
      for (const [key, field] of step) if (!own.has(key) && !fields.has(key)) fields.set(key, field);
    }
  }
  return fields;
}

/** Without a prototype, a key such as `constructor` is found only where it is written. */
function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function collected(value: unknown, parts: readonly Built[]): Built {
  let size = 1;
  let depth = 0;
  for (const part of parts) {
    size += part.size;
    depth = Math.max(depth, part.depth);
  }
  return { value, size, depth: depth + 1 };
}
