import type { CourseState } from '../drill/scenario.ts';
import type { Change } from '../drill/timeline.ts';
import { DAY, HOUR, SECOND } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { minus, ONE, toNumber } from '../model/rational.ts';
import { Course, type Segment } from '../simulate/course.ts';
import { BUDGET_REMAINING, periodName } from '../rules/period.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { incrementName } from '../rules/series.ts';
import { burnCourse, type BurnCourse } from './burn-course.ts';
import { inputSeries, SILENT, siteOf, type Cast, type Play } from './cast.ts';
import { alertIs, between, holds, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, seenBy, up } from './grid.ts';
import { allIsRecorded, ofObjective, strangers } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';

/** A rolling period knows its own length to a part of itself; see docs/rules.md. */
const KNOWN_PARTS = 120;

/** A count may differ by so many whole events, and by this share. */
const [ROUNDED, UNSURE] = [5, 0.01];

/** The test of burn-rate and probe alerts: errors that each row must tell, pauses, and good events. */
export function budgetTest(cast: Cast, file: RuleFile): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const site = siteOf(settings, instance);
  // What no series are known of is played by its increments.
  const objectives = [...cast.parts.flatMap(({ objective }) => objective ?? []), ...cast.unplayed];
  const played = objectives.flatMap((objective) => {
    const course = burnCourse(objective, settings, cast.unplayed.includes(objective) ? 'parts' : 'events');
    return course === undefined ? [] : [{ objective, course }];
  });
  const [longest] = [...played].sort((a, b) => b.course.durationMs - a.course.durationMs);
  if (longest === undefined) return undefined;
  const { durationMs } = longest.course;
  const alerts = alertsOf(file);
  const plays = cast.parts.map((part): Play => {
    const { course } = played.find(({ objective }) => objective === part.objective) ?? longest;
    return { part, bornAtStart: true, first: SILENT, changes: changesOf(course.segments) };
  });
  const rate = Math.max(...played.map(({ course }) => course.rate));
  const { intervalMs, series } = inputSeries(cast, { plays, lives: [{ pods: 1, changes: [] }], durationMs, rate });
  const expectations = played.flatMap(({ objective, course }): readonly Expectation[] => [
    ...course.checks.flatMap(({ atMs, level, fires }) => burnAlertsOf(alerts, objective, settings.labels.objective, settings.severities[level], settings.labels.severity).map((rule) => alertIs(settings, rule, fires, atMs, site))),
    ...probeChecks(cast, objective, course, alerts),
    ...remaining(cast, objective, course),
    ...(cast.unplayed.includes(objective) ? [] : periodCounts(cast, objective, course)),
  ]);
  const isWhole = cast.unplayed.length === 0;
  const last = isWhole ? [allIsRecorded(file, instance, settings, up(durationMs, coarseMs(settings.evaluationIntervalMs)) - coarseMs(settings.evaluationIntervalMs))] : [];
  return {
    name: `${instance.name}: rows of a policy tell their errors, go on while nothing comes, and end with good events`,
    intervalMs,
    series: [...series, ...played.flatMap(({ objective, course }) => (cast.unplayed.includes(objective) ? givenSeries(cast, objective, course, intervalMs) : [])), ...strangers(file, instance, settings, Math.ceil(durationMs / intervalMs))],
    expectations: [...expectations, ...last].sort((a, b) => a.atMs - b.atMs),
  };
}

/** The alerting rules of a file. */
export function alertsOf(file: RuleFile): readonly AlertingRule[] {
  return file.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule] : [])));
}

/** The burn-rate alerts of an objective's level. */
export function burnAlertsOf(alerts: readonly AlertingRule[], { name }: Objective, objectiveLabel: string, severity: string, severityLabel: string): readonly AlertingRule[] {
  return alerts.filter(({ labels, alert }) => labels[objectiveLabel] === name && labels[severityLabel] === severity && /Burn(?:Page|Ticket)$/.test(alert));
}

/** A segment begins a new state for good. */
function changesOf(segments: readonly Segment[]): readonly Change<CourseState>[] {
  let now = 0;
  return segments.map(({ forMs, rate, errorRatio }) => {
    const fromMs = now;
    now += forMs;
    return { fromMs, untilMs: undefined, set: { perSecond: rate, errors: errorRatio } };
  });
}

