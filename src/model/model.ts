import type { Location, Span } from '../diagnostics/source.ts';
import type { BurnRow, Level } from './burn-policy.ts';
import type { Contract } from './contract.ts';
import type { CostLimit } from './cost-limit.ts';
import type { Counter, Measure } from './indicator.ts';
import type { Rational } from './rational.ts';
import type { Watcher } from './watcher.ts';

/** Everything the planner needs, resolved and checked: made only by `resolve/`. Durations are milliseconds. */
export interface Model {
  readonly settings: Settings;
  /** Sorted by name. */
  readonly instances: readonly Instance[];
  readonly routing: Routing | undefined;
  /** Undefined where the project asks for none. */
  readonly watcher: Watcher | undefined;
  /** Those in force. */
  readonly waivers: readonly Waiver[];
}

/** An obligation that is knowingly not met, for how long and by whose word. */
export interface Waiver {
  readonly instance: string;
  /** `*` for all sites. */
  readonly site: string;
  readonly hazard: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day, as `2026-11-23`. */
  readonly expires: string;
  readonly at: Location;
}

/** The names of the labels every alert carries. */
export interface AlertLabels {
  readonly project: string;
  readonly instance: string;
  /** Also the name of the site label on series, external or ordinary. */
  readonly site: string;
  readonly objective: string;
  readonly hazard: string;
  readonly severity: string;
  readonly team: string;
}

export interface Version {
  readonly major: number;
  readonly minor: number;
}

export type Scope = 'site' | 'global';

export interface Settings {
  /** Name of the project: the value of the label that marks our alerts. */
  readonly project: string;
  readonly scope: Scope;
  readonly prometheus: Version;
  readonly alertmanager: Version;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly evaluationIntervalMs: number;
  readonly retentionMs: number;
  /** Whether a ruler sees what all sites record, where each site has its own Prometheus. */
  readonly allSites: boolean;
  readonly quarterStarts: 1 | 2 | 3;
  readonly labels: AlertLabels;
  readonly severities: Readonly<Record<Level, string>>;
  readonly conventions: Conventions;
  readonly limits: readonly CostLimit[];
  /** Where tests of promtool go; undefined where none are generated. */
  readonly tests?: TestPaths | undefined;
}

/** What an organisation's own checks ask of rule files, as data. */
export interface Conventions {
  /** Path of a rule file below the output folder: `{{instance}}`, `{{site}}`, `{{team}}` stand for their values. */
  readonly path: string;
  readonly pathAt: Location;
  /** Comment lines at the very top of a rule file, without `# `; `{{site}}` and the others may stand in them. */
  readonly header: readonly string[];
  readonly headerAt: Location;
  /** The same for files of the ruler that sees all sites. */
  readonly globalHeader: readonly string[];
  readonly globalHeaderAt: Location;
  /** Added to the end of the summary, by level. */
  readonly summarySuffix: Readonly<Record<Level, string>>;
  /** Whether the queries of links must be URL-quoted. */
  readonly quotedLinks: boolean;
  /** Texts that no link may hold. */
  readonly forbiddenInLinks: readonly string[];
}

/** Path of the test file of a rule file: `{{file}}` is its path without the ending. */
export interface TestPaths {
  readonly path: string;
  readonly pathAt: Location;
}

/** What is owed when a failure happens: who is told and how soon. */
export interface Owed {
  readonly level: Level;
  readonly withinMs: number;
}

/** What a class owes for the ways to fail; undefined where it says nothing and the default follows from the objective. */
export interface Owes {
  readonly outage: Owed;
  readonly partialOutage: Owed | undefined;
  readonly slowBurn: Owed | undefined;
  readonly latency: Owed | undefined;
  readonly canaryFailing: Owed | undefined;
  readonly canarySilent: Owed | undefined;
  readonly trafficDrop: Owed;
  readonly streamSilent: Owed;
  /** The most urgent level that an instance of the class is told at. */
  readonly highest: Level;
}

/** What is owed, and where it is written. */
export interface OwedAt extends Owed {
  readonly at: Location;
}

