import { formatDuration } from '../model/duration.ts';
import type { ProofRule } from '../proof/rule-set.ts';

/** Rules as promtool loads them: their texts as they were read, without annotations, which decide nothing of whether an alert fires. */
export interface WrittenRules {
  /** Texts by name; JSON is YAML. */
  readonly files: Readonly<Record<string, string>>;
  /** Names of the groups, in the order of evaluation. */
  readonly groups: readonly string[];
}

/** Writes some rules of one Prometheus. Groups keep their order and their rules; a name that two files have is told apart. */
export function writtenRules(rules: readonly ProofRule[]): WrittenRules {
  const byPath = new Map<string, Map<number, ProofRule[]>>();
  for (const rule of rules) {
    const groups = byPath.get(rule.path) ?? new Map<number, ProofRule[]>();
    byPath.set(rule.path, groups);
    const same = groups.get(rule.groupAt) ?? [];
    groups.set(rule.groupAt, same);
    same.push(rule);
  }
  const names = new Set<string>();
  const files = [...byPath.values()].map((groups, index): [string, string] => {
    const written = [...groups.values()].map((own) => {
      const [first] = own;
      let name = first?.group ?? '';
      while (names.has(name)) name += "'";
      names.add(name);
      return { name, rules: own.map(asWritten) };
    });
    return [`rules-${index + 1}.yaml`, `${JSON.stringify({ groups: written }, undefined, 1)}\n`];
  });
  return { files: Object.fromEntries(files), groups: [...names] };
}

function asWritten({ kind, name, text, labels, forMs, keepFiringForMs }: ProofRule): object {
  const known = { expr: text, ...(Object.keys(labels).length === 0 ? {} : { labels }) };
  if (kind === 'record') return { record: name, ...known };
  return { alert: name, ...known, ...(forMs === 0 ? {} : { for: formatDuration(forMs) }), ...(keepFiringForMs === 0 ? {} : { keep_firing_for: formatDuration(keepFiringForMs) }) };
}
