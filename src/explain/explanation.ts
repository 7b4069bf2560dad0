import type { Level } from '../model/burn-policy.ts';
import type { Hazard } from '../rules/alert.ts';

/** Everything there is to say about an alert, as plain data: both printers show the same. */
export interface Explanation {
  readonly alert: string;
  readonly hazard: Hazard;
  /** Undefined for what is told to no person. */
  readonly level: Level | undefined;
  readonly about: About;
  /** One paragraph in plain words. */
  readonly means: string;
  /** Undefined for anything but a burn-rate alert. */
  readonly burn: Burn | undefined;
  /** Undefined for other alerts, and where the condition alone decides: how long it has to hold. */
  readonly patienceMs: number | undefined;
  /** What to look at, in this order. */
  readonly checks: readonly string[];
  /** What the contract says of its own metrics: which lie, and what a reader has to know. */
  readonly caveats: readonly Caveat[];
  /** Other instances whose series show the failure too. */
  readonly witnesses: readonly { readonly instance: string; readonly sees: string }[];
  /** Undefined where the project has no routes. */
  readonly told: readonly Told[] | undefined;
  readonly rules: readonly RuleText[];
  /** Commands that make the failure happen in synthetic series. */
  readonly drills: readonly string[];
}

/** Whom an alert is about, and what was promised. */
export interface About {
  readonly name: string;
  /** Undefined for the watcher over the rules. */
  readonly role: string | undefined;
  readonly description: string | undefined;
  readonly className: string;
  readonly team: string;
  readonly sites: readonly string[];
  readonly objective: { readonly name: string; readonly description: string | undefined; readonly target: string; readonly period: string } | undefined;
}

/** The numbers of a burn-rate alert. */
export interface Burn {
  readonly counting: 'events' | 'time';
  /** Events a second that numbers of events are given for. */
  readonly rate: number;
  readonly rows: readonly BurnRowNumbers[];
  /** When it fires, counted from the beginning of a failure that goes on; empty for a probe. */
  readonly detection: readonly { readonly errorRatio: number; readonly fires: Span | 'never' | 'unknown' }[];
}

/** From the best to the worst phase of scrapes and evaluations; the group wait is not in it. */
export interface Span {
  readonly soonestMs: number;
  readonly latestMs: number;
}

/** One pair of windows. */
export interface BurnRowNumbers {
  readonly longMs: number;
  readonly shortMs: number;
  readonly burnRate: number;
  /** Share of bad events above which it fires. */
  readonly threshold: number;
  /** Bad events in the long window at the rate, at the threshold; undefined where time is counted. */
  readonly badEvents: number | undefined;
  readonly minimumBad: number | undefined;
  /** Share of the period's budget that is gone when it fires. */
  readonly budgetShare: number;
}

/** A remark of the contract. */
export interface Caveat {
  readonly metric: string;
  /** `blind`: it lies, and no rule rests on it. */
  readonly kind: 'blind' | 'caveat';
  readonly text: string;
}

/** Where an alert of one rule file goes. */
export interface Told {
  readonly path: string;
  readonly receivers: readonly string[];
  /** Alerts that silence it while they fire. */
  readonly silencedBy: readonly string[];
}

/** The alert as it stands in one rule file. */
export interface RuleText {
  readonly path: string;
  readonly where: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}
