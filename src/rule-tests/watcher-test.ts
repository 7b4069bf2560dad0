import { podLabels } from '../drill/target-labels.ts';
import { HOUR, MINUTE } from '../model/duration.ts';
import type { Model } from '../model/model.ts';
import type { Watcher } from '../model/watcher.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { incrementName, recordedLabels } from '../rules/series.ts';
import { alertsOf } from './budget-test.ts';
import { castOf } from './cast.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, up } from './grid.ts';
import { named, stretches, type Stretch } from './values.ts';

const STRANGER = 'tocsin-stranger';
const FILE = '/etc/prometheus/rules.yaml';
/** Prometheus' own metrics of rule groups. */
const METRIC = 'prometheus_rule_';
/** More groups are not played one by one. */
const MOST_GROUPS = 300;

/** The test of the rules over the rules: all is well, then everything that they tell of happens at once, then it is well again. */
export function watcherTest(model: Model, watcher: Watcher, file: RuleFile, groups: readonly string[]): RuleTest {
  const { settings } = model;
  const step = coarseMs(settings.evaluationIntervalMs);
  const alerts = alertsOf(file);
  const longestMs = Math.max(0, ...alerts.map(({ forMs, heldMs }) => forMs ?? heldMs ?? 0));
  const brokenMs = up(HOUR, step);
  const mendedMs = brokenMs + up(longestMs + 20 * MINUTE, step) + 4 * step;
  const endMs = mendedMs + up(20 * MINUTE, step) + 4 * step;
  const intervalMs = settings.scrapeIntervalMs;
  const well = (value: number, broken: Stretch['value'], by = 0, brokenBy = 0): string =>
    stretches(intervalMs, [
      { untilMs: brokenMs, value, by },
      { untilMs: mendedMs, value: broken, by: brokenBy },
      { untilMs: endMs, value: by === 0 ? (brokenBy === 0 ? value : (broken ?? 0)) : mendedMs / 1000, by },
    ]);
  const own = Object.fromEntries(watcher.prometheus.matchers.flatMap(({ label, op, value }) => (op === '=' ? [[label, value]] : op === '=~' ? [[label, value.split('|')[0] ?? '']] : [])));
  const second = intervalMs / 1000;
  const shown = groups.length > MOST_GROUPS ? [] : groups;
  const series: RuleTest['series'][number][] = shown.flatMap((group, index) => {
    const labels = { ...own, rule_group: `${FILE};${group}` };
    const [isFailing, isLate, isMissing] = [index === 0, index === 1 % shown.length, index === shown.length - 1];
    return [
      { series: named(`${METRIC}group_interval_seconds`, labels), values: well(60, isMissing ? undefined : 60) },
      ...(isFailing ? [{ series: named(`${METRIC}evaluation_failures_total`, labels), values: well(0, 0, 0, 1) }] : []),
      ...(isLate ? [{ series: named(`${METRIC}group_last_evaluation_timestamp_seconds`, labels), values: well(0, brokenMs / 1000, second) }] : []),
    ];
  });
  // Groups of others may fail and be late as they like.
  const strangers = { ...own, rule_group: `${FILE};other` };
  series.push({ series: named(`${METRIC}evaluation_failures_total`, strangers), values: stretches(intervalMs, [{ untilMs: endMs, value: 0, by: 1 }]) });
  const [site = ''] = file.sites;
  for (const instance of model.instances.filter(({ sites }) => sites.includes(site))) {
    for (const { objective, contributions } of castOf(model, instance).parts) {
      if (objective === undefined) continue;
      const where = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
      const pod = podLabels(settings, instance, site, 1).series;
      series.push(...contributions.map(({ metric, labels }) => ({ series: named(metric, { ...pod, ...labels }), values: stretches(intervalMs, [{ untilMs: endMs, value: 1000, by: 60 }]) })));
      series.push({ series: named(incrementName('total'), { ...where, ...recordedLabels(instance, objective) }), values: well(60, undefined) });
    }
  }
  const unlike = new Map<string, string>();
  for (const { identityLabel, series: known } of watcher.kinds) {
    const [metric] = known;
    if (metric !== undefined) unlike.set(named(metric, { ...(settings.scope === 'global' ? { [settings.labels.site]: site } : {}), [identityLabel]: STRANGER, job: 'drill' }), stretches(intervalMs, [{ untilMs: brokenMs, value: undefined }, { untilMs: mendedMs, value: 1 }, { untilMs: endMs, value: undefined }]));
  }
  series.push(...[...unlike].map(([name, values]) => ({ series: name, values })));
  return { name: 'rules that are not loaded, fail or are late, and services that nobody covers', intervalMs, series, expectations: expectationsOf() };

  function expectationsOf(): readonly Expectation[] {
    const judged = alerts.filter((rule) => isPlayed(rule));
    const isHeartbeat = ({ alert }: AlertingRule): boolean => alert.endsWith('Watchdog');
    const on = settings.scope === 'global' ? site : undefined;
    const says = (rule: AlertingRule, fires: boolean, atMs: number): Expectation => alertIs(settings, rule, fires || isHeartbeat(rule), atMs, rule.labels[settings.labels.site] === undefined ? undefined : on);
    return [
      ...judged.map((rule) => says(rule, false, brokenMs - step)),
      ...judged.map((rule) => says(rule, true, mendedMs - step)),
      ...judged.map((rule) => says(rule, false, endMs - step)),
    ];
  }

  /** Of other sites nothing happens, and of what the contract does not let be played nothing is known. */
  function isPlayed({ alert, labels }: AlertingRule): boolean {
    if ((labels[settings.labels.site] ?? site) !== site) return false;
    if (alert.startsWith('TocsinWatcherGroup')) return shown.length > 0;
    if (!alert.endsWith('NothingRecorded')) return true;
    const instance = model.instances.find(({ name }) => name === labels[settings.labels.instance]);
    return instance !== undefined && castOf(model, instance).parts.some(({ objective }) => objective?.name === labels[settings.labels.objective]);
  }
}
