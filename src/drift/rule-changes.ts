import type { FieldChange, GroupChange, RuleChange, RuleName } from './drift.ts';
import { layOut } from './expression.ts';
import { diffLines, shorten } from './line-diff.ts';
import type { Rule, RuleGroup } from './rule-file.ts';

/** What happened to the groups and rules of one file. */
export interface RuleChanges {
  readonly groups: readonly GroupChange[];
  readonly rules: readonly RuleChange[];
}

/** A rule that is in both files. */
interface Pair {
  readonly before: Rule;
  readonly after: Rule;
}

/** Compares two rule files rule by rule, in the order of the new one, removed rules last. */
export function compareRules(before: readonly RuleGroup[], after: readonly RuleGroup[]): RuleChanges {
  const groups: GroupChange[] = [];
  const rules: RuleChange[] = [];
  const old = new Map(before.map((group) => [group.name, group]));
  const fresh = new Map(after.map((group) => [group.name, group]));
  for (const group of fresh.values()) {
    const was = old.get(group.name);
    if (was === undefined) groups.push({ kind: 'added', group: group.name, rules: group.rules.length });
    else compareGroup(was, group, groups, rules);
    if (was === undefined) for (const rule of group.rules) rules.push(oneSided('added', group.name, rule));
  }
  for (const group of old.values()) {
    if (fresh.has(group.name)) continue;
    groups.push({ kind: 'removed', group: group.name, rules: group.rules.length });
    for (const rule of group.rules) rules.push(oneSided('removed', group.name, rule));
  }
  return { groups, rules };
}

function compareGroup(before: RuleGroup, after: RuleGroup, groups: GroupChange[], rules: RuleChange[]): void {
  const group = after.name;
  const fields = changedFields(before.fields, after.fields);
  if (fields.length > 0) groups.push({ kind: 'changed', group, fields });

  const { pairs, added, removed } = pairRules(before.rules, after.rules);
  for (const rule of added) rules.push(oneSided('added', group, rule));
  for (const rule of removed) rules.push(oneSided('removed', group, rule));
  for (const pair of pairs) {
    const changed = [
      ...changedFields(labelFields(pair.before.name), labelFields(pair.after.name)),
      ...changedExpr(pair),
      ...changedFields(pair.before.fields, pair.after.fields),
    ];
    if (changed.length > 0) rules.push({ kind: 'changed', group, rule: pair.after.name, fields: changed });
  }
  const moved = movedRules(before.rules, after.rules, pairs);
  if (moved.length > 0) groups.push({ kind: 'reordered', group, moved });
}

/** Pairs rules by name and labels; of the rest, a rule whose labels changed by its name alone, where that is beyond doubt. */
function pairRules(before: readonly Rule[], after: readonly Rule[]): { pairs: readonly Pair[]; added: readonly Rule[]; removed: readonly Rule[] } {
  const first = match(before, after, (rule) => identityOf(rule.name), true);
  const second = match(first.removed, first.added, (rule) => `${rule.name.kind} ${rule.name.name} ${rule.expr}`, false);
  const third = match(second.removed, second.added, (rule) => `${rule.name.kind} ${rule.name.name}`, false);
  const pairs = [...first.pairs, ...second.pairs, ...third.pairs];
  const position = new Map(after.map((rule, index) => [rule, index]));
  pairs.sort((a, b) => (position.get(a.after) ?? 0) - (position.get(b.after) ?? 0));
  return { pairs, added: third.added, removed: third.removed };
}

function match(before: readonly Rule[], after: readonly Rule[], keyOf: (rule: Rule) => string, allowSeveral: boolean): { pairs: Pair[]; added: Rule[]; removed: Rule[] } {
  const old = groupBy(before, keyOf);
  const countAfter = new Map<string, number>();
  for (const rule of after) countAfter.set(keyOf(rule), (countAfter.get(keyOf(rule)) ?? 0) + 1);
  const pairs: Pair[] = [];
  const added: Rule[] = [];
  const taken = new Set<Rule>();
  for (const rule of after) {
    const candidates = old.get(keyOf(rule)) ?? [];
    const isClear = allowSeveral || (candidates.length === 1 && countAfter.get(keyOf(rule)) === 1);
    const partner = isClear ? candidates.find((candidate) => !taken.has(candidate)) : undefined;
    if (partner === undefined) added.push(rule);
    else {
      taken.add(partner);
      pairs.push({ before: partner, after: rule });
    }
  }
  return { pairs, added, removed: before.filter((rule) => !taken.has(rule)) };
}

function groupBy(rules: readonly Rule[], keyOf: (rule: Rule) => string): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const group = groups.get(keyOf(rule));
    if (group === undefined) groups.set(keyOf(rule), [rule]);
    else group.push(rule);
  }
  return groups;
}

/** The rules that changed places: those outside the longest run of pairs that kept their order. */
function movedRules(before: readonly Rule[], after: readonly Rule[], pairs: readonly Pair[]): readonly RuleName[] {
  const numbers = new Map<Rule, string>();
  for (const [index, pair] of pairs.entries()) {
    numbers.set(pair.before, String(index));
    numbers.set(pair.after, String(index));
  }
  const order = (rules: readonly Rule[]): readonly string[] => rules.flatMap((rule) => numbers.get(rule) ?? []);
  return diffLines(order(before), order(after)).flatMap((line) => (line.kind === 'added' ? (pairs[Number(line.text)]?.after.name ?? []) : []));
}

function changedExpr({ before, after }: Pair): readonly FieldChange[] {
  if (before.expr === after.expr) return [];
  const old = layOut(before.expr);
  const fresh = layOut(after.expr);
  if (old.join('\n') === fresh.join('\n')) return [{ field: 'expr (layout only)', before: before.expr, after: after.expr }];
  if (old.length === 1 && fresh.length === 1) return [{ field: 'expr', before: old[0] ?? '', after: fresh[0] ?? '' }];
  return [{ field: 'expr', diff: shorten(diffLines(old, fresh), 1) }];
}

function changedFields(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(field);
    const fresh = after.get(field);
    if (old === fresh) continue;
    if (old !== undefined && fresh !== undefined && (old.includes('\n') || fresh.includes('\n'))) {
      changes.push({ field, diff: shorten(diffLines(old.split('\n'), fresh.split('\n')), 1) });
    } else changes.push({ field, ...(old === undefined ? {} : { before: old }), ...(fresh === undefined ? {} : { after: fresh }) });
  }
  return changes;
}

function oneSided(kind: 'added' | 'removed', group: string, rule: Rule): RuleChange {
  return { kind, group, rule: rule.name, expr: layOut(rule.expr) };
}

function labelFields({ labels }: RuleName): ReadonlyMap<string, string> {
  return new Map(Object.entries(labels).map(([label, value]) => [`labels.${label}`, value]));
}

function identityOf({ kind, name, labels }: RuleName): string {
  return JSON.stringify([kind, name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
