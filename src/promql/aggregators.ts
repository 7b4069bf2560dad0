import type { Since } from './version.ts';

/** What Prometheus knows of an aggregation operator. */
export interface Aggregator {
  /** Type of the parameter before the vector, for those that have one. */
  readonly param?: 'scalar' | 'string';
  /** First version that has it; absent for those of every version 2. */
  readonly since?: Since;
  /** Needs `--enable-feature=promql-experimental-functions`. */
  readonly experimental?: true;
}

/** From the Prometheus changelog and `promql/parser/lex.go`. */
export const AGGREGATORS: ReadonlyMap<string, Aggregator> = new Map<string, Aggregator>([
  ['avg', {}],
  ['bottomk', { param: 'scalar' }],
  ['count', {}],
  ['count_values', { param: 'string' }],
  ['group', { since: [2, 20] }],
  ['limit_ratio', { param: 'scalar', since: [2, 54], experimental: true }],
  ['limitk', { param: 'scalar', since: [2, 54], experimental: true }],
  ['max', {}],
  ['min', {}],
  ['quantile', { param: 'scalar' }],
  ['stddev', {}],
  ['stdvar', {}],
  ['sum', {}],
  ['topk', { param: 'scalar' }],
]);
