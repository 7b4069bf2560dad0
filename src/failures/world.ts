import type { Labels } from '../drill/scenario.ts';
import { podLabels } from '../drill/target-labels.ts';
import { DAY, HOUR, MINUTE } from '../model/duration.ts';
import type { Instance, Model, Objective } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { DEFAULT_MINIMUM, USUAL_NEEDS_MS } from '../model/traffic.ts';
import type { Failure } from '../obligations/failure.ts';
import { seriesOfMetric, seriesOfObjective } from './counted-series.ts';
import type { Flow, Stretch } from './flow.ts';
import { PODS, podSeries, type Course } from './pod-series.ts';

/** A series as it is scraped: at every multiple of the scrape interval between two moments. */
export interface WorldSeries {
  readonly metric: string;
  readonly labels: Labels;
  /** Whether it is exported at a moment. */
  readonly exists: (atMs: number) => boolean;
  readonly valueAt: (atMs: number) => number;
  /** The time around a moment in which it is there, or is not there, throughout, and its value is a linear function of time; both ends included. */
  readonly stretch: (atMs: number) => { readonly fromMs: number; readonly untilMs: number };
  /** Of what comes in bursts: how often, in milliseconds, and the time around a moment in which it does nothing else, if it is in one. */
  readonly bursts?: { readonly everyMs: number; readonly stretch: (atMs: number) => { readonly fromMs: number; readonly untilMs: number } | undefined };
  /** Everything that existence and values depend on: series of one course behave alike. */
  readonly course: string;
}

/** Everything that the sites of a project export in the course of a failure; all was well until its onset. */
export interface World {
  readonly onsetMs: number;
  /** From then on all is well again; undefined where the failure lasts. */
  readonly endMs?: number;
  /** Series by site. */
  readonly sites: ReadonlyMap<string, readonly WorldSeries[]>;
}

export type WorldOr = { readonly kind: 'world'; readonly world: World } | { readonly kind: 'unknown'; readonly why: string };

/** Somewhat more comes than the least, or the loss of one event in a hundred would be told as a drop of traffic. */
const ABOVE_LEAST = 1.5;
/** Traffic that is said to stop or drop is a few times what is always there. */
const BUSY = 4;
/** Bad events of a partial failure, in units of what a row asks for. */
const TIMES_ENOUGH = 2;
/** Events of a stream come this often within its longest gap. */
const STREAM_EVENTS = 4;
/** Events of a burst of a probe. */
const PROBE_EVENTS = 10;

/** Who fails, where, and how. */
export interface WorldCase {
  readonly instance: Instance;
  /** The site that fails; `*` for all. */
  readonly site: string;
  readonly failure: Failure;
  /** The bad value that failing events have, of which the contract lists several. */
  readonly given: Labels;
  /** How long it fails at least, in milliseconds; for good unless given. */
  readonly lastsMs?: number;
}

/** Events a second that come to one site, at least: a share of the declared minimum, or one. */
function leastPerSecond(instance: Instance): number {
  const declared = instance.traffic?.minimumPerSecond;
  return declared === undefined ? toNumber(DEFAULT_MINIMUM) : toNumber(declared) / instance.sites.length;
}

/** What the series of an instance do in the course of a failure, from inventory and contract alone. */
export function worldOf({ settings }: Pick<Model, 'settings'>, { instance, site, failure, given, lastsMs }: WorldCase): WorldOr {
  const everyMs = settings.scrapeIntervalMs;
  const historyMs = historyOf(instance, failure);
  // Just after a scrape: no failure takes longer to be seen.
  const onsetMs = Math.ceil(historyMs / everyMs) * everyMs + 1;
  const endMs = lastsMs === undefined ? Infinity : endOf(failure, onsetMs + lastsMs, everyMs);
  const sites = new Map<string, readonly WorldSeries[]>();
  for (const [ordinal, one] of instance.sites.entries()) {
    const fails = site === '*' || site === one;
    const courses = coursesOf(instance, { failure: fails ? failure : undefined, given, isBusy: failure.kind === 'less-comes' });
    if (courses.kind === 'unknown') return courses;
    const series: WorldSeries[] = [];
    for (let pod = 0; pod < PODS; pod++) series.push(...podSeries(podLabels(settings, instance, one, ordinal * PODS + pod + 1), courses.courses, { onsetMs, endMs, failure: fails ? failure : undefined, scrapeMs: everyMs }));
    sites.set(one, series);
  }
  return { kind: 'world', world: { onsetMs, ...(lastsMs === undefined ? {} : { endMs }), sites } };
}

/** The end of a failure that lasts at least until a moment: just after a scrape, too; of what has stopped, as soon as the next event comes. */
function endOf(failure: Failure, leastMs: number, scrapeMs: number): number {
  const periodMs = failure.kind === 'stream-stops' ? streamPeriodMs(failure.longestGapMs) : failure.kind === 'probe-stops' ? failure.objective.everyMs : undefined;
  return periodMs === undefined ? Math.ceil(leastMs / scrapeMs) * scrapeMs + 1 : Math.ceil(leastMs / periodMs) * periodMs - 1;
}

/** All was well for as long as anything looks back. */
function historyOf({ objectives }: Instance, failure: Failure): number {
  if (failure.kind === 'less-comes') return USUAL_NEEDS_MS + HOUR;
  const windows = objectives.flatMap(({ rows }) => rows.map(({ longMs }) => longMs));
  return failure.kind === 'stream-stops' ? Math.max(HOUR, 2 * failure.longestGapMs) : Math.max(HOUR, ...windows) + 10 * MINUTE;
}

type Courses = { readonly kind: 'courses'; readonly courses: readonly Course[] } | { readonly kind: 'unknown'; readonly why: string };

