import type { Plot } from '../drill/jobs.ts';
import { commonDivisor } from '../model/intervals.ts';
import type { PromtoolVerdict, Sample } from '../drill/promtool-report.ts';
import { firingExpr, ratioExpr, type Judge } from '../drill/questions.ts';
import { putRecorded } from '../drill/recorded-samples.ts';
import { Samples, seriesText } from '../drill/samples.ts';
import { testFileText, type Observation } from '../drill/test-file.ts';
import { scrapeOf } from '../failures/promtool-series.ts';
import type { WorldSeries } from '../failures/world.ts';
import { formatDuration } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import type { Labels } from '../routing/labels.ts';
import { windowName } from '../rules/series.ts';
import type { HazardCase } from './hazard-case.ts';
import { writtenRules } from './rule-files.ts';
import { joined, multiplesIn, type Span } from './spans.ts';
import type { Loaded, PlacedCase, Unit } from './unit.ts';

/** The test file among the files of a run. */
export const HAZARD_TEST = 'drill_test.yaml';
/** Points of a plot. */
const PLOTTED = 60;

/** One run of promtool: the rules of one Prometheus over the series of some failures. */
export interface HazardRun {
  /** The site whose Prometheus it is; `all-sites` for one that sees all. */
  readonly where: string;
  readonly files: Readonly<Record<string, string>>;
  /** The same test without observations, which passes where all is as claimed. */
  readonly standing: string;
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
}

/** What a site's Prometheus recorded, at some evaluations of the time line. */
export interface Recorded {
  readonly site: string;
  readonly at: readonly (readonly [atMs: number, samples: readonly Sample[]])[];
}

/** The run of a site's own Prometheus, for what it records. */
export function siteRun(unit: Unit, loaded: Loaded, settings: Settings): HazardRun {
  const names = new Set(loaded.rules.flatMap(({ kind, name }) => (kind === 'record' ? [name] : [])));
  const read = joined(unit.cases.flatMap(({ recorded, shiftMs }) => [...recorded].flatMap(([name, spans]) => (names.has(name) ? moved(spans, shiftMs) : []))));
  const asked = [...new Set(unit.cases.flatMap(({ recorded }) => [...recorded.keys()]))].filter((name) => names.has(name));
  const expr = recordedExpr(asked);
  const observations = multiplesIn(read, settings.evaluationIntervalMs).map((atMs) => ({ expr, atMs }));
  return assembled(unit, loaded, settings, { judges: [], observations, recorded: [] });
}

/** All series of some names. */
export function recordedExpr(names: readonly string[]): string {
  return `{__name__=~${JSON.stringify([...names].sort().join('|'))}}`;
}

/** The moments of the observations of a site's run, and what was seen at them. */
export function recordedBy(run: HazardRun, verdict: Extract<PromtoolVerdict, { kind: 'answered' }>): Recorded {
  return { site: run.where, at: run.observations.map(({ atMs }, index) => [atMs, verdict.seen[index] ?? []]) };
}

/** The run of the Prometheus that tells: which alerts fire at each evaluation that is looked at, then the points of plots. */
export function tellingRun(unit: Unit, settings: Settings, recorded: readonly Recorded[]): HazardRun {
  const firing = unit.cases.flatMap((one) => firingTimes(one, settings).map((atMs) => ({ expr: firingExpr(settings), atMs })));
  const plotted = unit.cases.flatMap(({ hazard, shiftMs }) => {
    const plot = plotOf(hazard, unit.tells, settings);
    return plot === undefined ? [] : plot.timesMs.map((atMs) => ({ expr: ratioExpr(settings, plot.instance, plot.objective, plot.row, plot.site), atMs: atMs + shiftMs }));
  });
  return assembled(unit, unit.tells, settings, { judges: unit.cases.flatMap((one) => judgesOf(one, settings)), observations: [...firing, ...plotted], recorded });
}

/** The evaluations at which a case is looked at, in the time of the test. */
export function firingTimes({ hazard, shiftMs }: PlacedCase, { evaluationIntervalMs }: Settings): readonly number[] {
  return multiplesIn(moved([hazard.judged], shiftMs), evaluationIntervalMs);
}

/** What an alert is held against, over the time that is looked at; none where the failure is of no objective, or nothing of it is recorded. In the world's time. */
export function plotOf({ cell, claim, judged }: HazardCase, { rules }: Loaded, { evaluationIntervalMs }: Settings): Plot | undefined {
  const { failure, told } = claim;
  if (!('objective' in failure) || cell.obligation.subject === undefined) return undefined;
  const { objective } = failure;
  const isRecorded = (longMs: number): boolean => rules.some(({ kind, name }) => kind === 'record' && name === windowName('bad', longMs));
  const row = objective.rows.find((one) => one.level === told.level && isRecorded(one.longMs)) ?? objective.rows.find(({ longMs }) => isRecorded(longMs));
  if (row === undefined) return undefined;
  const times = multiplesIn([judged], evaluationIntervalMs);
  const every = Math.max(1, Math.ceil(times.length / PLOTTED));
  return { instance: cell.obligation.subject, objective, row, site: cell.obligation.site, timesMs: times.filter((_, index) => index % every === 0) };
}

