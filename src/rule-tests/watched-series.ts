import { podLabels } from '../drill/target-labels.ts';
import type { Labels } from '../drill/scenario.ts';
import { MINUTE } from '../model/duration.ts';
import type { Instance, Model, Objective, Settings } from '../model/model.ts';
import type { Watcher } from '../model/watcher.ts';
import { incrementName, RECORDED_INSTANCE, RECORDED_OBJECTIVE, recordedLabels } from '../rules/series.ts';
import { sourcesOf } from '../rules/sources.ts';
import { castOf, takes } from './cast.ts';
import type { RuleTest } from './expectation.ts';
import { named, stretches, type Stretch } from './values.ts';

type Series = RuleTest['series'][number];
type Value = Stretch['value'];

/** What goes on when: until each moment, in milliseconds. */
export interface Phases {
  readonly wellMs: number;
  /** Everything happens that is told of, and of the series of a service those of its first metric are there. */
  readonly brokenMs: number;
  /** It goes on, with the series of the last metric only. */
  readonly stillMs: number;
  readonly mendedMs: number;
  /** There is nothing of our services, nor of our rule groups; others are there. */
  readonly goneMs: number;
}

export const STRANGER = 'tocsin-stranger';
const FILE = '/etc/prometheus/rules.yaml';
/** Prometheus' own metrics of rule groups. */
const METRIC = 'prometheus_rule_';
/** A counter of what happens again and again rises once in so long: less often than in every shorter window. */
const AGAIN_MS = 4 * MINUTE;

/** Which of the groups does what; of few groups one may do more. */
const [FAILING, LATE, MISSING_SOME] = [0, 1, 2];

/** Values of a gauge, or of a counter of which only its presence matters, in each phase. */
function inPhases(settings: Settings, { wellMs, brokenMs, stillMs, mendedMs, goneMs }: Phases, values: readonly [well: Value, broken: Value, still: Value, mended: Value, gone: Value]): string {
  return stretches(settings.scrapeIntervalMs, [wellMs, brokenMs, stillMs, mendedMs, goneMs].map((untilMs, index) => ({ untilMs, value: values[index] })));
}

/** A counter that rises every few minutes from one moment until another. */
function rising(settings: Settings, fromMs: number, untilMs: number, endMs: number): string {
  const steps: Stretch[] = [{ untilMs: fromMs, value: 0 }];
  let value = 0;
  for (let at = fromMs; at < untilMs; at += AGAIN_MS) steps.push({ untilMs: Math.min(at + AGAIN_MS, untilMs), value: ++value });
  return stretches(settings.scrapeIntervalMs, [...steps, { untilMs: endMs, value }]);
}

/** What Prometheus says of its rule groups: one fails, one is late, one misses evaluations, one is not there; those of others do all of it. */
export function groupSeries(settings: Settings, { prometheus }: Watcher, groups: readonly string[], phases: Phases): readonly Series[] {
  const { wellMs, stillMs, goneMs } = phases;
  const seconds = settings.evaluationIntervalMs / 1000;
  const own: Labels = Object.fromEntries(prometheus.matchers.flatMap(({ label, op, value }) => (op === '=' ? [[label, value]] : op === '=~' ? [[label, value.split('|')[0] ?? '']] : [])));
  const time = stretches(settings.scrapeIntervalMs, [
    { untilMs: wellMs, value: 0, by: settings.scrapeIntervalMs / 1000 },
    { untilMs: stillMs, value: wellMs / 1000 },
    { untilMs: goneMs, value: stillMs / 1000, by: settings.scrapeIntervalMs / 1000 },
  ]);
  const again = rising(settings, wellMs, stillMs, goneMs);
  const ours = groups.flatMap((group, index) => {
    const labels = { ...own, rule_group: `${FILE};${group}` };
    const has = (role: number): boolean => index === role % groups.length;
    const isMissing = index === groups.length - 1;
    return [
      { series: named(`${METRIC}group_interval_seconds`, labels), values: inPhases(settings, phases, [seconds, isMissing ? undefined : seconds, isMissing ? undefined : seconds, seconds, undefined]) },
      ...(has(FAILING) ? [{ series: named(`${METRIC}evaluation_failures_total`, labels), values: again }] : []),
      ...(has(LATE) ? [{ series: named(`${METRIC}group_last_evaluation_timestamp_seconds`, labels), values: time }] : []),
      ...(has(MISSING_SOME) ? [{ series: named(`${METRIC}group_iterations_missed_total`, labels), values: again }] : []),
    ];
  });
  // Another group of the same Prometheus; and one of our name in another Prometheus, for each label that tells them apart.
  const others = [{ ...own, rule_group: `${FILE};other` }, ...Object.keys(own).map((label) => ({ ...own, [label]: STRANGER, rule_group: `${FILE};tocsin:stranger` }))];
  const always = (value: number): string => stretches(settings.scrapeIntervalMs, [{ untilMs: goneMs, value }]);
  const theirs = others.flatMap((labels) => [
    { series: named(`${METRIC}group_interval_seconds`, labels), values: always(seconds) },
    { series: named(`${METRIC}group_last_evaluation_timestamp_seconds`, labels), values: always(0) },
    ...['evaluation_failures_total', 'group_iterations_missed_total'].map((name) => ({ series: named(`${METRIC}${name}`, labels), values: rising(settings, 0, goneMs, goneMs) })),
  ]);
  return [...ours, ...theirs];
}

