import { DAY, HOUR, SECOND } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { minus, ONE, toNumber } from '../model/rational.ts';
import { wholeWindowMs } from '../model/windows.ts';
import { BUDGET_REMAINING, EXPECTED_TOTAL, PERIOD_START, periodName } from '../rules/period.ts';
import { RECORDED_INSTANCE, windowName } from '../rules/series.ts';
import { LEAST, USUAL } from '../rules/traffic-records.ts';
import type { Cast } from './cast.ts';
import { between, type Expectation, type RuleTest } from './expectation.ts';
import { up } from './grid.ts';
import { ofObjective, ofSite } from './recorded.ts';
import { named, stretches } from './values.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** Events of an hour. */
const HOURLY = 1_000_000;
/** Of the budget of a period so much is spent. */
const SPENT = 0.5;
/** Hours at the ends of a period that may belong to it. */
const UNSURE = 2;
/** A share of what a young period expects. */
const LEAST_KNOWN = 0.7;
/** Calendar periods are judged within January 1970, where tests begin. */
const IN_JANUARY_MS = 20 * DAY;
const JANUARY_MS = 31 * DAY;
const QUARTER_FROM_JANUARY_MS = 90 * DAY;

/** Least rates of days, and what is usual on them: two weeks are known on the fifteenth. */
const LEAST_OF_DAYS: readonly { readonly untilDay: number; readonly perSecond: number }[] = [
  { untilDay: 1, perSecond: 200 },
  { untilDay: 2, perSecond: 500 },
  { untilDay: 7, perSecond: 100 },
  { untilDay: 17, perSecond: 300 },
];
const USUAL_ON_DAYS: readonly { readonly day: number; readonly perSecond: number }[] = [
  // Half of yesterday's, last week's, the more of two weeks': of the last one, and of the one before.
  { day: 1, perSecond: 100 },
  { day: 7, perSecond: 200 },
  { day: 14, perSecond: 300 },
  { day: 15, perSecond: 500 },
];

/** What is known after weeks only: the counts and the budget of a period, and what is usual. Hours are given. */
export function periodTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const hourMs = wholeWindowMs(HOUR, model.settings.evaluationIntervalMs);
  if (hourMs !== HOUR) return undefined;
  const judged = instance.objectives.map((objective) => ({ objective, ...judgedAt(objective) }));
  const endMs = Math.max(...judged.map(({ atMs }) => atMs), instance.traffic === undefined ? 0 : 16 * DAY);
  const series: RuleTest['series'][number][] = judged.flatMap(({ objective, atMs, startsBeforeMs, lengthMs }) => {
    const labels = ofObjective(cast, objective);
    const bad = HOURLY * SPENT * toNumber(minus(ONE, objective.target));
    const { period } = objective;
    return [
      { series: named(windowName('total', hourMs), labels), values: stretches(hourMs, [{ untilMs: endMs + hourMs, value: HOURLY }]) },
      { series: named(windowName('bad', hourMs), labels), values: stretches(hourMs, [{ untilMs: endMs + hourMs, value: bad }]) },
      // The rules have run all the time. The first of January is the zeroth second.
      ...(lengthMs === undefined ? [] : [{ series: named(PERIOD_START, startLabels(cast, objective)), values: stretches(hourMs, [{ untilMs: atMs + hourMs, ...(period.kind === 'rolling' ? { value: -startsBeforeMs / SECOND, by: hourMs / SECOND } : { value: 0 }) }]) }]),
    ];
  });
  const expectations = judged.flatMap((one): readonly Expectation[] => budget(cast, one));
  if (instance.traffic !== undefined) {
    const labels = { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name };
    series.push({ series: named(LEAST, labels), values: stretches(hourMs, LEAST_OF_DAYS.map(({ untilDay, perSecond }) => ({ untilMs: untilDay * DAY, value: perSecond }))) });
    series.push({ series: named(LEAST, { ...labels, [RECORDED_INSTANCE]: 'stranger' }), values: stretches(hourMs, [{ untilMs: endMs, value: 1 }]) });
    expectations.push(...USUAL_ON_DAYS.map(({ day, perSecond }) => between(named(USUAL, labels), perSecond, perSecond, day * DAY)));
  }
  return { name: `${instance.name}: a period counts all of its hours, and what is usual is known after weeks`, intervalMs: hourMs, series, expectations: expectations.sort((a, b) => a.atMs - b.atMs) };
}

/** The start of a period is of no site. */
function startLabels(cast: Cast, objective: Objective): Readonly<Record<string, string>> {
  const where = ofSite(cast);
  return Object.fromEntries(Object.entries(ofObjective(cast, objective)).filter(([label]) => !Object.hasOwn(where, label)));
}

interface Judged {
  readonly atMs: number;
  /** How long before a moment the period began. */
  readonly startsBeforeMs: number;
  /** Length of the period that the moment is in; undefined where it began before the test. */
  readonly lengthMs: number | undefined;
}

function judgedAt({ period }: Objective): Judged {
  switch (period.kind) {
    case 'rolling':
      return { atMs: up(period.ms, COARSE_STEP_MS) + COARSE_STEP_MS, startsBeforeMs: period.ms, lengthMs: period.ms };
    case 'month':
      return { atMs: IN_JANUARY_MS, startsBeforeMs: IN_JANUARY_MS, lengthMs: JANUARY_MS };
    case 'quarter':
      return { atMs: IN_JANUARY_MS, startsBeforeMs: IN_JANUARY_MS, lengthMs: period.firstMonth % 3 === 1 ? QUARTER_FROM_JANUARY_MS : undefined };
  }
}

function budget(cast: Cast, { objective, atMs, startsBeforeMs, lengthMs }: Judged & { readonly objective: Objective }): readonly Expectation[] {
  const labels = ofObjective(cast, objective);
  const hours = startsBeforeMs / HOUR;
  const isWithin = (name: string, each: number, of: number): Expectation => between(named(name, labels), each * (of - UNSURE), each * (of + UNSURE), atMs);
  const bad = HOURLY * SPENT * toNumber(minus(ONE, objective.target));
  const counted = [isWithin(periodName('total'), HOURLY, hours), isWithin(periodName('bad'), bad, hours)];
  const start = objective.period.kind === 'quarter' && lengthMs === undefined ? [] : [between(named(PERIOD_START, startLabels(cast, objective)), (atMs - startsBeforeMs) / SECOND, (atMs - startsBeforeMs) / SECOND, atMs)];
  if (lengthMs === undefined) return counted;
  const young = objective.period.kind === 'rolling' ? expectedWhenYoung(cast, objective, lengthMs) : [];
  const spent = (SPENT * startsBeforeMs) / lengthMs;
  const unsure = (SPENT * UNSURE * HOUR) / Math.min(startsBeforeMs, lengthMs);
  return [...young, ...counted, ...start, isWithin(EXPECTED_TOTAL, HOURLY, lengthMs / HOUR), between(named(BUDGET_REMAINING, labels), 1 - spent - unsure, 1 - spent + unsure, atMs)];
}

/** Events that are expected of a rolling period when a tenth of it is known: as many as of all, or a few less, since never too little is known. */
function expectedWhenYoung(cast: Cast, objective: Objective, lengthMs: number): readonly Expectation[] {
  const atMs = up(lengthMs / 10, COARSE_STEP_MS);
  const all = (HOURLY * lengthMs) / HOUR;
  return [between(named(EXPECTED_TOTAL, ofObjective(cast, objective)), all * LEAST_KNOWN, all * (1 + UNSURE / 24), atMs)];
}
