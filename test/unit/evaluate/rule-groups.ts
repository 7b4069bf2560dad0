import { readRuleFile, type Rule as RuleText } from '../../../src/drift/rule-file.ts';
import type { Rule, RuleGroup } from '../../../src/evaluate/rule.ts';
import { parseDuration } from '../../../src/promql/duration.ts';
import { parseExpr } from '../../../src/promql/parse.ts';

/** The groups of rule files, evaluated each at its own interval or, as promtool does it, all at one. */
export function groupsOf(texts: readonly string[], intervalMs?: number): readonly RuleGroup[] {
  return texts.flatMap((text) => readRuleFile(text) ?? []).map(({ name, rules, fields }) => ({
    name,
    intervalMs: intervalMs ?? parseDuration(fields.get('interval') ?? '1m') ?? 60_000,
    rules: rules.map(ruleOf),
  }));
}

function ruleOf({ name: { kind, name, labels }, expr: text, fields }: RuleText): Rule {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new Error(`not an expression: ${text}`);
  if (kind === 'record') return { record: name, expr, labels };
  const lasting = (field: string): number => parseDuration(fields.get(field) ?? '0s') ?? 0;
  return { alert: name, expr, labels, forMs: lasting('for'), keepFiringForMs: lasting('keep_firing_for') };
}
