import type { Location } from '../diagnostics/source.ts';
import type { Contract, KnownMetric } from '../model/contract.ts';
import type { Version } from '../promql/version.ts';
import type { Matcher } from '../promql/ast.ts';

/** A matcher and where it is written. */
export interface PlacedMatcher {
  readonly matcher: Matcher;
  readonly at: Location;
}

/** One selector of an indicator or a query, with what the contract knows of its metric: what the checks of selectors judge. */
export interface Reading {
  readonly contract: Contract;
  /** The metric as written, such as `x_bucket`. */
  readonly name: string;
  /** Undefined where the contract has no such metric. */
  readonly metric: KnownMetric | undefined;
  readonly nameAt: Location;
  readonly matchers: readonly PlacedMatcher[];
  /** What the form needs; `any` in queries, where functions decide. */
  readonly wanted: 'counter' | 'gauge' | 'histogram' | 'any';
  readonly siteLabel: string;
  /** Of the Prometheus that reads the rules: regular expressions mean what they mean there. */
  readonly version: Version;
  /** In a query: the one value its identity label may be matched with. Elsewhere identity is not written at all. */
  readonly query: { readonly identity: string; readonly siteIsLabel: boolean } | undefined;
}

/** The labels a selector may name in a query, beside those of the contract: identity, site, target labels, and a histogram's `le`. */
export function labelsOfScrape(reading: Reading): readonly string[] {
  const { contract, siteLabel } = reading;
  return [contract.identityLabel, siteLabel, ...(contract.target?.shares ?? ['instance', 'job']), ...(reading.metric?.type === 'histogram' ? ['le'] : [])];
}
