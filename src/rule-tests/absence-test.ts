import type { CourseState } from '../drill/scenario.ts';
import { podLabels } from '../drill/target-labels.ts';
import type { Change } from '../drill/timeline.ts';
import { MINUTE, SECOND } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { EVALUATED } from '../rules/patience.ts';
import { incrementName, RECORDED_INSTANCE, recordedLabels } from '../rules/series.ts';
import { countedBy, INCREMENT } from '../rules/traffic-records.ts';
import { alertsOf } from './budget-test.ts';
import { inputSeries, SILENT, siteOf, type Cast, type Life, type Play } from './cast.ts';
import { alertIs, holds, patienceOf, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, seenBy, up } from './grid.ts';
import { strangers } from './recorded.ts';
import { named, stretches } from './values.ts';

const OTHER = 'other';
/** A pod whose address no other one has. */
const OTHER_POD = 200;
/** Events of the burst with which bad counters are born: half of them are bad. */
const BORN = 1000;
/** Events a second; each of two targets counts whole ones. */
const RATE = 120;
/** For so long of half an hour a target must be down until it is told at all. */
const MOSTLY_DOWN_MS = 22 * MINUTE;
/** A part of the targets is told as down after 24 minutes and its own patience. */
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
  // Each group says under its own name that it was evaluated.
  for (const { name, rules } of file.groups) {
    if (rules.some((rule) => rule.kind === 'record' && rule.record === EVALUATED)) expectations.push(holds(`count(${named(EVALUATED, { tocsin_group: name })})`, idleMs));
  }
  // Good counters are born; bad ones that were never there are none. Then bad ones are born, and a scrape is missed.
  const beginsMs = seenBy(settings, idleMs + step) - settings.scrapeIntervalMs;
  changes.push({ fromMs: beginsMs, untilMs: undefined, set: { perSecond: RATE } });
  let now = idleMs + 3 * step;
  const seenMs = seenBy(settings, now + 2 * step);
  const missedMs = seenBy(settings, now + 5 * step) - settings.scrapeIntervalMs;
  // Where scrapes are slower than evaluations, one may see nothing new.
  if ([idleMs + step, now, now + 2 * step].every((atMs) => seenBy(settings, atMs) > seenBy(settings, atMs - settings.evaluationIntervalMs))) {
    expectations.push(...counts(cast, now, { total: flow(settings, now), bad: 0 }));
    if (instance.contract.target !== undefined) {
      expectations.push(...counts(cast, idleMs + step, { total: (RATE * settings.scrapeIntervalMs) / SECOND, bad: 0 }));
      const burstMs = seenMs - settings.scrapeIntervalMs / 2;
      changes.push({ fromMs: burstMs, untilMs: seenMs, set: { burst: { events: BORN, bad: BORN / 2, everyMs: undefined, fromMs: burstMs } } });
      expectations.push(...counts(cast, now + 2 * step, { total: flow(settings, now + 2 * step) + BORN, bad: BORN / 2 }));
    }
    for (const life of [first, second]) life.push({ fromMs: missedMs, untilMs: missedMs + settings.scrapeIntervalMs, set: { state: 'failing' } });
    if (settings.scrapeIntervalMs === settings.evaluationIntervalMs) expectations.push(...counts(cast, now + 5 * step, { total: 2 * flow(settings, now + 5 * step), bad: 0 }));
  }
  now += 7 * step;

  const strangersFailUntilMs = now;
  if (down !== undefined) {
    says(partly, false, now);
    // It has been down for most of half an hour, and is told after its patience only.
    says(partly, false, now + up(MOSTLY_DOWN_MS, step));
    second.push({ fromMs: now, untilMs: now + PARTLY_MS, set: { state: 'down' } });
    now += up(PARTLY_MS, step);
    says(partly, true, now);
    says(down, false, now);
    now += 5 * step;
    says(partly, false, now);
    const patienceMs = up(patienceOf(down), step);
    // So long that nobody who takes others for ours would still wait.
    const downMs = up(Math.max(0, ...[down, ...absent].map(patienceOf)), step) + 4 * step;
    for (const life of [first, second]) life.push({ fromMs: now, untilMs: now + downMs, set: { state: 'down' } });
    if (patienceMs > step) says(down, false, now + patienceMs - step);
    says(down, true, now + patienceMs + 3 * step);
    for (const rule of absent) says(rule, false, now + downMs - step);
    now += downMs + 3 * step;
    says(down, false, now);
  }

  const longestMs = Math.max(0, ...absent.map(patienceOf));
  changes.push({ fromMs: now, untilMs: now + up(longestMs, step) + 4 * step, set: { exported: false } });
  // Series that no contract knows are never there.
  const isUnplayed = ({ labels }: AlertingRule): boolean => cast.unplayed.some(({ name }) => name === labels[settings.labels.objective]);
  for (const rule of absent) {
    const patienceMs = up(patienceOf(rule), step);
    if (patienceMs > step && !isUnplayed(rule)) says(rule, false, now + patienceMs - step);
    says(rule, true, now + patienceMs + 3 * step);
  }
  says(down, false, now + up(longestMs, step) + 3 * step);
  now += up(longestMs, step) + 8 * step;
  for (const rule of absent) says(rule, isUnplayed(rule), now);

  const plays = cast.parts.map((part): Play => ({ part, bornAtStart: false, first: SILENT, changes }));
  const lives: readonly Life[] = down === undefined ? [{ pods: 1, changes: first }] : [{ pods: 1, changes: first }, { pods: 1, changes: second }];
  const { intervalMs, series } = inputSeries(cast, { plays, lives, durationMs: now, rate: RATE });
  return {
    name: `${instance.name}: idle is not dead, counters are born with their first event, targets die and series end`,
    intervalMs,
    series: [...series, ...strangers(file, instance, settings, Math.ceil(now / intervalMs)), ...otherTargets(cast, intervalMs, strangersFailUntilMs, now)],
    expectations: expectations.sort((a, b) => a.atMs - b.atMs),
  };
}