interface Here {
  /** What fails on the site, if anything does. */
  readonly failure: Failure | undefined;
  readonly given: Labels;
  /** Whether usual traffic is a few times the least: on all sites, or what is left on the others would be too little for the whole. */
  readonly isBusy: boolean;
}

function coursesOf(instance: Instance, { failure, given, isBusy }: Here): Courses {
  const { contract, objectives } = instance;
  const failing = failure !== undefined && 'objective' in failure ? failure.objective : undefined;
  const isBorn = (metric: string): boolean => contract.metrics.get(metric)?.bornAtStart === true;
  const courses: Course[] = [];
  const taken = new Set<string>();
  const ordered = failing === undefined ? objectives : [failing, ...objectives.filter((one) => one !== failing)];
  for (const objective of ordered) {
    const made = seriesOfObjective(instance, objective, objective === failing ? given : {});
    if (made.kind === 'unknown') {
      if (objective === failing) return { kind: 'unknown', why: made.why };
      continue;
    }
    const names = made.kind === 'gauge' ? [made.metric] : made.contributions.map(({ metric }) => metric);
    if (names.some((name) => taken.has(name))) continue;
    for (const name of names) taken.add(name);
    if (made.kind === 'gauge') courses.push({ ...made, before: made.good, after: failure?.kind === 'events-fail' && objective === failing ? 1 - made.good : made.good });
    else courses.push({ kind: 'events', flow: flowOf(instance, objective, { failure, isFailing: objective === failing, isBusy }), contributions: made.contributions, bornAtStart: isBorn });
  }
  const others = [...contract.metrics].filter(([name, metric]) => metric.proposed === undefined && ![...taken].some((one) => one === name || one.replace(/_(bucket|count|sum)$/, '') === name));
  const { before, after } = flowOf(instance, undefined, { failure, isFailing: false, isBusy });
  const share = failure?.kind === 'events-fail' ? failure.share : 0;
  courses.push({ kind: 'events', flow: { before, after: { ...after, errors: share }, everyMs: undefined }, contributions: others.flatMap(([name, metric]) => seriesOfMetric(name, metric)), bornAtStart: isBorn });
  courses.push(...streamCourses(instance, failure));
  return { kind: 'courses', courses };
}

interface Failing {
  /** What fails on the site, if anything does. */
  readonly failure: Failure | undefined;
  /** Whether it fails in what this objective counts. */
  readonly isFailing: boolean;
  readonly isBusy: boolean;
}

/** What comes to an instance on one site, of what an objective counts; or, without one, of all else. */
export function flowOf(instance: Instance, objective: Objective | undefined, { failure, isFailing, isBusy }: Failing): Flow {
  const everyMs = objective?.everyMs;
  const least = leastPerSecond(instance);
  const usual = everyMs !== undefined ? (PROBE_EVENTS * 1000) / everyMs : isBusy ? BUSY * Math.max(least, toNumber(DEFAULT_MINIMUM)) : ABOVE_LEAST * least;
  const before: Stretch = { perSecond: Math.max(usual, failure?.kind === 'events-fail' && everyMs === undefined ? telling(failure) : 0), errors: 0 };
  return { before, after: after(), everyMs };

  function after(): Stretch {
    switch (failure?.kind) {
      case 'events-fail':
        return isFailing || everyMs === undefined ? { perSecond: before.perSecond, errors: isFailing ? failure.share : 0 } : before;
      case 'slow':
        return { perSecond: usual, errors: isFailing ? 1 : 0 };
      case 'probe-fails':
        return { perSecond: usual, errors: isFailing ? 1 : 0 };
      case 'probe-stops':
        return isFailing ? { perSecond: 0, errors: 0 } : before;
      case 'less-comes':
        return everyMs === undefined ? { perSecond: usual * failure.share, errors: 0 } : before;
      case 'series-end':
      case 'targets-end':
      case 'stream-stops':
      case 'rules-missing':
      case 'stranger':
      case 'silence':
      case undefined:
        return before;
    }
  }
}

/**
 * Events a second with which a failure that is less than total makes enough bad events for a row to tell. Where fewer come, chance and
 * failure look alike, and a total outage is all that can be promised.
 */
function telling({ objective, share }: Extract<Failure, { kind: 'events-fail' }>): number {
  if (share >= 1) return 0;
  const needed = objective.rows.flatMap(({ minimumBad, longMs }) => (minimumBad === undefined ? [] : [(TIMES_ENOUGH * minimumBad * 1000) / (share * longMs)]));
  return needed.length === 0 ? 0 : Math.min(...needed);
}

/** Declared streams, each for itself: some events within its longest gap. */
function streamCourses({ streams }: Instance, failure: Failure | undefined): readonly Course[] {
  if (streams === undefined) return [];
  const { counter, label, declared } = streams;
  const metric = counter.selector.metric ?? '';
  return declared.map(({ name, longestGapMs }): Course => {
    const everyMs = streamPeriodMs(longestGapMs);
    const before: Stretch = { perSecond: 1000 / everyMs, errors: 0 };
    const stops = failure?.kind === 'stream-stops' && failure.stream === name;
    return { kind: 'events', flow: { before, after: stops ? { perSecond: 0, errors: 0 } : before, everyMs }, contributions: [{ metric, labels: { [label]: name }, perGood: 1, perBad: 1, withAny: false }], bornAtStart: () => false };
  });
}

/** Between two events of a stream, in milliseconds. */
function streamPeriodMs(longestGapMs: number): number {
  return Math.max(MINUTE, Math.min(DAY, Math.floor(longestGapMs / STREAM_EVENTS)));
}
