/** Words that cannot be a metric name unless quoted: operators' modifiers and number words (judged with promtool 2.42). */
const NEVER_METRIC: ReadonlySet<string> = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2', 'inf', 'nan']);

/** Words that cannot stand in `by (…)`, `on (…)` and the like unless quoted. */
const NEVER_GROUPING_LABEL: ReadonlySet<string> = new Set(['without', 'inf', 'nan']);

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Whether a label name needs no quotes in a matcher, as every name did before Prometheus 3. */
export function isPlainLabel(name: string): boolean {
  return LABEL_NAME.test(name);
}

/** Whether a metric name needs no quotes and is not taken for a keyword. */
export function isPlainMetric(name: string): boolean {
  return METRIC_NAME.test(name) && !NEVER_METRIC.has(name.toLowerCase());
}

/** Whether a metric name has only the letters that every name had before Prometheus 3; it may still be a keyword. */
export function isLegacyMetric(name: string): boolean {
  return METRIC_NAME.test(name);
}

/** Whether a label name can stand in a grouping without quotes. */
export function isPlainGroupingLabel(name: string): boolean {
  return LABEL_NAME.test(name) && !NEVER_GROUPING_LABEL.has(name.toLowerCase());
}
