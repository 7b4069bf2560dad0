import type { Since } from './version.ts';

/** The four types of PromQL; an instant vector and a range vector are called by their short names. */
export type ValueType = 'scalar' | 'string' | 'instant' | 'range';

/** What Prometheus knows of a function. */
export interface FunctionType {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out or, with `any`, repeated or left out. */
  readonly variadic?: number | 'any';
  readonly returns: ValueType;
  /** First version that has it; absent for those of every version 2. */
  readonly since?: Since;
  /** First version without it, and the name it has there. */
  readonly until?: { readonly version: Since; readonly now: string };
  /** Needs a feature flag; `until` tells the version that needs none. */
  readonly experimental?: true | { readonly until: Since };
}

type Row = readonly [names: string, type: FunctionType];

const INSTANT: FunctionType = { args: ['instant'], returns: 'instant' };
const OVER_RANGE: FunctionType = { args: ['range'], returns: 'instant' };
const OF_TIME: FunctionType = { args: ['instant'], variadic: 1, returns: 'instant' };
const EDGE: FunctionType = { args: [], returns: 'scalar', since: [3, 12], experimental: true };
const TWO_SCALARS: FunctionType = { args: ['scalar', 'scalar'], returns: 'scalar', since: [3, 13], experimental: true };
const SORT_BY: FunctionType = { args: ['instant', 'string'], variadic: 'any', returns: 'instant', since: [2, 49], experimental: true };
const SMOOTHING: FunctionType = { args: ['range', 'scalar', 'scalar'], returns: 'instant' };

/** Signatures from `promql/parser/functions.go`, versions from the changelog; both of Prometheus. Functions of one signature share a row. */
const ROWS: readonly Row[] = [
  ['abs absent ceil exp floor ln log10 log2 sort sort_desc sqrt timestamp', INSTANT],
  ['sgn', { ...INSTANT, since: [2, 26] }],
  ['acos acosh asin asinh atan atanh cos cosh deg rad sin sinh tan tanh', { ...INSTANT, since: [2, 31] }],
  ['histogram_count histogram_sum', { ...INSTANT, since: [2, 40] }],
  ['histogram_stddev histogram_stdvar', { ...INSTANT, since: [2, 47] }],
  ['histogram_avg', { ...INSTANT, since: [2, 51] }],
  ['start_timestamp', { ...INSTANT, since: [3, 14], experimental: true }],
  ['avg_over_time changes count_over_time delta deriv idelta increase irate max_over_time min_over_time', OVER_RANGE],
  ['rate resets stddev_over_time stdvar_over_time sum_over_time', OVER_RANGE],
  ['absent_over_time', { ...OVER_RANGE, since: [2, 16] }],
  ['last_over_time', { ...OVER_RANGE, since: [2, 26] }],
  ['present_over_time', { ...OVER_RANGE, since: [2, 29] }],
  ['mad_over_time', { ...OVER_RANGE, since: [2, 49], experimental: true }],
  ['ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time', { ...OVER_RANGE, since: [3, 5], experimental: true }],
  ['first_over_time', { ...OVER_RANGE, since: [3, 7], experimental: { until: [3, 14] } }],
  ['ts_of_first_over_time', { ...OVER_RANGE, since: [3, 7], experimental: true }],
  ['integral', { args: ['range', 'scalar'], variadic: 1, returns: 'instant', since: [3, 16], experimental: true }],
  ['day_of_month day_of_week days_in_month hour minute month year', OF_TIME],
  ['day_of_year', { ...OF_TIME, since: [2, 37] }],
  ['clamp', { args: ['instant', 'scalar', 'scalar'], returns: 'instant', since: [2, 26] }],
  ['clamp_max clamp_min', { args: ['instant', 'scalar'], returns: 'instant' }],
  ['round', { args: ['instant', 'scalar'], variadic: 1, returns: 'instant' }],
  ['predict_linear', { args: ['range', 'scalar'], returns: 'instant' }],
  ['quantile_over_time', { args: ['scalar', 'range'], returns: 'instant' }],
  ['histogram_quantile', { args: ['scalar', 'instant'], returns: 'instant' }],
  ['histogram_quantiles', { args: ['instant', 'string', 'scalar', 'scalar'], variadic: 9, returns: 'instant', since: [3, 11], experimental: true }],
  ['histogram_fraction', { args: ['scalar', 'scalar', 'instant'], returns: 'instant', since: [2, 40] }],
  ['holt_winters', { ...SMOOTHING, until: { version: [3, 0], now: 'double_exponential_smoothing' } }],
  ['double_exponential_smoothing', { ...SMOOTHING, since: [3, 0], experimental: true }],
  ['label_join', { args: ['instant', 'string', 'string', 'string'], variadic: 'any', returns: 'instant' }],
  ['label_replace', { args: ['instant', 'string', 'string', 'string', 'string'], returns: 'instant' }],
  ['sort_by_label sort_by_label_desc', SORT_BY],
  ['info', { args: ['instant', 'instant'], variadic: 1, returns: 'instant', since: [2, 55], experimental: true }],
  ['vector', { args: ['scalar'], returns: 'instant' }],
  ['scalar', { args: ['instant'], returns: 'scalar' }],
  ['time', { args: [], returns: 'scalar' }],
  ['pi', { args: [], returns: 'scalar', since: [2, 31] }],
  ['end range start step', EDGE],
  ['max_of min_of', TWO_SCALARS],
];

/** Every function that some version has. */
export const FUNCTIONS: ReadonlyMap<string, FunctionType> = new Map(ROWS.flatMap(([names, type]) => names.split(' ').map((name) => [name, type] as const)));
