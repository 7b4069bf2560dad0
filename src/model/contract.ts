import type { Selector } from '../promql/ast.ts';

/** What a value of a label says about the event it is on. */
export type Meaning = 'good' | 'bad' | 'client' | 'silent';

/** The values of a label: any, or a closed list with what each means, where the contract says so. */
export type KnownValues = { readonly kind: 'open' } | { readonly kind: 'listed'; readonly values: ReadonlyMap<string, Meaning | undefined> };

/** What of a metric lies, and why. */
export interface Blind {
  readonly labels: readonly string[];
  readonly value: boolean;
  readonly because: string;
}

/** A metric as the contract knows it; a classic histogram by its base name. */
export interface KnownMetric {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'native-histogram';
  /** Without identity, site and target labels. */
  readonly labels: ReadonlyMap<string, KnownValues>;
  /** Upper bounds as numbers, ascending, without +Inf; empty for anything but a classic histogram. */
  readonly buckets: readonly number[];
  /** Exported by every process from its start, at 0 where it counts; else with the first event. */
  readonly bornAtStart: boolean;
  /** Why it should be exported; it is not today. */
  readonly proposed: string | undefined;
  readonly blind: Blind | undefined;
  /** What a reader of the metric has to know, in the contract's words. */
  readonly caveat?: string | undefined;
}

/** The contract's own targets, by `up`. */
export interface Target {
  /** Labels that `up` and the contract's series have in common. */
  readonly shares: readonly string[];
  readonly up: Selector;
  /** The label of `up` that names the instance, if it has one. */
  readonly identityLabel: string | undefined;
}

/** A kind of service whose series show this one's failures. */
export interface Witness {
  readonly contract: string;
  /** Only the instance of the same identity sees them; else each instance of that contract does. */
  readonly sameIdentity: boolean;
  readonly sees: string;
}

/** What a kind of service exposes. */
export interface Contract {
  readonly name: string;
  readonly role: string;
  readonly identityLabel: string;
  readonly target: Target | undefined;
  readonly witnessedBy: readonly Witness[];
  readonly metrics: ReadonlyMap<string, KnownMetric>;
}
