import { selectorsOf } from '../promql/selectors.ts';
import type { RuleFile, RuleGroup } from '../rules/rule.ts';

/**
 * A rule file without the groups that only record what no other group reads, such as what a period has counted:
 * they decide no alert, and cost an engine most of its time.
 */
export function withoutUnread(file: RuleFile): RuleFile {
  const isRead = (group: RuleGroup): boolean => {
    const others = new Set(file.groups.flatMap((other) => (other === group ? [] : other.rules.flatMap(({ expr }) => selectorsOf(expr).map(({ metric }) => metric)))));
    return group.rules.some((rule) => rule.kind === 'alert' || others.has(rule.record));
  };
  return { ...file, groups: file.groups.filter(isRead) };
}