/** What comes to an instance, and how little is too little. */
export interface Traffic {
  readonly counter: Counter;
  /** Share of the usual below which it is a drop; between 0 and 1. */
  readonly floor: Rational;
  /** Declared events a second of the quietest hour, of all sites together. */
  readonly minimumPerSecond: Rational | undefined;
  readonly owed: Owed;
}

/** Streams of an instance whose silence is told; at least one. */
export interface Streams {
  readonly counter: Counter;
  /** The label that names a stream. */
  readonly label: string;
  /** Sorted by name. */
  readonly declared: readonly { readonly name: string; readonly longestGapMs: number }[];
  readonly owed: Owed;
}

/** One deployed service on its sites, with its promise. */
export interface Instance {
  readonly name: string;
  readonly description: string | undefined;
  /** Value of the contract's identity label. */
  readonly identity: string;
  readonly contract: Contract;
  /** Sorted. */
  readonly sites: readonly string[];
  readonly className: string;
  readonly team: string;
  readonly absent: OwedAt;
  readonly owes: Owes;
  /** Undefined where nothing counts it, or it is not to be judged. */
  readonly traffic: Traffic | undefined;
  readonly streams: Streams | undefined;
  readonly dashboard: Template;
  readonly runbook: Template;
  /** Sorted by name; those that can be judged today. */
  readonly objectives: readonly Objective[];
  /** Objectives that no rule can be made for until a metric is exported. */
  readonly uninstrumented: readonly Uninstrumented[];
  /** Other instances whose series show this one's failures, sorted. */
  readonly witnesses: readonly { readonly instance: string; readonly sees: string }[];
  /** The specs this instance's rules are made from, sorted; shown in the header of its files. */
  readonly madeFrom: readonly string[];
  readonly at: Location;
}

/** A text for people with `{{ }}` in it, and where each part of it was written. */
export interface Template {
  readonly text: string;
  readonly place: (span?: Span) => Location;
}

export type Period = { readonly kind: 'rolling'; readonly ms: number } | { readonly kind: 'month' } | Quarter;

/** Three months of the calendar, in UTC. */
export interface Quarter {
  readonly kind: 'quarter';
  /** Which of the first three months a quarter begins with: 1 for January, 3 for March and thus also December. */
  readonly firstMonth: 1 | 2 | 3;
}

export interface Objective {
  readonly name: string;
  readonly description: string | undefined;
  readonly target: Rational;
  readonly period: Period;
  readonly measure: Measure;
  /** The label whose values are judged each for itself. */
  readonly per: string | undefined;
  /** Period of the probe whose events it counts; undefined where they are not a probe's. */
  readonly everyMs: number | undefined;
  /** In the policy's order. */
  readonly rows: readonly BurnRow[];
  readonly at: Location;
}

/** An objective whose metrics are only proposed: nobody is told of it, and no summary may count it as covered. */
export interface Uninstrumented {
  readonly objective: string;
  readonly metrics: readonly { readonly name: string; readonly why: string }[];
  /** How it will be counted. */
  readonly measure: Measure;
  readonly everyMs: number | undefined;
  readonly at: Location;
}

/** Receivers by level. */
export type Receivers = Readonly<Record<Level, string>>;

export type InsertPoint = 'before-first-terminal' | 'first' | 'last' | { readonly before: string };

export interface Routing {
  /** Path of the user's file, relative to the specs folder. */
  readonly base: string;
  readonly baseAt: Location;
  readonly insert: InsertPoint;
  readonly insertAt: Location;
  /** Sorted by team. */
  readonly teams: readonly { readonly team: string; readonly receivers: Receivers; readonly at: Readonly<Record<Level, Location>> }[];
  readonly fallback: { readonly receivers: Receivers; readonly at: Readonly<Record<Level, Location>> };
  readonly groupBy: readonly string[] | undefined;
  readonly groupByAt: Location;
  readonly groupWaitMs: number | undefined;
  /** That of the base's root route, which holds where Routing gives none; known once the base is read. */
  readonly inheritedGroupWaitMs?: number | undefined;
  readonly groupIntervalMs: number | undefined;
  readonly repeatIntervalMs: number | undefined;
  /** Where the heartbeat goes, and how often. */
  readonly watchdog: { readonly receiver: string; readonly everyMs: number; readonly at: Location } | undefined;
  readonly allowInlineSecrets: readonly string[];
}
