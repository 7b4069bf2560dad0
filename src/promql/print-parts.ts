import type { Aggregate, At, Binary, Matcher, Selector, Subquery } from './ast.ts';
import { formatDuration } from './duration.ts';
import { isLegacyMetric, isPlainGroupingLabel, isPlainLabel, isPlainMetric } from './names.ts';
import { quoteString } from './quote.ts';

/** `job="api"`; a name with other letters is quoted, as Prometheus 3 reads it. */
export function printMatcher({ label, op, value }: Matcher): string {
  return `${isPlainLabel(label) ? label : quoteString(label)}${op}${quoteString(value)}`;
}

/** The selectors of an objective's recorded series have their matchers in common. */
let last: { readonly matchers: readonly Matcher[]; readonly printed: readonly string[] } | undefined;

/** What stands before the braces of a selector, and what stands in them. */
export function selectorParts({ metric, matchers }: Selector): { readonly name: string; readonly inside: readonly string[] } {
  const printed = last?.matchers === matchers ? last.printed : matchers.map(printMatcher);
  if (last?.matchers !== matchers) last = { matchers, printed };
  if (metric === undefined) return { name: '', inside: printed };
  if (isPlainMetric(metric)) return { name: metric, inside: printed };
  // `on` and the like are keywords as names, but every version has them as values.
  if (isLegacyMetric(metric)) return { name: '', inside: [`__name__=${quoteString(metric)}`, ...printed] };
  return { name: '', inside: [quoteString(metric), ...printed] };
}

/** What follows a selector's braces or a subquery's expression: range, offset and moment. */
export function printSuffix(node: Selector | Subquery): string {
  return `${printRange(node)}${node.offsetMs === undefined ? '' : ` offset ${formatDuration(node.offsetMs)}`}${printAt(node.at)}`;
}

function printRange(node: Selector | Subquery): string {
  if (node.kind === 'subquery') return `[${formatDuration(node.rangeMs)}:${node.stepMs === undefined ? '' : formatDuration(node.stepMs)}]`;
  return node.rangeMs === undefined ? '' : `[${formatDuration(node.rangeMs)}]`;
}

function printAt(at: At | undefined): string {
  if (at === undefined) return '';
  return at.kind === 'timestamp' ? ` @ ${at.text}` : ` @ ${at.kind}()`;
}

/** `sum by (job)`, without what is aggregated. */
export function aggregateHead({ op, grouping }: Aggregate): string {
  return grouping === undefined ? op : `${op} ${grouping.kind} ${printLabels(grouping.labels)} `;
}

/** `> bool on (job) group_left ()`: an operator with its modifiers. */
export function printOperator({ op, bool, matching }: Binary): string {
  const words: string[] = [op];
  if (bool === true) words.push('bool');
  if (matching !== undefined) {
    words.push(matching.kind, printLabels(matching.labels));
    // The parentheses are never left out: those of the operand after it would be taken for them.
    if (matching.group !== undefined) words.push(`group_${matching.group.side}`, printLabels(matching.group.labels));
  }
  return words.join(' ');
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map((label) => (isPlainGroupingLabel(label) ? label : quoteString(label))).join(', ')})`;
}
