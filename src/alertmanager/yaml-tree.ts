import { COLLECTION_STYLE, EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event } from 'js-yaml';
import type { Span } from '../diagnostics/source.ts';

/** A value as written: `text` is its characters after unquoting, before any reading as number or boolean. */
export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'block';
  /** Nothing is written at all: the span is empty and only near the place. */
  readonly absent: boolean;
}

export interface YamlSequence extends Span {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface YamlMapping extends Span {
  readonly kind: 'mapping';
  readonly flow: boolean;
  readonly pairs: readonly YamlPair[];
}

export interface YamlAlias extends Span {
  readonly kind: 'alias';
  readonly name: string;
  /** Absent when no such anchor stands before the alias. */
  readonly target: YamlNode | undefined;
}

/** A node of a YAML document with its place; a collection's span runs from its first to its last character. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping | YamlAlias;

interface Open {
  readonly node: { kind: 'sequence'; items: YamlNode[] } | { kind: 'mapping'; pairs: YamlPair[]; key: YamlNode | undefined };
  readonly start: number;
  readonly flow: boolean;
  /** Set when the node is finished; an alias inside its own anchor finds nothing. */
  readonly anchor: string | undefined;
}

/** Reads the documents of a text; throws js-yaml's YAMLException on text that is not YAML. */
export function readTrees(text: string): readonly YamlNode[] {
  return new TreeBuilder(text).build(parseEvents(text, {}));
}

class TreeBuilder {
  readonly #text: string;
  readonly #documents: YamlNode[] = [];
  readonly #open: Open[] = [];
  /** For each event that a POP will close: whether it is a collection, not a document. */
  readonly #collections: boolean[] = [];
  #anchors = new Map<string, YamlNode>();
  /** End of all that was read so far: events say where collections start, not where they end. */
  #cursor = 0;

  constructor(text: string) {
    this.#text = text;
  }

  build(events: readonly Event[]): readonly YamlNode[] {
    for (const event of events) this.#take(event);
    return this.#documents;
  }

  #take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors = new Map();
        this.#collections.push(false);
        return;
      case EVENT_ID.SCALAR: {
        const anchor = this.#properties(event);
        const absent = event.valueStart === -1;
        const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
        const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
        const start = absent ? this.#cursor : event.valueStart - (quoted ? 1 : 0);
        this.#cursor = absent ? this.#cursor : event.valueEnd + (quoted ? 1 : 0);
        const style = quoted ? 'quoted' : block ? 'block' : 'plain';
        this.#place({ kind: 'scalar', text: getScalarValue(this.#text, event), style, absent, start, end: this.#cursor }, anchor);
        return;
      }
      case EVENT_ID.ALIAS: {
        const name = this.#text.slice(event.anchorStart, event.anchorEnd);
        this.#cursor = event.anchorEnd;
        this.#place({ kind: 'alias', name, target: this.#anchors.get(name), start: event.anchorStart - 1, end: event.anchorEnd }, undefined);
        return;
      }
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const anchor = this.#properties(event);
        this.#collections.push(true);
        this.#cursor = Math.max(this.#cursor, event.start + (event.style === COLLECTION_STYLE.FLOW ? 1 : 0));
        this.#open.push({
          node: event.type === EVENT_ID.SEQUENCE ? { kind: 'sequence', items: [] } : { kind: 'mapping', pairs: [], key: undefined },
          start: event.start,
          flow: event.style === COLLECTION_STYLE.FLOW,
          anchor,
        });
        return;
      }
      case EVENT_ID.POP:
        if (this.#collections.pop() === true) this.#close();
        return;
    }
  }

  #properties(event: { anchorStart: number; anchorEnd: number; tagEnd: number }): string | undefined {
    this.#cursor = Math.max(this.#cursor, event.anchorEnd, event.tagEnd);
    return event.anchorStart === -1 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
  }

  #close(): void {
    const done = this.#open.pop();
    if (done === undefined) return;
    const { start } = done;
    if (done.flow && this.#bracketed(done)) this.#cursor = closing(this.#text, this.#cursor) + 1;
    const end = this.#cursor;
    const node: YamlNode =
      done.node.kind === 'sequence'
        ? { kind: 'sequence', flow: done.flow, items: done.node.items, start, end }
        : { kind: 'mapping', flow: done.flow, pairs: done.node.pairs, start, end };
    this.#place(node, done.anchor);
  }

  /** `[a: 1]` holds a mapping without braces, which starts where its key does. */
  #bracketed({ node, start }: Open): boolean {
    return node.kind === 'sequence' || (this.#text[start] === '{' && node.pairs[0]?.key.start !== start);
  }

  #place(node: YamlNode, anchor: string | undefined): void {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    const parent = this.#open.at(-1)?.node;
    if (parent === undefined) this.#documents.push(node);
    else if (parent.kind === 'sequence') parent.items.push(node);
    else if (parent.key === undefined) parent.key = node;
    else {
      parent.pairs.push({ key: parent.key, value: node });
      parent.key = undefined;
    }
  }
}

/** The bracket that ends a flow collection, from the end of its last entry: only space, comments and commas come between. */
function closing(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const character = text[at];
    if (character === ']' || character === '}') return at;
    if (character === '#') while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    else at++;
  }
  return at;
}
