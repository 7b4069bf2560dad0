import type { KnownMetric, Meaning } from '../model/contract.ts';
import type { Matcher } from '../promql/ast.ts';
import { matcherMatches } from '../promql/regex.ts';
import type { Labels } from './scenario.ts';

/** What a series has to be like. */
export interface Wish {
  /** Matchers it must meet. */
  readonly meets: readonly Matcher[];
  /** Matchers it must not meet together. */
  readonly escapes?: readonly Matcher[];
  /** Labels that the drill gives. */
  readonly given: Labels;
  /** Preferred where the contract knows what values mean. */
  readonly meaning?: Meaning;
}

/** Values tried for an open label of which matchers say nothing plain. */
const USUAL = ['drill', '200', '500', '400', '0'];

/** Values for all labels of a metric, as the contract knows them; or the label for which none is known. */
export function pickLabels(metric: KnownMetric, wish: Wish): { readonly labels: Labels } | { readonly unknown: string } {
  const picked: Record<string, string> = {};
  const possible = new Map<string, readonly string[]>();
  for (const label of metric.labels.keys()) {
    const given = Object.hasOwn(wish.given, label) ? wish.given[label] : undefined;
    const values = (given === undefined ? candidates(metric, label, wish) : [given]).filter((value) => wish.meets.every((matcher) => matcher.label !== label || matcherMatches(matcher, value)));
    const [first] = values;
    if (first === undefined) return { unknown: label };
    picked[label] = first;
    possible.set(label, values);
  }
  const { escapes } = wish;
  if (escapes === undefined || !meetsAll(escapes, picked)) return { labels: picked };
  for (const matcher of escapes) {
    const other = possible.get(matcher.label)?.find((value) => !matcherMatches(matcher, value));
    if (other !== undefined) return { labels: { ...picked, [matcher.label]: other } };
  }
  return { unknown: escapes[0]?.label ?? '' };
}

function meetsAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcherMatches(matcher, labels[matcher.label]));
}

function candidates(metric: KnownMetric, label: string, { meets, escapes, meaning }: Wish): readonly string[] {
  const known = metric.labels.get(label);
  if (known?.kind === 'listed') {
    const values = [...known.values];
    return [...values.filter(([, means]) => means === meaning), ...values.filter(([, means]) => means !== meaning)].map(([value]) => value);
  }
  const named = [...meets, ...(escapes ?? [])].flatMap((matcher) => (matcher.label === label && /^[\w|./-]+$/.test(matcher.value) ? matcher.value.split('|') : []));
  return [...USUAL.slice(0, 1), ...named, ...USUAL.slice(1)];
}
