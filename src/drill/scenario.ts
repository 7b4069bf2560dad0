import type { Location } from '../diagnostics/source.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Instance, Objective } from '../model/model.ts';
import type { Timeline } from './timeline.ts';

export type Labels = Readonly<Record<string, string>>;

/** A drill, with everything it names found in the model. All times are milliseconds from its start. */
export interface Scenario {
  readonly name: string;
  readonly description: string | undefined;
  readonly at: Location;
  readonly durationMs: number;
  /** Between two evaluations; the rules are generated for it. */
  readonly stepMs: number;
  readonly scrape: { readonly everyMs: number; readonly phaseMs: number };
  /** Sorted. */
  readonly sites: readonly string[];
  /** Those whose rules are loaded, the drill's own first. */
  readonly instances: readonly Instance[];
  readonly targets: readonly TargetGroup[];
  readonly courses: readonly Course[];
  readonly expectations: readonly Expectation[];
  /** The objective of values and plots, where there is one. */
  readonly objective: Objective | undefined;
  readonly variants: readonly Variant[];
  /** What happens to Prometheus itself, by time; only a running one has them. */
  readonly interruptions: readonly Interruption[];
  readonly incident: Incident | undefined;
  /** Proposed metrics that count as exported here, sorted; not all need be proposed any more. */
  readonly supposed: readonly string[];
  /** Those of them that are not exported today. */
  readonly needs: readonly string[];
}

/** `stopped`: ended in good order and started again. `killed`: by force. `paused`: alive, and without any time to compute. */
export const INTERRUPTIONS = ['stopped', 'killed', 'paused'] as const;

export interface Interruption {
  readonly kind: (typeof INTERRUPTIONS)[number];
  readonly atMs: number;
  readonly untilMs: number;
}

/** An incident of the past that a drill repeats. */
export interface Incident {
  /** The failure begins. */
  readonly fromMs: number;
  /** How long it took then until somebody knew; `never` where nobody was told. */
  readonly told: number | 'never' | 'unknown';
}

/** A drill that is not run: it rests on metrics that nothing exports. */
export interface Wanting {
  readonly name: string;
  readonly description: string | undefined;
  readonly metrics: readonly string[];
}

/** How much later than written scrapes and bursts come. */
export interface Variant {
  readonly scrapesMs: number;
  readonly burstsMs: number;
}

/**
 * `failing`: scrapes fail, the process lives on. `down`: it is dead, and begins anew. `unseen`: nobody scrapes it.
 * `gone`: it is not discovered any more, and begins anew.
 */
export type TargetState = 'up' | 'failing' | 'down' | 'unseen' | 'gone';

export interface TargetGroup {
  readonly name: string | undefined;
  readonly instance: Instance;
  readonly sites: readonly string[];
  readonly pods: number;
  readonly life: Timeline<{ readonly state: TargetState; readonly labels: Labels }>;
  readonly restartsMs: readonly number[];
}

/** What events, or one metric, of an instance do over time. */
export interface Course {
  readonly instance: Instance;
  readonly sites: readonly string[];
  /** Name of the only targets it is on. */
  readonly on: string | undefined;
  readonly contributions: readonly Contribution[];
  /** Whether counters are exported from the start, at 0, or with their first event. */
  readonly bornAtStart: boolean;
  readonly state: Timeline<CourseState>;
  /** All that are ever in its state. */
  readonly bursts: readonly Burst[];
}

export interface CourseState {
  readonly perSecond: number;
  /** Share of bad events. */
  readonly errors: number;
  /** Of a gauge. */
  readonly value: number | undefined;
  readonly exported: boolean;
  readonly burst: Burst | undefined;
}

/** What one good and one bad event add to a series; a gauge takes the value of the course. */
export interface Contribution {
  readonly metric: string;
  readonly labels: Labels;
  readonly perGood: number;
  readonly perBad: number;
  /** Exported with the first event of any kind, as the buckets of a histogram are. */
  readonly withAny: boolean;
}

export interface Burst {
  readonly events: number;
  readonly bad: number;
  readonly everyMs: number | undefined;
  /** The first one. */
  readonly fromMs: number;
}

/** Alerts by what they are about. */
export interface AlertChoice {
  /** Undefined for both. */
  readonly level: Level | undefined;
  readonly hazard: string | undefined;
}

interface Expected {
  readonly instance: Instance;
  readonly sites: readonly string[];
  readonly objective: Objective | undefined;
  readonly labels: Labels;
  readonly at: Location;
  /** The moment it is about, as written: `by 1h3m`. */
  readonly when: string;
}

/** Both ends belong to the span; one moment has equal ends. */
export type Expectation =
  | (Expected & { readonly kind: 'firing'; readonly mode: 'sometime' | 'throughout'; readonly alerts: AlertChoice; readonly fromMs: number; readonly untilMs: number })
  | (Expected & { readonly kind: 'quiet'; readonly alerts: AlertChoice; readonly fromMs: number; readonly untilMs: number })
  | (Expected & ExpectedValue);

export interface ExpectedValue {
  readonly kind: 'value';
  readonly value: 'total' | 'bad' | 'ratio' | 'remaining';
  /** In milliseconds, or the objective's whole period. */
  readonly window: number | 'period';
  readonly atMs: number;
  /** Undefined where there must be none. */
  readonly is: number | undefined;
  /** As written: `0.1%`. */
  readonly isText: string;
  readonly tolerance: number;
}
