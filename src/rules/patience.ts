import { RESTORED_FROM_MS } from '../model/deadline.ts';
import { binary, call, equal, number, paren, selector, subquery } from '../promql/build.ts';
import type { AlertingRule, RecordingRule, Rule, RuleGroup } from './rule.ts';

/** Recorded at each evaluation of a group whose alerts have a patience, by the group's name. */
export const EVALUATED = 'tocsin:group:evaluated';
const GROUP = 'tocsin_group';

/**
 * A group whose alerts are patient in a way that a restart of Prometheus does not begin anew: instead of a short `for`,
 * the condition is looked for at each evaluation of the time before, from what is stored. An evaluation counts while the
 * group was evaluated in the five minutes before it, as Prometheus looks back; so a short absence of Prometheus changes
 * nothing, and after a long one the patience begins anew, as it must while nothing has been scraped. What is looked at are whole
 * multiples of the interval, between which groups are evaluated: so it takes up to an evaluation longer than a `for`.
 */
export function patiently(group: RuleGroup): RuleGroup {
  const { intervalMs } = group;
  const isShort = (rule: Rule): rule is AlertingRule & { readonly forMs: number } => rule.kind === 'alert' && rule.forMs !== undefined && rule.forMs < RESTORED_FROM_MS;
  // Where none is short, another class may make one so: what is recorded is the same for all classes.
  if (!group.rules.some((rule) => rule.kind === 'alert' && rule.forMs !== undefined)) return group;
  const evaluated = selector(EVALUATED, [equal(GROUP, group.name)]);
  const beat: RecordingRule = { kind: 'record', record: EVALUATED, expr: call('vector', number('1')), labels: { [GROUP]: group.name } };
  const patient = (rule: AlertingRule & { readonly forMs: number }): AlertingRule => {
    const { forMs, ...others } = rule;
    // The evaluation at which a `for` would begin counts, too.
    const evaluations = Math.round(forMs / intervalMs) + 1;
    const seen = binary('and', paren(rule.expr), evaluated, { on: [] });
    // In full, since a group is evaluated at any moment of its interval: a range any shorter holds one step less at some of them, and the alert would never fire there.
    const held = call('count_over_time', subquery(paren(seen), evaluations * intervalMs, intervalMs));
    return { ...others, heldMs: forMs, expr: binary('and', paren(rule.expr), binary('>=', held, number(evaluations))) };
  };
  return { ...group, rules: [beat, ...group.rules.map((rule) => (isShort(rule) ? patient(rule) : rule))] };
}
