import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import type { Location, Source, Span } from '../diagnostics/source.ts';
import type { YamlAlias, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './yaml-tree.ts';

/** A field of a mapping: the key as written, and the value behind any alias. */
export interface Field {
  readonly key: YamlNode;
  readonly value: Solid;
}

/** A node that is no alias. */
export type Solid = Exclude<YamlNode, YamlAlias>;

const NULLS: readonly string[] = ['', '~', 'null', 'Null', 'NULL'];
const TRUES: readonly string[] = ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'];
const FALSES: readonly string[] = ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'];

/** Whether Alertmanager's reader takes a node for "nothing". */
export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.style === 'plain' && NULLS.includes(node.text);
}

/**
 * Reads nodes into the types of Alertmanager's fields by the rules of its own reader (Go, yaml.v2):
 * YAML 1.1 booleans, strings from any scalar, and merge keys that take effect in the order of the text.
 */
export class FieldReader {
  readonly #source: Source;
  readonly #sink: Sink;
  #failed = false;

  constructor(source: Source, sink: Sink) {
    this.#source = source;
    this.#sink = sink;
  }

  /** Whether anything was reported through this reader. */
  get failed(): boolean {
    return this.#failed;
  }

  at(span: Span): Location {
    return { source: this.#source, span };
  }

  report(...details: Parameters<typeof problem>): void {
    this.#failed = true;
    this.#sink.report(problem(...details));
  }

  /** The node behind an alias; reported and absent where the alias has no anchor before it. */
  solid(node: YamlNode): Solid | undefined {
    if (node.kind !== 'alias') return node;
    if (node.target !== undefined) return this.solid(node.target);
    this.report('TOC601', `the alias \`*${node.name}\` has no anchor before it`, { at: this.at(node) });
    return undefined;
  }

  /** Fields by name, merge keys followed; a later field of the same name wins only through a merge key. */
  fields(node: YamlMapping): ReadonlyMap<string, Field> {
    const found = new Map<string, Field>();
    const own = new Map<string, YamlNode>();
    for (const { key, value } of node.pairs) {
      const solid = this.solid(value);
      if (key.kind !== 'scalar') this.report('TOC612', 'a key must be a plain name here', { at: this.at(key) });
      else if (solid === undefined) continue;
      else if (key.text === '<<' && key.style === 'plain') {
        for (const merged of this.#merged(solid)) for (const [name, field] of this.fields(merged)) this.#set(found, name, field, key);
      } else {
        const first = own.get(key.text);
        if (first !== undefined) {
          this.report('TOC601', `\`${key.text}\` is written twice in one mapping`, {
            at: this.at(key),
            related: [{ message: 'first here', at: this.at(first) }],
          });
        }
        own.set(key.text, key);
        this.#set(found, key.text, { key, value: solid }, key);
      }
    }
    return found;
  }

  /** Alertmanager's reader replaces every field but these, which it joins, against what a merge key is used for. */
  #set(found: Map<string, Field>, name: string, field: Field, at: Span): void {
    const earlier = found.get(name);
    if (earlier !== undefined && earlier.value !== field.value && /(?:^|_)match(?:ers|_re)?$/.test(name)) {
      this.report('TOC612', `\`${name}\` is given by a merge key and beside it, and Alertmanager takes both`, {
        at: this.at(at),
        related: [{ message: 'also here', at: this.at(earlier.key) }],
        help: 'write the route out without `<<`',
      });
    }
    found.set(name, field);
  }

  /** What a merge key brings in, the one that wins last. */
  #merged(value: Solid): readonly YamlMapping[] {
    if (value.kind === 'mapping') return [value];
    const items = value.kind === 'sequence' ? value.items.map((item) => this.solid(item)) : [];
    const mappings = items.filter((item) => item?.kind === 'mapping');
    if (value.kind === 'scalar' || mappings.length < items.length) {
      this.report('TOC612', '`<<` takes a mapping or a list of mappings', { at: this.at(value) });
    }
    return mappings.reverse();
  }

  mapping(field: Field | undefined, name: string): YamlMapping | undefined {
    if (field === undefined || isNull(field.value)) return undefined;
    if (field.value.kind === 'mapping') return field.value;
    return this.#wrong(field.value, name, 'a mapping');
  }

  sequence(field: Field | undefined, name: string): YamlSequence | undefined {
    if (field === undefined || isNull(field.value)) return undefined;
    if (field.value.kind === 'sequence') return field.value;
    return this.#wrong(field.value, name, 'a list');
  }

  /** The mappings of a list, each behind its aliases. */
  mappings(field: Field | undefined, name: string): readonly YamlMapping[] {
    const items = this.sequence(field, name)?.items.map((item) => this.solid(item)) ?? [];
    return items.flatMap((item) => {
      if (item?.kind === 'mapping') return [item];
      if (item !== undefined) this.#wrong(item, name, 'a list of mappings');
      return [];
    });
  }

  /** The text of a field; absent where nothing or an empty text is given, which Alertmanager does not tell apart. */
  string(field: Field | undefined, name: string): string | undefined {
    const text = field === undefined ? '' : this.#text(field.value, name);
    return text === '' ? undefined : text;
  }

  /** The texts of a list. */
  strings(field: Field | undefined, name: string): readonly string[] {
    return this.texts(field, name).map((scalar) => (isNull(scalar) ? '' : scalar.text));
  }

  /** The scalars of a list. */
  texts(field: Field | undefined, name: string): readonly YamlScalar[] {
    const items = this.sequence(field, name)?.items.map((item) => this.solid(item)) ?? [];
    return items.flatMap((item) => {
      if (item?.kind === 'scalar') return [item];
      if (item !== undefined) this.#wrong(item, name, 'a list of texts');
      return [];
    });
  }

  boolean(field: Field | undefined, name: string): boolean {
    if (field === undefined || isNull(field.value)) return false;
    const { value } = field;
    if (value.kind === 'scalar' && value.style === 'plain' && TRUES.includes(value.text)) return true;
    if (value.kind !== 'scalar' || value.style !== 'plain' || !FALSES.includes(value.text)) this.#wrong(value, name, '`true` or `false`');
    return false;
  }

  #text(node: Solid, name: string): string {
    if (isNull(node)) return '';
    if (node.kind === 'scalar') return node.text;
    this.#wrong(node, name, 'a text');
    return '';
  }

  #wrong(node: YamlNode, name: string, wanted: string): undefined {
    this.report('TOC612', `\`${name}\` must be ${wanted}`, { at: this.at(node) });
  }
}
