import type { CourseState } from '../drill/scenario.ts';
import type { Change } from '../drill/timeline.ts';
import { HOUR, MINUTE } from '../model/duration.ts';
import { wholeWindowMs } from '../model/windows.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { recordedLabels, windowName } from '../rules/series.ts';
import { alertsOf } from './budget-test.ts';
import { inputSeries, SILENT, siteOf, type Cast, type Life, type Play } from './cast.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, up } from './grid.ts';

/** Events of the burst with which counters are born, half of them bad. */
const BORN = 1000;
const RATE = 100;
/** A part of the targets is told as down after half an hour and its own patience. */
const PARTLY_MS = 48 * MINUTE;

/** The test of everything that is not there: an idle service, counters that are born, targets that die, series that end. */
export function absenceTest(cast: Cast, file: RuleFile): RuleTest | undefined {
  if (cast.parts.length === 0 && alertsOf(file).every(({ alert }) => !alert.endsWith('TargetDown'))) return undefined;
  const { model, instance } = cast;
  const { settings } = model;
  const site = siteOf(settings, instance);
  const step = coarseMs(settings.evaluationIntervalMs);
  const alerts = alertsOf(file).filter(({ labels }) => site === undefined || (labels[settings.labels.site] ?? site) === site);
  const down = alerts.find(({ alert }) => alert.endsWith('TargetDown'));
  const partly = alerts.find(({ alert }) => alert.endsWith('TargetPartlyDown'));
  const absent = alerts.filter(({ alert }) => alert.endsWith('SeriesAbsent'));
  const expectations: Expectation[] = [];
  const says = (rule: AlertingRule | undefined, fires: boolean, atMs: number): void => {
    if (rule !== undefined) expectations.push(alertIs(settings, rule, fires, atMs, site));
  };
  const changes: Change<CourseState>[] = [];
  const first: Life['changes'][number][] = [];
  const second: Life['changes'][number][] = [];

  // Nothing comes: a target that answers is not dead, and no ratio is burnt.
  const idleMs = 5 * step;
  for (const rule of alerts.filter((one) => !absent.includes(one) || patienceOf(one) > idleMs + step)) says(rule, false, idleMs);
  const bornMs = bornAt(cast, idleMs + step, step);
  let now = idleMs + 3 * step;
  if (bornMs !== undefined) {
    changes.push({ fromMs: bornMs.burstMs, untilMs: bornMs.seenMs, set: { burst: { events: BORN, bad: BORN / 2, everyMs: undefined, fromMs: bornMs.burstMs } } });
    expectations.push(...bornCounts(cast, bornMs.countedMs));
  }
  changes.push({ fromMs: now, untilMs: undefined, set: { perSecond: RATE } });
  now += 2 * step;

  if (down !== undefined) {
    second.push({ fromMs: now, untilMs: now + PARTLY_MS, set: { state: 'down' } });
    now += up(PARTLY_MS, step);
    says(partly, true, now);
    says(down, false, now);
    now += 5 * step;
    says(partly, false, now);
    const patienceMs = up(patienceOf(down), step);
    for (const life of [first, second]) life.push({ fromMs: now, untilMs: now + patienceMs + 4 * step, set: { state: 'down' } });
    if (patienceMs > 4 * step) says(down, false, now + patienceMs - 3 * step);
    says(down, true, now + patienceMs + 3 * step);
    for (const rule of absent) says(rule, false, now + patienceMs + 3 * step);
    now += patienceMs + 7 * step;
    says(down, false, now);
  }

  const longestMs = Math.max(0, ...absent.map(patienceOf));
  changes.push({ fromMs: now, untilMs: now + up(longestMs, step) + 4 * step, set: { exported: false } });
  for (const rule of absent) {
    const patienceMs = up(patienceOf(rule), step);
    if (patienceMs > 4 * step) says(rule, false, now + patienceMs - 3 * step);
    says(rule, true, now + patienceMs + 3 * step);
  }
  says(down, false, now + up(longestMs, step) + 3 * step);
  now += up(longestMs, step) + 8 * step;
  for (const rule of absent) says(rule, false, now);

  const plays = cast.parts.map((part): Play => ({ part, bornAtStart: false, first: SILENT, changes }));
  const lives: readonly Life[] = down === undefined ? [{ pods: 1, changes: [] }] : [{ pods: 1, changes: first }, { pods: 1, changes: second }];
  return {
    name: `${instance.name}: idle is not dead, counters are born with their first event, targets die and series end`,
    ...inputSeries(cast, plays, lives, now),
    expectations: expectations.sort((a, b) => a.atMs - b.atMs),
  };
}

function patienceOf({ forMs, heldMs }: AlertingRule): number {
  return forMs ?? heldMs ?? 0;
}

interface Birth {
  readonly burstMs: number;
  readonly seenMs: number;
  readonly countedMs: number;
}

/** Moments of a burst that one evaluation of the test counts: first seen by a scrape of its own interval, less the time-out. */
function bornAt({ model, instance }: Cast, fromMs: number, step: number): Birth | undefined {
  if (instance.contract.target === undefined) return undefined;
  const { scrapeIntervalMs, scrapeTimeoutMs, evaluationIntervalMs } = model.settings;
  const seenMs = Math.floor((fromMs + step - scrapeTimeoutMs) / scrapeIntervalMs) * scrapeIntervalMs;
  const isCounted = seenMs > fromMs + step - scrapeTimeoutMs - evaluationIntervalMs;
  return isCounted ? { burstMs: seenMs - scrapeIntervalMs / 2, seenMs, countedMs: fromMs + step } : undefined;
}

/** All of a counter counts that is born while its target is scraped. */
function bornCounts({ model, instance, parts }: Cast, atMs: number): readonly Expectation[] {
  const site = siteOf(model.settings, instance);
  const hourMs = wholeWindowMs(HOUR, model.settings.evaluationIntervalMs);
  return parts.flatMap(({ objective }) => {
    if (objective === undefined) return [];
    const labels = { ...recordedLabels(instance, objective), ...(site === undefined ? {} : { [model.settings.labels.site]: site }) };
    const text = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ');
    return (['total', 'bad'] as const).map((counted): Expectation => ({ atMs, expr: `sum(${windowName(counted, hourMs)}{${text}})`, samples: [{ labels: '{}', value: counted === 'bad' ? BORN / 2 : BORN }] }));
  });
}
