import { COLLECTION_STYLE, EVENT_ID, SCALAR_STYLE, type Event, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import type { Span } from '../diagnostics/source.ts';

/** An anchor, an alias or a tag as it is written, with its place (sigil included). */
export interface Mark {
  readonly text: string;
  readonly span: Span;
}

interface NodeBase {
  /** The whole extent: quotes, brackets, block header and every line. */
  readonly span: Span;
  readonly anchor?: Mark;
  readonly tag?: Mark;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly event: ScalarEvent;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface Entry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: readonly Entry[];
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
}

/** What is written, before aliases and merge keys are followed. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode | AliasNode;

/** Where the absent value of `key:` or `-` is shown. */
type Absent = Span | undefined;

/** Builds a tree with whole extents from the parser's events, whose offsets must be those of `text`. */
export function composeNodes(text: string, events: readonly Event[], from: number): readonly YamlNode[] {
  const composer = new Composer(text, events, from);
  const roots: YamlNode[] = [];
  for (let event = composer.next(); event !== undefined; event = composer.next()) {
    if (event.type === EVENT_ID.DOCUMENT) {
      const first = composer.next();
      if (first !== undefined && first.type !== EVENT_ID.POP) roots.push(composer.node(first, undefined));
    }
  }
  return roots;
}

class Composer {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;
  /** The end of the last token that was placed: the parser says where nodes begin, and this where they end. */
  #cursor: number;

  constructor(text: string, events: readonly Event[], from: number) {
    this.#text = text;
    this.#events = events;
    this.#cursor = from;
  }

  next(): Event | undefined {
    return this.#events[this.#at++];
  }

  node(event: Event, absent: Absent): YamlNode {
    switch (event.type) {
      case EVENT_ID.SCALAR: return this.#scalar(event, absent);
      case EVENT_ID.ALIAS: {
        const span = { start: event.anchorStart - 1, end: event.anchorEnd };
        this.#cursor = span.end;
        return { kind: 'alias', name: this.#text.slice(event.anchorStart, event.anchorEnd), span };
      }
      case EVENT_ID.SEQUENCE: return this.#sequence(event);
      case EVENT_ID.MAPPING: return this.#mapping(event);
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
        throw new Error('a node was expected in the event stream');
    }
  }

  #scalar(event: ScalarEvent, absent: Absent): ScalarNode {
    const marks = this.#marks(event);
    const span = this.#scalarSpan(event, marks, absent);
    if (event.valueStart !== -1) this.#cursor = span.end;
    return { kind: 'scalar', event, span, ...marks };
  }

  #scalarSpan(event: ScalarEvent, marks: { anchor?: Mark; tag?: Mark }, absent: Absent): Span {
    if (event.valueStart === -1) {
      const mark = marks.tag ?? marks.anchor;
      return mark?.span ?? absent ?? { start: this.#cursor, end: this.#cursor };
    }
    switch (event.style) {
      case SCALAR_STYLE.SINGLE_QUOTED:
      case SCALAR_STYLE.DOUBLE_QUOTED: return { start: event.valueStart - 1, end: event.valueEnd + 1 };
      case SCALAR_STYLE.LITERAL_BLOCK:
      case SCALAR_STYLE.FOLDED_BLOCK: {
        const start = this.#skip(this.#cursor, /[\s:?.-]/);
        const end = event.valueStart + this.#text.slice(event.valueStart, event.valueEnd).trimEnd().length;
        return { start, end: end > event.valueStart ? end : start + 1 };
      }
      case SCALAR_STYLE.PLAIN: return { start: event.valueStart, end: event.valueEnd };
    }
  }

  #sequence(event: SequenceEvent): SequenceNode {
    const marks = this.#marks(event);
    const items: YamlNode[] = [];
    this.#cursor = Math.max(this.#cursor, event.start);
    if (event.style === COLLECTION_STYLE.FLOW) this.#cursor = event.start + 1;
    for (let child = this.next(); child !== undefined && child.type !== EVENT_ID.POP; child = this.next()) {
      let dash: Absent;
      if (event.style === COLLECTION_STYLE.BLOCK) {
        const at = this.#skip(this.#cursor, /\s/);
        dash = { start: at, end: at + 1 };
        this.#cursor = dash.end;
      }
      items.push(this.node(child, dash));
    }
    if (event.style === COLLECTION_STYLE.FLOW) this.#close(']');
    return { kind: 'sequence', items, span: { start: event.start, end: this.#cursor }, ...marks };
  }

  #mapping(event: MappingEvent): MappingNode {
    const marks = this.#marks(event);
    const entries: Entry[] = [];
    const upcoming = this.#events[this.#at];
    // `[a: 1]` holds a mapping without braces, which begins where its key does.
    const braces =
      event.style === COLLECTION_STYLE.FLOW && this.#text[event.start] === '{' && !(upcoming !== undefined && 'start' in upcoming && upcoming.start === event.start);
    this.#cursor = Math.max(this.#cursor, braces ? event.start + 1 : event.start);
    for (let child = this.next(); child !== undefined && child.type !== EVENT_ID.POP; child = this.next()) {
      const colon = this.#skip(this.#cursor, /[\s,?]/);
      const key = this.node(child, { start: colon, end: Math.min(colon + 1, this.#text.length) });
      const value = this.next();
      if (value === undefined || value.type === EVENT_ID.POP) break;
      entries.push({ key, value: this.node(value, key.span) });
    }
    if (braces) this.#close('}');
    return { kind: 'mapping', entries, span: { start: event.start, end: this.#cursor }, ...marks };
  }

  #marks(event: ScalarEvent | SequenceEvent | MappingEvent): { anchor?: Mark; tag?: Mark } {
    const marks: { anchor?: Mark; tag?: Mark } = {};
    if (event.anchorStart !== -1) {
      marks.anchor = { text: this.#text.slice(event.anchorStart, event.anchorEnd), span: { start: event.anchorStart - 1, end: event.anchorEnd } };
    }
    if (event.tagStart !== -1) marks.tag = { text: this.#text.slice(event.tagStart, event.tagEnd), span: { start: event.tagStart, end: event.tagEnd } };
    this.#cursor = Math.max(this.#cursor, event.anchorEnd, event.tagEnd);
    return marks;
  }

  /** Moves past the bracket that closes a flow collection. */
  #close(bracket: string): void {
    const at = this.#skip(this.#cursor, /[\s,:?]/);
    if (this.#text[at] === bracket) this.#cursor = at + 1;
  }

  /** The first offset from `from` on that is neither one of `fill`, nor part of a comment or a directive. */
  #skip(from: number, fill: RegExp): number {
    let at = from;
    for (;;) {
      const character = this.#text[at];
      if (character === undefined) return from;
      const before = this.#text[at - 1];
      const lineStart = before === undefined || before === '\n' || before === '\r';
      if ((character === '#' && (lineStart || before === ' ' || before === '\t')) || (character === '%' && lineStart)) {
        while (at < this.#text.length && this.#text[at] !== '\n' && this.#text[at] !== '\r') at++;
      } else if (fill.test(character)) at++;
      else return at;
    }
  }
}