/**
 * Targets that differ from those of the instance in one label of `up` each: dead while ours live, and alive when ours are dead,
 * so that a rule which takes them for ours tells of what is not, or does not tell of what is.
 */
function otherTargets({ model, instance }: Cast, intervalMs: number, deadUntilMs: number, untilMs: number): RuleTest['series'] {
  const { target } = instance.contract;
  const { up: own } = podLabels(model.settings, instance, instance.sites[0] ?? '', OTHER_POD);
  if (target === undefined || own === undefined) return [];
  const labels = [target.identityLabel, ...target.up.matchers.map(({ label }) => label)].filter((label) => label !== undefined);
  return [...new Set(labels)].map((label) => ({ series: named('up', { ...own, [label]: OTHER }), values: stretches(intervalMs, [{ untilMs: deadUntilMs, value: 0 }, { untilMs, value: 1 }]) }));
}

/** Events that an evaluation adds while they come evenly. */
function flow(settings: Settings, atMs: number): number {
  return (RATE * (seenBy(settings, atMs) - seenBy(settings, atMs - settings.evaluationIntervalMs))) / SECOND;
}

/** What one evaluation adds to the events of each objective, exactly. */
function counts({ model, instance, parts }: Cast, atMs: number, expected: Readonly<Record<'total' | 'bad', number>>): readonly Expectation[] {
  const site = siteOf(model.settings, instance);
  const { traffic } = instance;
  const where = site === undefined ? {} : { [model.settings.labels.site]: site };
  // The traffic's counter may be one that an objective counts good events on; what is the same count is not recorded twice.
  const comes = traffic === undefined || countedBy(instance, traffic) !== undefined ? [] : parts.flatMap(({ contributions }) => contributions.filter((one) => one.metric === traffic.counter.selector.metric));
  const [own, ...others] = comes;
  const all: readonly Expectation[] =
    own === undefined || others.length > 0 ? [] : [{ atMs, expr: `sum(${named(INCREMENT, { ...where, [RECORDED_INSTANCE]: instance.name })})`, samples: [{ labels: '{}', value: own.perGood * (expected.total - expected.bad) + own.perBad * expected.bad }] }];
  const counted = parts.flatMap(({ objective }) => {
    if (objective === undefined) return [];
    const labels = { ...recordedLabels(instance, objective), ...where };
    return (['total', 'bad'] as const).map((side): Expectation => ({ atMs, expr: `sum(${named(incrementName(side), labels)})`, samples: [{ labels: '{}', value: expected[side] }] }));
  });
  return [...counted, ...all];
}