/** What the standing test asks: quiet before, firing an evaluation after it is claimed at the latest, and while the failure lasts; over at the end. */
function judgesOf({ hazard: { claim, judged, world, endMs, ending }, shiftMs }: PlacedCase, { evaluationIntervalMs }: Settings): readonly Judge[] {
  const firing = `ALERTS{alertname=${JSON.stringify(claim.told.rule.name)}, alertstate="firing"}`;
  const onGrid = (atMs: number): number => Math.floor((atMs + shiftMs) / evaluationIntervalMs) * evaluationIntervalMs;
  const beforeMs = onGrid(world.onsetMs);
  const fromMs = Math.max(0, judged.fromMs + shiftMs);
  return [
    ...(beforeMs > fromMs ? [{ expr: `count(count_over_time(${firing}[${formatDuration(beforeMs - fromMs)}]))`, atMs: beforeMs, value: undefined }] : []),
    ...[world.onsetMs + claim.told.firesMs + evaluationIntervalMs, endMs].map((atMs) => ({ expr: `clamp_max(count(${firing}), 1)`, atMs: onGrid(atMs), value: 1 })),
    ...(ending.kind === 'never' ? [] : [{ expr: `count(${firing})`, atMs: onGrid(judged.untilMs), value: undefined }]),
  ];
}

interface Asked {
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
  readonly recorded: readonly Recorded[];
}

function assembled(unit: Unit, loaded: Loaded, settings: Settings, { judges, observations, recorded }: Asked): HazardRun {
  const pieces = unit.cases.flatMap(({ hazard, spans, shiftMs }) => spans.map((span) => ({ hazard, span, shiftMs })));
  const tests: Parts = { judges, observations, put: (samples, intervalMs) => {
    for (const { site, at } of recorded) putRecorded(samples, at.map(([atMs, all]) => [atMs / intervalMs, all]), { [settings.labels.site]: site }, settings.evaluationIntervalMs / intervalMs);
  } };
  return runOf(loaded, settings, pieces, tests);
}

/** A stretch of a case's time, and where it lies on the time line of a test. */
export interface Piece {
  readonly hazard: HazardCase;
  readonly span: Span;
  /** Added to the world's time it gives that of the test. */
  readonly shiftMs: number;
}

/** What a run is made of beside rules and what is scraped. */
export interface Parts {
  readonly judges: readonly Judge[];
  readonly observations: readonly Observation[];
  /** Puts what other Prometheis recorded; a tick is `intervalMs`. */
  readonly put: (samples: Samples, intervalMs: number) => void;
  /** Told apart from other runs of the same Prometheus. */
  readonly part?: string;
  /** Between two evaluations; the project's own unless given. */
  readonly stepMs?: number;
}

/** A run of some rules over stretches of what is scraped, and what others recorded. */
export function runOf({ stage, rules }: Loaded, settings: Settings, pieces: readonly Piece[], { judges, observations, put, part, stepMs }: Parts): HazardRun {
  const { scrapeIntervalMs, evaluationIntervalMs } = settings;
  const intervalMs = commonDivisor(scrapeIntervalMs, evaluationIntervalMs);
  const samples = new Samples();
  const who = { site: stage.sees === 'site' ? stage.site : undefined, siteLabel: stage.sees === 'recorded' ? settings.labels.site : undefined };
  for (const { hazard, span, shiftMs } of inTurn(pieces)) for (const [series, more] of seriesSeen(hazard, who, rules)) putScrapes(samples, series, more, { span, shiftMs, everyMs: scrapeIntervalMs, intervalMs });
  put(samples, intervalMs);
  const { files, groups } = writtenRules(rules);
  const where = [stage.site ?? 'all-sites', ...(part === undefined ? [] : [part])].join('-');
  const parts = {
    name: where,
    ruleFiles: Object.keys(files),
    groups,
    stepMs: stepMs ?? evaluationIntervalMs,
    replay: { intervalMs, series: samples.written },
    externalLabels: stage.site === undefined ? {} : { [settings.labels.site]: stage.site },
    judges,
  };
  return { where, files: { ...files, [HAZARD_TEST]: testFileText({ ...parts, observations }) }, standing: testFileText({ ...parts, observations: [] }), judges, observations };
}

/** Stretches in the order of the time line: cases that share it are told in turns. */
export function inTurn(pieces: readonly Piece[]): readonly Piece[] {
  return [...pieces].sort((a, b) => a.span.fromMs + a.shiftMs - b.span.fromMs - b.shiftMs);
}

/** The series that a Prometheus scrapes or, where it reads those of all sites, that its rules name; each with the labels of its site. */
function* seriesSeen(hazard: HazardCase, { site, siteLabel }: { readonly site: string | undefined; readonly siteLabel: string | undefined }, rules: Loaded['rules']): Iterable<readonly [WorldSeries, Labels]> {
  const named = new Set(rules.flatMap(({ selectors }) => selectors.map(({ metric }) => metric ?? '')));
  for (const [one, series] of hazard.world.sites) {
    if (site !== undefined && one !== site) continue;
    for (const each of series) if (named.has('') || named.has(each.metric)) yield [each, siteLabel === undefined ? {} : { [siteLabel]: one }];
  }
}

/** A stretch of the world's time, and how it becomes ticks of a test. */
interface Scrapes {
  readonly span: Span;
  readonly shiftMs: number;
  readonly everyMs: number;
  readonly intervalMs: number;
}

function putScrapes(samples: Samples, series: WorldSeries, more: Labels, { span, shiftMs, everyMs, intervalMs }: Scrapes): void {
  const text = seriesText(series.metric, { ...series.labels, ...more });
  for (const atMs of multiplesIn([span], everyMs)) {
    const seen = scrapeOf(series, atMs, everyMs);
    const tick = (atMs + shiftMs) / intervalMs;
    if (seen === 'stale') samples.end(text, tick);
    else if (seen !== undefined) samples.put(text, tick, seen);
  }
}

function moved(spans: readonly Span[], byMs: number): readonly Span[] {
  return spans.map(({ fromMs, untilMs }) => ({ fromMs: fromMs + byMs, untilMs: untilMs + byMs }));
}
