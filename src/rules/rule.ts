import type { Expr } from '../promql/ast.ts';

/** A recording rule; `labels` are added to every series it records. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly record: string;
  readonly expr: Expr;
  readonly labels: Readonly<Record<string, string>>;
}

/** An alerting rule. Annotations are in Prometheus' template language. */
export interface AlertingRule {
  readonly kind: 'alert';
  readonly alert: string;
  readonly expr: Expr;
  /** How long the expression has to hold, in milliseconds. */
  readonly forMs?: number;
  /** The same, where the expression itself looks for it. */
  readonly heldMs?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export type Rule = RecordingRule | AlertingRule;

/** Rules that are evaluated in order, at one moment. */
export interface RuleGroup {
  readonly name: string;
  readonly intervalMs: number;
  readonly rules: readonly Rule[];
}

/** One rule file: of one instance, for the Prometheus of one site or for one that sees all sites. */
export interface RuleFile {
  /** Below the output folder, with `/`. */
  readonly path: string;
  /** Comment lines for the very top, without `# `. */
  readonly header: readonly string[];
  /** Name of the instance, or of the watcher. */
  readonly instance: string;
  /** It is for the ruler that sees what all sites record, where each site has a Prometheus of its own. */
  readonly forRuler?: true;
  /** By what its durations are divided; only rules for tests have one. */
  readonly timeScale?: number;
  /** The sites whose failures it watches. */
  readonly sites: readonly string[];
  /** The specs it was made from, sorted. */
  readonly madeFrom: readonly string[];
  readonly groups: readonly RuleGroup[];
}
