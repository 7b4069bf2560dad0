import type { Matcher } from '../alertmanager/config.ts';
import { matcherMatches } from '../promql/regex.ts';

/** Whether a label's value passes a matcher, as Alertmanager compares: anchored at both ends, a missing label as `''`. */
export function passes(matcher: Pick<Matcher, 'op' | 'value'>, value: string | undefined): boolean {
  return matcherMatches(matcher, value, 'alertmanager');
}

/** Whether all of the matchers let these labels pass; no matcher lets everything pass. */
export function allPass(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  // A label of this name may be inherited by the object: only its own labels count.
  return matchers.every((matcher) => passes(matcher, Object.hasOwn(labels, matcher.label) ? labels[matcher.label] : undefined));
}
