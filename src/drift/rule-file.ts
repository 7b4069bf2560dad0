import { load } from 'js-yaml';
import type { RuleName } from './drift.ts';
import { readPlainRuleFile } from './plain-rule-file.ts';

/** A rule as read from a file; `fields` are those beside its name and labels. */
export interface Rule {
  readonly name: RuleName;
  readonly expr: string;
  /** Every field by a path such as `annotations.summary`, the expression left out. */
  readonly fields: ReadonlyMap<string, string>;
}

/** A group as read from a file. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Every field but the name and the rules. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The groups of a Prometheus rule file; nothing when the text is not one, so that it is compared as text. */
export function readRuleFile(text: string): readonly RuleGroup[] | undefined {
  return readPlainRuleFile(text) ?? readByLibrary(text);
}

/** The same by a reader of all of YAML. */
export function readByLibrary(text: string): readonly RuleGroup[] | undefined {
  let document: unknown;
  try {
    document = load(text);
  } catch {
    // Whatever is wrong with it, a diff of its lines shows it.
    return undefined;
  }
  if (!isRecord(document) || !Array.isArray(document['groups'])) return undefined;
  const groups: RuleGroup[] = [];
  for (const group of document['groups'] as readonly unknown[]) {
    if (!isRecord(group) || typeof group['name'] !== 'string') return undefined;
    const rules: Rule[] = [];
    for (const rule of Array.isArray(group['rules']) ? (group['rules'] as readonly unknown[]) : []) {
      const read = readRule(rule);
      if (read === undefined) return undefined;
      rules.push(read);
    }
    groups.push({ name: group['name'], rules, fields: flatten(group, ['name', 'rules']) });
  }
  return groups;
}

function readRule(rule: unknown): Rule | undefined {
  if (!isRecord(rule)) return undefined;
  const { record, alert, expr } = rule;
  const kind = typeof record === 'string' ? 'record' : 'alert';
  const name = kind === 'record' ? record : alert;
  if (typeof name !== 'string') return undefined;
  const labels = isRecord(rule['labels']) ? rule['labels'] : {};
  return {
    name: { kind, name, labels: Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, show(value)])) },
    expr: show(expr ?? ''),
    fields: flatten(rule, ['record', 'alert', 'expr', 'labels']),
  };
}

/** The fields of a record by their paths; a map within is opened one level, as labels and annotations are. */
function flatten(record: Readonly<Record<string, unknown>>, without: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(record)) {
    if (without.includes(name)) continue;
    if (isRecord(value)) for (const [key, inner] of Object.entries(value)) fields.set(`${name}.${key}`, show(inner));
    else fields.set(name, show(value));
  }
  return fields;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
