import type { Drift, FieldChange, RuleChange, RuleName } from './drift.ts';

/** One change that many rules share, such as a longer `for` everywhere. */
export interface BulkChange {
  readonly fields: readonly FieldChange[];
  readonly rules: readonly RuleName[];
  readonly files: number;
}

/** From here on a shared change is shown once instead of at each rule. */
const MANY = 3;

/** Finds the changes that several rules share, most rules first, and the rules they speak for. */
export function findBulk(drifts: readonly Drift[]): { readonly bulk: readonly BulkChange[]; readonly covered: ReadonlySet<RuleChange> } {
  const groups = new Map<string, { change: RuleChange & { kind: 'changed' }; path: string }[]>();
  for (const drift of drifts) {
    if (drift.kind !== 'rules') continue;
    for (const change of drift.rules) {
      if (change.kind !== 'changed') continue;
      const key = JSON.stringify(change.fields);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ change, path: drift.path }]);
      else group.push({ change, path: drift.path });
    }
  }
  const bulk: BulkChange[] = [];
  const covered = new Set<RuleChange>();
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined || group.length < MANY) continue;
    for (const { change } of group) covered.add(change);
    bulk.push({ fields: first.change.fields, rules: group.map(({ change }) => change.rule), files: new Set(group.map(({ path }) => path)).size });
  }
  return { bulk: bulk.sort((a, b) => b.rules.length - a.rules.length), covered };
}
