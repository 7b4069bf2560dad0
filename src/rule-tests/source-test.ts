import { podLabels } from '../drill/target-labels.ts';
import { EVALUATED } from '../rules/patience.ts';
import type { RuleFile } from '../rules/rule.ts';
import { alertsOf } from './budget-test.ts';
import { siteOf, type Cast } from './cast.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { named, stretches, type Stretch } from './values.ts';
import { sourceMetrics } from './watched-series.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** Two days for each: what waits by a `for` is told at the second evaluation. */
const DAYS = 2;

/** An objective that any of several metrics is enough for: while one of them is there nothing is absent, and without all of them it is. */
export function sourceTest(cast: Cast, file: RuleFile): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const site = siteOf(settings, instance);
  const intervalMs = settings.scrapeIntervalMs;
  const pod = podLabels(settings, instance, instance.sites[0] ?? '', 1);
  const played = cast.parts.flatMap(({ objective, contributions }) => {
    const metrics = objective === undefined ? [] : sourceMetrics(settings, instance, objective);
    return objective === undefined || metrics.length < 2 ? [] : [{ objective, metrics, contributions }];
  });
  if (played.length === 0) return undefined;
  const turns = Math.max(...played.map(({ metrics }) => metrics.length));
  const endMs = (turns + 1) * DAYS * COARSE_STEP_MS;
  const turnsOf = new Map<string, Set<number>>();
  for (const { metrics, contributions } of played) {
    for (const { metric, labels } of contributions) {
      const name = named(metric, { ...pod.series, ...labels });
      turnsOf.set(name, (turnsOf.get(name) ?? new Set()).add(metrics.indexOf(metric)));
    }
  }
  const values = (mine: ReadonlySet<number>): string =>
    stretches(intervalMs, Array.from({ length: turns }, (_, turn): Stretch => ({ untilMs: (turn + 1) * DAYS * COARSE_STEP_MS + intervalMs, value: mine.has(turn) ? 1 : undefined })));
  const always = stretches(intervalMs, [{ untilMs: endMs + intervalMs, value: 1 }]);
  const series = [
    ...[...turnsOf].map(([name, mine]) => ({ series: name, values: values(mine) })),
    ...(pod.up === undefined ? [] : [{ series: named('up', pod.up), values: always }]),
    ...file.groups.flatMap(({ name, rules }) => (rules.some((rule) => rule.kind === 'alert' && rule.heldMs !== undefined) ? [{ series: named(EVALUATED, { tocsin_group: name }), values: always }] : [])),
  ];
  const expectations = alertsOf(file)
    .filter(({ alert, labels }) => alert.endsWith('SeriesAbsent') && (labels[settings.labels.site] ?? site) === site)
    .flatMap((rule): readonly Expectation[] => {
      const own = played.find(({ objective }) => objective.name === rule.labels[settings.labels.objective]);
      if (own === undefined) return [];
      return [...own.metrics.map((_, turn) => alertIs(settings, rule, false, (turn + 1) * DAYS * COARSE_STEP_MS, site)), alertIs(settings, rule, true, endMs, site)];
    });
  return { name: `${instance.name}: an objective is not without series while it has some`, intervalMs, series, expectations: expectations.sort((a, b) => a.atMs - b.atMs) };
}
