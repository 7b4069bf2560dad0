import { dump } from 'js-yaml';
import { formatDuration } from '../model/duration.ts';
import type { Rule, RuleFile, RuleGroup } from '../rules/rule.ts';
import { header } from './header.ts';
import { key, scalar, type Scalar } from './scalar.ts';

/** A part of a rule file as it is written. */
export interface Written {
  /** Whole lines, indented as they stand in the file, in pieces: a long expression is a piece of its own, which rules may share. */
  readonly pieces: readonly string[];
  /**
   * Parts of one shape have the same keys, the same style for each value, and the same values wherever Prometheus takes
   * not every text; so what holds of one of them as YAML and as a rule holds of all. Where the library wrote it, the shape is the text.
   */
  readonly shape: string;
}

/** A rule as Prometheus reads it; `expr` is its printed expression. */
export function ruleObject(rule: Rule, expr: string): Record<string, unknown> {
  switch (rule.kind) {
    case 'record':
      return { record: rule.record, expr, ...(Object.keys(rule.labels).length === 0 ? {} : { labels: rule.labels }) };
    case 'alert':
      return {
        alert: rule.alert,
        expr,
        ...(rule.forMs === undefined ? {} : { for: formatDuration(rule.forMs) }),
        labels: rule.labels,
        annotations: rule.annotations,
      };
  }
}

/** A group's name and interval as Prometheus reads them, without its rules. */
export function groupObject(group: RuleGroup): Record<string, unknown> {
  return { name: group.name, interval: formatDuration(group.intervalMs) };
}

/** The lines before the value of an expression, which stands deeper. */
const RULE = '      ';

/** A printed expression as it stands in a rule; undefined where the library has to write it. */
export function writeExpr(expr: string): Scalar | undefined {
  return scalar(expr, `\n${RULE}    `);
}

/**
 * A rule in its place: keys in the order people read them, no line of an expression or text folded.
 *
 * @param written the expression as {@link writeExpr} gives it, for rules that have it in common
 */
export function writeRule(rule: Rule, expr: string, written: Scalar | undefined = writeExpr(expr)): Written {
  const item = new Item(RULE);
  if (rule.kind === 'record') {
    item.exact('record', rule.record);
    item.shared('expr', written);
    if (Object.keys(rule.labels).length > 0) item.texts('labels', rule.labels);
  } else {
    item.text('alert', rule.alert);
    item.shared('expr', written);
    if (rule.forMs !== undefined) item.exact('for', formatDuration(rule.forMs));
    item.texts('labels', rule.labels);
    item.texts('annotations', rule.annotations);
  }
  return item.written() ?? byLibrary('groups:\n  - rules:\n', { groups: [{ rules: [ruleObject(rule, expr)] }] });
}

/** The lines that begin a group. */
export function writeGroup(group: RuleGroup): Written {
  const item = new Item('  ');
  item.text('name', group.name);
  item.exact('interval', formatDuration(group.intervalMs));
  return item.written() ?? byLibrary('groups:\n', { groups: [groupObject(group)] });
}

/** A group as it is written. */
export interface WrittenGroup {
  readonly head: Written;
  readonly rules: readonly Written[];
}

/** The YAML of these groups, as one document. */
export function groupsText(groups: readonly WrittenGroup[]): string {
  return groupsPieces(groups).join('');
}

function groupsPieces(groups: readonly WrittenGroup[]): string[] {
  if (groups.length === 0) return ['groups: []\n'];
  const pieces = ['groups:\n'];
  for (const { head, rules } of groups) {
    pieces.push(...head.pieces, rules.length === 0 ? '    rules: []\n' : '    rules:\n');
    for (const rule of rules) pieces.push(...rule.pieces);
  }
  return pieces;
}

/** A rule file's text: its comments and one YAML document; in pieces, since files have most of them in common. */
export function ruleFilePieces(file: RuleFile, groups: readonly WrittenGroup[]): readonly string[] {
  return [header(file.madeFrom, file.header, file.timeScale), ...groupsPieces(groups)];
}

/** From this length on, an expression is a piece of its own. */
const WORTH_SHARING = 500;

/** Lines of one mapping in a sequence. */
class Item {
  readonly #pieces: string[] = [];
  #yaml: string[] = [];
  readonly #shape: string[] = [];
  readonly #indent: string;
  #lead: string;
  #isOurs = true;

  constructor(indent: string) {
    this.#lead = `${indent}- `;
    this.#indent = `${indent}  `;
  }

  /** A value of which any text of the same style may take the place. */
  text(name: string, value: string): void {
    this.#add(name, value, this.#indent, false);
  }

  /** Such a value, already written. */
  shared(name: string, written: Scalar | undefined): void {
    if (written === undefined) {
      this.#isOurs = false;
      return;
    }
    this.#yaml.push(this.#lead, name, ': ');
    if (written.yaml.length < WORTH_SHARING) this.#yaml.push(written.yaml);
    else {
      this.#pieces.push(this.#yaml.join(''), written.yaml);
      this.#yaml = [];
    }
    this.#yaml.push('\n');
    this.#shape.push(name, ':', written.style, '\n');
    this.#lead = this.#indent;
  }

  /** A value that is part of the shape. */
  exact(name: string, value: string): void {
    this.#add(name, value, this.#indent, true);
  }

  /** A mapping of names to texts. */
  texts(name: string, values: Readonly<Record<string, string>>): void {
    const names = Object.keys(values);
    this.#yaml.push(this.#lead, name, names.length === 0 ? ': {}\n' : ':\n');
    this.#shape.push(name, '{\n');
    this.#lead = `${this.#indent}  `;
    for (const inner of names) this.#add(inner, values[inner] ?? '', this.#lead, false);
    this.#lead = this.#indent;
    this.#shape.push('}\n');
  }

  #add(name: string, value: string, indent: string, isExact: boolean): void {
    const written = key(name) === undefined ? undefined : scalar(value, `\n${indent}  `);
    if (written === undefined) {
      this.#isOurs = false;
      return;
    }
    this.#yaml.push(this.#lead, name, ': ', written.yaml, '\n');
    this.#shape.push(name, isExact ? '=' : ':', isExact ? value : written.style, '\n');
    this.#lead = indent;
  }

  /** Undefined where the library has to write it. */
  written(): Written | undefined {
    return this.#isOurs ? { pieces: [...this.#pieces, this.#yaml.join('')], shape: this.#shape.join('') } : undefined;
  }
}

/** For what is not evidently of one of our styles: names that are words of YAML, texts in other scripts. */
function byLibrary(lead: string, document: unknown): Written {
  const text = dump(document, { lineWidth: -1, noRefs: true });
  if (!text.startsWith(lead)) throw new Error(`expected YAML that begins with ${JSON.stringify(lead)}`);
  // A document that ends in kept line breaks is closed by three dots; inside a file the next line closes it.
  const yaml = text.slice(lead.length).replace(/\n\.\.\.\n$/, '\n');
  return { pieces: [yaml], shape: yaml };
}
