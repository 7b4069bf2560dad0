import type { Location } from '../diagnostics/source.ts';
import type { KnownMetric, Meaning } from '../model/contract.ts';
import type { Selector } from '../promql/ast.ts';
import { dialectOf, matcherMatches } from '../promql/regex.ts';
import type { Version } from '../promql/version.ts';

/** One of the two sides that an indicator counts. */
export interface Side {
  readonly role: 'total' | 'good' | 'bad';
  readonly selector: Selector;
  readonly metric: KnownMetric;
  readonly at: Location;
}

/** An indicator of two selectors, for the checks of what it counts. */
export interface Counting {
  readonly indicator: string;
  readonly sides: readonly [Side, Side];
  readonly ignores: readonly Ignore[];
  /** Of the Prometheus that reads the rules. */
  readonly version: Version;
}

/** Values an indicator declares to leave out. */
export interface Ignore {
  readonly label: string;
  readonly values: readonly IgnoredValue[];
  readonly at: Location;
}

/** A value as written, such as `4xx`, and the values it stands for: one, or the hundred codes of a class. */
export interface IgnoredValue {
  readonly text: string;
  readonly codes: readonly string[];
  readonly at: Location;
}

/** How an indicator counts events with a value; `counted` where only the other metric could tell as what. */
export type Verdict = 'good' | 'bad' | 'counted' | 'left-out';

/** A value with a meaning, and how the indicator counts it. */
export interface Judged {
  readonly metric: string;
  readonly label: string;
  readonly value: string;
  readonly meaning: Meaning;
  readonly verdict: Verdict;
  /** The side that decides: where a change would mend it. */
  readonly at: Location;
  /** The first side that takes the value, for what no side may take. */
  readonly takenAt?: Location;
}

/** Every value of every label that has a meaning, on every metric the indicator reads. */
export function judge(counting: Counting): readonly Judged[] {
  const metrics = new Map(counting.sides.map((side) => [side.selector.metric ?? '', side.metric]));
  const judged: Judged[] = [];
  for (const [metric, known] of metrics) {
    for (const [label, values] of known.labels) {
      if (values.kind === 'open') continue;
      for (const [value, meaning] of values.values) {
        if (meaning !== undefined) judged.push({ metric, label, value, meaning, ...verdictOn(counting, metric, label, value) });
      }
    }
  }
  return judged;
}

/** How an indicator counts the events of a metric that have a value. */
export function verdictOn(counting: Counting, metric: string, label: string, value: string): Pick<Judged, 'verdict' | 'at' | 'takenAt'> {
  const [first, second] = counting.sides;
  const takes = (side: Side): boolean =>
    side.selector.metric === metric && side.selector.matchers.every((matcher) => matcher.label !== label || matcherMatches(matcher, value, dialectOf(counting.version)));
  const taker = counting.sides.find(takes);
  const taken = taker === undefined ? {} : { takenAt: taker.at };
  if (first.role !== 'total') {
    const [good, bad] = [first, second];
    if (takes(bad)) return { verdict: 'bad', at: bad.at, ...taken };
    return takes(good) ? { verdict: 'good', at: good.at, ...taken } : { verdict: 'left-out', at: bad.selector.metric === metric ? bad.at : good.at };
  }
  const isOnBoth = first.selector.metric === second.selector.metric;
  const verdict = second.role === 'good' ? 'good' : 'bad';
  if (takes(second)) return { verdict, at: second.at, ...taken };
  if (!takes(first)) return { verdict: 'left-out', at: first.selector.metric === metric ? first.at : second.at };
  return { verdict: isOnBoth ? (second.role === 'good' ? 'bad' : 'good') : 'counted', at: isOnBoth ? second.at : first.at, ...taken };
}

/** `"0", "207" and 3 more`, for messages over many values such as a class of status codes. */
export function listed(values: readonly string[]): string {
  const shown = values.slice(0, 6).map((value) => `\`${value}\``);
  return values.length > 6 ? `${shown.join(', ')} and ${values.length - 6} more` : shown.join(', ');
}

/** Groups judged values by metric, label and place, so that a hundred codes make one problem. */
export function together(judged: readonly Judged[]): readonly { readonly first: Judged; readonly values: readonly string[] }[] {
  const groups = new Map<string, { first: Judged; values: string[] }>();
  for (const one of judged) {
    const key = JSON.stringify([one.metric, one.label, one.verdict, one.at.span.start]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: one, values: [one.value] });
    else group.values.push(one.value);
  }
  return [...groups.values()];
}
