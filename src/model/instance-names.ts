import { isPlaceField } from '../promql/ast.ts';
import { alertPrefix } from './alert-name.ts';
import type { Contract } from './contract.ts';
import type { Instance } from './model.ts';

/** Names that stand in YAML and in PromQL as they are, in one style whatever letters and digits they are of. */
const PLAIN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** A shorter name is found inside of words, and is a word of YAML itself, such as `on`. */
const SHORTEST = 6;

/** Texts of no more characters are looked through once; whole files are not kept. */
const SHORT = 200;

/** Names of no more characters count for so many columns where lines are broken: whoever differs in names only has the same lines. */
const COLUMNS = 16;

/** A text with the places of names in it: texts and, between each two, which form of which name. */
export interface NamedText {
  readonly texts: readonly string[];
  /** Indices into the forms of {@link InstanceNames}; one fewer than texts. */
  readonly names: readonly number[];
}

/** What an instance is called: its name, its identity where that is another, and its team; each as it is, and the name as alerts begin with it. */
export class InstanceNames {
  readonly name: string;
  /** The names that can differ between instances of a kind. */
  readonly values: readonly string[];
  readonly #forms: readonly string[];
  readonly #pattern: RegExp;
  readonly #known = new Map<string, NamedText>();

  /** Undefined where a name is not plain. */
  static of(instance: Pick<Instance, 'name' | 'identity' | 'team'>): InstanceNames | undefined {
    const values = [...new Set([instance.name, instance.identity, instance.team])];
    return values.every((value) => PLAIN.test(value) && value.length >= SHORTEST) ? new InstanceNames(instance.name, values) : undefined;
  }

  private constructor(name: string, values: readonly string[]) {
    this.name = name;
    this.values = values;
    this.#forms = [...values, alertPrefix(name)];
    // Longer ones first: one may begin with another.
    const words = values.toSorted((a, b) => b.length - a.length);
    // A name is never a part of another word; an alert's name goes on after it.
    this.#pattern = new RegExp(`(?<![A-Za-z0-9])(?:${words.join('|')})(?![A-Za-z0-9])|(?<![A-Za-z0-9])${alertPrefix(name)}`, 'g');
  }

  /** Everything of an instance but its names, as text: instances of which it is the same are of a kind. A contract is its own, of whatever names it speaks. */
  kindOf(instance: Instance): string {
    const said: string[] = [String(this.#forms.indexOf(instance.identity)), String(this.#forms.indexOf(instance.team)), '\n'];
    say(instance, said, (text) => (this.values.some((value) => text.includes(value)) ? text.replace(this.#pattern, (word) => `\u0001${this.#forms.indexOf(word)}`) : text));
    return said.join('');
  }

  /** How long the words of long names are: lines are broken by them. */
  get lengths(): string {
    return this.values.map((value) => (value.length <= COLUMNS ? '' : value.replace(/[a-z0-9]/g, 'a'))).join(' ');
  }

  /** How many columns a text counts for where lines are broken. */
  columnsOf(text: string): number {
    const { names } = this.split(text);
    return names.reduce((columns, at) => columns + Math.max(0, COLUMNS - (this.#forms[at] ?? '').length), text.length);
  }

  /** Finds the names in a text; in a short one, such as a value of a label, once. */
  split(text: string): NamedText {
    if (text.length > SHORT) return this.#split(text);
    const known = this.#known.get(text) ?? this.#split(text);
    this.#known.set(text, known);
    return known;
  }

  #split(text: string): NamedText {
    const texts: string[] = [];
    const names: number[] = [];
    let from = 0;
    for (const { 0: word, index } of text.matchAll(this.#pattern)) {
      texts.push(text.slice(from, index));
      names.push(this.#forms.indexOf(word));
      from = index + word.length;
    }
    return { texts: [...texts, text.slice(from)], names };
  }

  /** A text with these names in the places of others. */
  fill({ texts, names }: NamedText): string {
    const forms = this.#forms;
    let filled = texts[0] ?? '';
    for (let at = 0; at < names.length; at++) filled += (forms[names[at] ?? 0] ?? '') + (texts[at + 1] ?? '');
    return filled;
  }

  /** Whether a text is another one with these names in the places of its own. */
  fills(named: NamedText, text: string): boolean {
    const forms = this.#forms;
    const length = named.names.reduce((sum, name) => sum + (forms[name] ?? '').length, 0) + named.texts.reduce((sum, between) => sum + between.length, 0);
    // Most that are not are known by their lengths, and need not be put together.
    return length === text.length && this.fill(named) === text;
  }

  /** Whether a text speaks of one of these names, in the form in which alerts have it too. */
  isSpokenOfIn(text: string): boolean {
    return this.#forms.some((form) => text.includes(form));
  }

}

const contracts = new WeakMap<Contract, number>();
let contractCount = 0;

/** What is said of the rows of a policy, which are numbers, and made once for many objectives. */
const saidOfRows = new WeakMap<object, string>();

/** Writes a part of a model, its texts without names; what only diagnostics ask, its place, is left out. */
function say(value: unknown, said: string[], blanked: (text: string) => string): void {
  switch (typeof value) {
    case 'string':
      said.push(JSON.stringify(blanked(value)));
      return;
    case 'function':
      return;
    case 'object':
      if (value !== null) return sayObject(value, said, blanked);
  }
  said.push(String(value), ',');
}

function sayObject(value: object, said: string[], blanked: (text: string) => string): void {
  if (Array.isArray(value)) {
    said.push('[');
    for (const one of value) say(one, said, blanked);
    said.push(']');
  } else if (value instanceof Map) {
    sayObject([...value], said, blanked);
  } else if (isContract(value)) {
    if (!contracts.has(value)) contracts.set(value, (contractCount += 1));
    said.push('contract', String(contracts.get(value)));
  } else if (!('source' in value && 'span' in value)) {
    said.push('{');
    for (const [key, one] of Object.entries(value)) {
      if (isPlaceField(key)) continue;
      said.push(key, ':');
      if (key === 'rows' && typeof one === 'object' && one !== null) said.push(rowsText(one));
      else say(one, said, blanked);
    }
    said.push('}');
  }
}

function rowsText(rows: object): string {
  const known = saidOfRows.get(rows);
  if (known !== undefined) return known;
  const said: string[] = [];
  sayObject(rows, said, (text) => text);
  const text = said.join('');
  saidOfRows.set(rows, text);
  return text;
}

function isContract(value: object): value is Contract {
  return 'identityLabel' in value && 'witnessedBy' in value;
}
