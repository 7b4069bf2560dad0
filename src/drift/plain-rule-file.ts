import type { Rule, RuleGroup } from './rule-file.ts';

/** Texts that YAML takes for something else than texts. */
const WORD = /^(?:true|false|null|True|False|Null|TRUE|FALSE|NULL|y|n|yes|no|on|off|Y|N|Yes|No|On|Off|YES|NO|ON|OFF)$/;
/** Begins with a letter, and holds printable characters without a colon or a `#` that mean more. */
const PLAIN = /^[A-Za-z](?:[!-9;-~\u00a1-\u024f\u2010-\u2026\u20ac]|:(?=\S)| +(?=[!"$-~\u00a1-\u024f\u2010-\u2026\u20ac]))*$/;
const DURATION = /^(?:[0-9]+(?:ms|[smhdwy]))+$/;
const QUOTED = /^'((?:[ -&(-~\u00a1-\u024f\u2010-\u2026\u20ac]|'')*)'$/;
const PRINTABLE = /^[ -~\u00a1-\u024f\u2010-\u2026\u20ac]*$/;
const KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads the plain layout in which rule files are generated, some ten times as fast as all of YAML: block mappings at known depths, with
 * plain, single-quoted and literal texts. Anything else, however sound, gives undefined, and is for the library to read.
 */
export function readPlainRuleFile(text: string): readonly RuleGroup[] | undefined {
  return new PlainReader(text).read();
}

class PlainReader {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(text: string) {
    this.#lines = text.split('\n');
  }

  read(): readonly RuleGroup[] | undefined {
    // The text ends with a line end.
    if (this.#lines.at(-1) !== '') return undefined;
    while (this.#line.startsWith('#')) this.#at++;
    if (this.#line !== 'groups:') return undefined;
    this.#at++;
    const groups: RuleGroup[] = [];
    while (this.#at < this.#lines.length - 1) {
      const group = this.#group();
      if (group === undefined) return undefined;
      groups.push(group);
    }
    return groups.length === 0 ? undefined : groups;
  }

  get #line(): string {
    return this.#lines[this.#at] ?? '';
  }

  #group(): RuleGroup | undefined {
    const name = this.#entry('  - ', 'name', 4);
    if (name === undefined) return undefined;
    const fields = new Map<string, string>();
    while (this.#line.startsWith('    ') && this.#line !== '    rules:') {
      const field = this.#anyEntry('    ', 4);
      if (field === undefined || fields.has(field.key) || field.key === 'name') return undefined;
      fields.set(field.key, field.value);
    }
    if (this.#line !== '    rules:') return undefined;
    this.#at++;
    const rules: Rule[] = [];
    while (this.#line.startsWith('      - ')) {
      const rule = this.#rule();
      if (rule === undefined) return undefined;
      rules.push(rule);
    }
    return rules.length === 0 ? undefined : { name, rules, fields };
  }

  #rule(): Rule | undefined {
    const first = this.#anyEntry('      - ', 8);
    if (first === undefined || (first.key !== 'record' && first.key !== 'alert')) return undefined;
    const fields = new Map<string, string>();
    let expr: string | undefined;
    const seen = new Set<boolean>();
    let labels: Readonly<Record<string, string>> | undefined;
    while (this.#line.startsWith('        ')) {
      if (this.#line === '        labels:' || this.#line === '        annotations:') {
        const isLabels = this.#line === '        labels:';
        this.#at++;
        const entries = this.#mapping();
        if (entries === undefined || seen.has(isLabels)) return undefined;
        seen.add(isLabels);
        if (isLabels) labels = Object.fromEntries(entries);
        else for (const [key, value] of entries) fields.set(`annotations.${key}`, value);
        continue;
      }
      const field = this.#anyEntry('        ', 8);
      if (field === undefined || fields.has(field.key) || field.key === 'record' || field.key === 'alert' || field.key === 'labels' || field.key === 'annotations') return undefined;
      if (field.key !== 'expr') fields.set(field.key, field.value);
      else if (expr === undefined) expr = field.value;
      else return undefined;
    }
    return expr === undefined ? undefined : { name: { kind: first.key, name: first.value, labels: labels ?? {} }, expr, fields };
  }

  #mapping(): ReadonlyMap<string, string> | undefined {
    const entries = new Map<string, string>();
    while (this.#line.startsWith('          ')) {
      const entry = this.#anyEntry('          ', 10);
      if (entry === undefined || entries.has(entry.key)) return undefined;
      entries.set(entry.key, entry.value);
    }
    return entries.size === 0 ? undefined : entries;
  }

  #entry(lead: string, key: string, depth: number): string | undefined {
    const found = this.#anyEntry(lead, depth);
    return found?.key === key ? found.value : undefined;
  }

  /** `key: value` behind a lead; a literal text goes on in the lines that are deeper than the keys. */
  #anyEntry(lead: string, depth: number): { readonly key: string; readonly value: string } | undefined {
    const line = this.#line;
    if (!line.startsWith(lead)) return undefined;
    const colon = line.indexOf(': ', lead.length);
    if (colon === -1) return undefined;
    const key = line.slice(lead.length, colon);
    if (!KEY.test(key) || WORD.test(key)) return undefined;
    const written = line.slice(colon + 2);
    this.#at++;
    const value = written === '|-' ? this.#literal(' '.repeat(depth + 2)) : oneLine(written);
    return value === undefined ? undefined : { key, value };
  }

  #literal(indent: string): string | undefined {
    const lines: string[] = [];
    for (; this.#line.startsWith(indent); this.#at++) {
      const line = this.#line.slice(indent.length);
      // The first line decides how deep the text is; an empty one would end it, or not.
      if (!PRINTABLE.test(line) || line.endsWith(' ') || line === '' || (lines.length === 0 && line.startsWith(' '))) return undefined;
      lines.push(line);
    }
    return lines.length === 0 || this.#line === '' && this.#at < this.#lines.length - 1 ? undefined : lines.join('\n');
  }
}

function oneLine(written: string): string | undefined {
  if (PLAIN.test(written)) return WORD.test(written) ? undefined : written;
  if (DURATION.test(written)) return written;
  const quoted = QUOTED.exec(written)?.[1];
  return quoted?.replaceAll("''", "'");
}
