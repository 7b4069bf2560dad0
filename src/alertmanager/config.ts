import type { Source, Span } from '../diagnostics/source.ts';
import type { YamlMapping } from './yaml-tree.ts';

/** The four ways in which Alertmanager compares a label with a value. */
export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One comparison of a label; a label that an alert lacks has the value `''`. */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  /** The value as compared, without quotes or escapes; a pattern of RE2, anchored at both ends, for `=~` and `!~`. */
  readonly value: string;
}

/** A node of a route tree, with what it states itself: what it inherits is for the walker of the tree to add. */
export interface RouteNode {
  /** Absent: inherited from the parent. */
  readonly receiver?: string;
  /** All must hold; none means that every alert matches. */
  readonly matchers: readonly Matcher[];
  readonly continue: boolean;
  /** `['...']` groups by all labels; absent: inherited. */
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  /** Never inherited. */
  readonly muteTimeIntervals: readonly string[];
  /** Never inherited. */
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly RouteNode[];
  /** Printed above a generated node. */
  readonly comment?: string;
  /** Where a node that was read stands; absent in generated nodes. */
  readonly span?: Span;
}

/** An alert that matches `target` is silent while one fires that matches `source` and has the same `equal` labels. */
export interface InhibitRule {
  readonly sourceMatchers: readonly Matcher[];
  readonly targetMatchers: readonly Matcher[];
  /** A label that both alerts lack counts as equal. */
  readonly equal: readonly string[];
  readonly comment?: string;
  readonly span?: Span;
}

/** One configured way of a receiver to tell somebody. */
export interface Integration {
  /** The key of the receiver without `_configs`: `webhook`, `victorops`, … */
  readonly kind: string;
  readonly span: Span;
}

/** A named end of routes; without integrations it tells nobody. */
export interface Receiver {
  readonly name: string;
  readonly integrations: readonly Integration[];
  readonly span: Span;
}

/** A named set of hours, as plain data. */
export interface TimeInterval {
  readonly name: string;
  readonly intervals: unknown;
  readonly span: Span;
}

/** What an Alertmanager file says about who is told of what. */
export interface AlertmanagerConfig {
  readonly route: RouteNode;
  readonly receivers: readonly Receiver[];
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: readonly TimeInterval[];
}

/** The Alertmanager file kept by hand, read. */
export interface BaseFile {
  readonly source: Source;
  readonly tree: YamlMapping;
  readonly config: AlertmanagerConfig;
}