/**
 * The increments of an objective that counts time, or by a query of its own: those between the evaluations of the test. At these
 * nothing may be found, or rules would record of it what contradicts the next.
 */
function givenSeries(cast: Cast, objective: Objective, { segments }: BurnCourse, intervalMs: number): RuleTest['series'] {
  const { evaluationIntervalMs } = cast.model.settings;
  const step = coarseMs(evaluationIntervalMs);
  const values = (of: (segment: Segment) => number): string => {
    const all: Stretch[] = [];
    let now = 0;
    for (const segment of segments) {
      const endMs = now + segment.forMs;
      if (segment.rate === 0) all.push({ untilMs: endMs, value: undefined });
      else for (; now < endMs; now += step) all.push({ untilMs: now + intervalMs, value: undefined }, { untilMs: Math.min(now + step, endMs), value: Number(((of(segment) * evaluationIntervalMs) / SECOND).toPrecision(9)) });
      now = endMs;
    }
    return stretches(intervalMs, [...all, { untilMs: now + intervalMs, value: undefined }]);
  };
  const labels = ofObjective(cast, objective);
  return [
    { series: named(incrementName('total'), labels), values: values(({ rate }) => rate) },
    { series: named(incrementName('bad'), labels), values: values(({ rate, errorRatio }) => rate * errorRatio) },
  ];
}

/** A probe that sends nothing is told once the shortest window is empty, and not while it sends. */
function probeChecks({ model, instance }: Cast, objective: Objective, course: BurnCourse, alerts: readonly AlertingRule[]): readonly Expectation[] {
  const { settings } = model;
  const silent = alerts.find(({ alert, labels }) => alert.endsWith('ProbeSilent') && labels[settings.labels.objective] === objective.name);
  if (silent === undefined) return [];
  const site = siteOf(settings, instance);
  return [alertIs(settings, silent, false, course.firstErrors.untilMs, site), alertIs(settings, silent, true, course.firstErrors.judgedMs, site)];
}

/** What is left of the budget after the first errors, as far as the time that the rules have run for is known. */
function remaining(cast: Cast, objective: Objective, { firstErrors }: BurnCourse): readonly Expectation[] {
  const { period } = objective;
  const lengthMs = nominalPeriodMs(period);
  const { judgedMs, ratio } = firstErrors;
  // At the beginning of a test it is the first of January.
  const isYoung = judgedMs < Math.max(HOUR, period.kind === 'rolling' ? lengthMs / KNOWN_PARTS : 0);
  if (isYoung || (period.kind === 'quarter' && period.firstMonth !== 1) || lengthMs < 2 * DAY) return [];
  const spent = `(1 - ${named(BUDGET_REMAINING, ofObjective(cast, objective))})`;
  const expected = (ratio / toNumber(minus(ONE, objective.target))) * (judgedMs / lengthMs);
  return [holds(`count(${spent} > ${digits(expected / 2)} < ${digits(expected * 3)})`, up(judgedMs, coarseMs(cast.model.settings.evaluationIntervalMs)))];
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** What a period counts: its full hours, and what each evaluation has seen since the last of them. */
function periodCounts(cast: Cast, objective: Objective, { segments, durationMs, firstErrors }: BurnCourse): readonly Expectation[] {
  const { settings } = cast.model;
  const { evaluationIntervalMs } = settings;
  const step = coarseMs(evaluationIntervalMs);
  if (HOUR % step !== 0) return [];
  const course = new Course(segments);
  const isAbout = (side: 'total' | 'bad', atMs: number): Expectation => {
    let count = 0;
    for (let at = step; at <= atMs; at += step) count += course.eventsAt(seenBy(settings, at))[side] - course.eventsAt(seenBy(settings, at - evaluationIntervalMs))[side];
    return between(named(periodName(side), ofObjective(cast, objective)), count - ROUNDED - UNSURE * count, count + ROUNDED + UNSURE * count, atMs);
  };
  const afterHours = Array.from({ length: Math.floor((durationMs - step) / HOUR) }, (_, hour) => (hour + 1) * HOUR + step);
  return [Math.min(HOUR - step, firstErrors.judgedMs), ...afterHours].flatMap((atMs) => [isAbout('total', atMs), isAbout('bad', atMs)]);
}