/** How many groups are late, in one way or the other. */
export function lateGroups(groups: readonly string[]): number {
  return new Set([LATE % groups.length, MISSING_SOME % groups.length]).size;
}

/** What services of a site export, and what rules record of them; of strangers too. */
export function serviceSeries(model: Model, site: string, phases: Phases): readonly Series[] {
  const { settings } = model;
  const where: Labels = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
  const there = new Map<string, { first: boolean; last: boolean; onlyGone: boolean }>();
  const recorded: Series[] = [];
  const always = (value: number): string => stretches(settings.scrapeIntervalMs, [{ untilMs: phases.goneMs, value }]);
  for (const instance of model.instances.filter(({ sites }) => sites.includes(site))) {
    const pod = podLabels(settings, instance, site, 1).series;
    const stranger = podLabels(settings, { ...instance, identity: STRANGER }, site, 1).series;
    for (const { objective, contributions, ignored } of castOf(model, instance).parts) {
      if (objective === undefined) continue;
      const metrics = sourceMetrics(settings, instance, objective);
      for (const { metric, labels } of contributions) {
        const name = named(metric, { ...pod, ...labels });
        const before = there.get(name);
        there.set(name, { first: before?.first === true || metric === metrics[0], last: before?.last === true || metric === metrics.at(-1), onlyGone: false });
        // Of others only where they cover for what is gone: for so short a time a service need not be in the inventory.
        there.set(named(metric, { ...stranger, ...labels }), { first: false, last: false, onlyGone: true });
      }
      for (const { metric, labels } of ignored.filter((one) => !instance.objectives.some(({ measure }) => takes(measure, one)))) recorded.push({ series: named(metric, { ...pod, ...labels }), values: always(1000) });
      const own = { ...where, ...recordedLabels(instance, objective) };
      const total = incrementName('total');
      recorded.push({ series: named(total, own), values: inPhases(settings, phases, [60, undefined, undefined, 60, undefined]) });
      for (const label of [RECORDED_INSTANCE, RECORDED_OBJECTIVE]) recorded.push({ series: named(total, { ...own, [label]: `${STRANGER}-${instance.name}` }), values: always(60) });
    }
  }
  const value = (is: boolean): Value => (is ? 1000 : undefined);
  const exported = [...there].map(([series, { first, last, onlyGone }]) => ({ series, values: inPhases(settings, phases, onlyGone ? [undefined, undefined, undefined, undefined, 1000] : [1000, value(first), value(last), 1000, undefined]) }));
  return [...new Map([...exported, ...recorded].map((one) => [one.series, one])).values()];
}

/** Metrics without any of which nothing can be counted. */
export function sourceMetrics(settings: Settings, instance: Instance, { measure }: Objective): readonly string[] {
  return [...new Set(sourcesOf({ settings, instance, site: undefined }, measure, undefined).flatMap((expr) => (expr.kind === 'selector' && expr.metric !== undefined ? [expr.metric] : [])))];
}

/** Services that the inventory does not know, of each kind that is watched, and series that belong to none. */
export function uncoveredSeries(settings: Settings, { kinds }: Watcher, site: string, phases: Phases): readonly Series[] {
  const where: Labels = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
  const all = kinds.flatMap(({ identityLabel, series }) =>
    series.flatMap((metric, index) => [
      { series: named(metric, { ...where, [identityLabel]: STRANGER, job: 'drill' }), values: inPhases(settings, phases, [undefined, index === 0 ? 1 : undefined, index === series.length - 1 ? 1 : undefined, undefined, undefined]) },
      { series: named(metric, { ...where, job: 'drill' }), values: inPhases(settings, phases, [1, 1, 1, 1, 1]) },
    ]),
  );
  return [...new Map(all.map((one) => [one.series, one])).values()];
}
