import type { Span } from '../diagnostics/source.ts';
import type { Selector } from './ast.ts';
import type { Findings } from './findings.ts';
import { isLegacyMetric, isPlainGroupingLabel, isPlainLabel } from './names.ts';
import { compileRegex, dialectOf, matcherMatches } from './regex.ts';

const METRIC_LABEL = '__name__';

/** Reports names and regular expressions that are not legal, and a selector that could select every series there is. */
export function checkSelector(selector: Selector, findings: Findings): void {
  const { metric, matchers, span } = selector;
  if (metric !== undefined && !isLegacyMetric(metric)) findings.needs([3, 0], `the metric name \`${metric}\``, span);
  const dialect = dialectOf(findings.version);
  let selects = metric !== undefined;
  for (const matcher of matchers) {
    const { label, op, value } = matcher;
    if (!isPlainLabel(label)) findings.needs([3, 0], `the label name \`${label}\``, matcher.span ?? span);
    if (label === METRIC_LABEL && metric !== undefined) {
      findings.type(`the metric name is set twice: \`${metric}\` and \`${value}\``, matcher.span ?? span);
    }
    if (value.includes('\ufffd')) findings.add('TOC401', 'Prometheus loads a value with the character U+FFFD, and fails at every evaluation', matcher.span ?? span);
    if (op === '=~' || op === '!~') {
      const regex = compileRegex(value, dialect);
      if ('error' in regex) {
        findings.add('TOC405', `not a regular expression of RE2: ${regex.error}`, matcher.span ?? span);
        selects = true;
        continue;
      }
    }
    selects ||= !matcherMatches(matcher, '', dialect);
  }
  if (!selects) findings.type('a selector needs a metric name or a matcher that the empty text does not pass, or it selects everything', span);
}

/** Reports labels of `by (…)`, `on (…)` and the like that need quotes, which only newer servers read. */
export function checkGroupingLabels(labels: readonly string[], span: Span | undefined, findings: Findings): void {
  for (const label of labels) {
    if (!isPlainGroupingLabel(label)) findings.needs([3, 0], `the label name \`${label}\` in a list`, span);
  }
}
