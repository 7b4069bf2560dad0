import { MINUTE } from '../model/duration.ts';
import type { Model } from '../model/model.ts';
import type { Watcher } from '../model/watcher.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { alertsOf } from './budget-test.ts';
import { castOf } from './cast.ts';
import { alertIs, patienceOf, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, up } from './grid.ts';
import { groupSeries, lateGroups, serviceSeries, STRANGER, uncoveredSeries, type Phases } from './watched-series.ts';

/** More groups are not played one by one. */
const MOST_GROUPS = 300;
/** What was wrong is seen in windows of some minutes. */
const SETTLED_MS = 20 * MINUTE;
/** A group is late after so many intervals. */
const LATE_INTERVALS = 4;

/**
 * The test of the rules over the rules: all is well, then everything that they tell of happens at once, then it is well again,
 * and then nothing of what they watch is there, which is no fault of rules.
 */
export function watcherTest(model: Model, watcher: Watcher, file: RuleFile, groups: readonly string[]): RuleTest {
  const { settings } = model;
  const step = coarseMs(settings.evaluationIntervalMs);
  const [site = ''] = file.sites;
  const on = settings.scope === 'global' ? site : undefined;
  const shown = groups.length > MOST_GROUPS ? [] : groups;
  const judged = alertsOf(file).filter(isPlayed);
  const longestMs = Math.max(0, ...judged.map(patienceOf));
  const nothing = judged.filter(({ alert }) => alert.endsWith('NothingRecorded'));
  const missing = judged.find(({ alert }) => alert.endsWith('GroupsMissing'));
  const wellMs = up(Math.max(longestMs, SETTLED_MS), step) + 3 * step;
  const brokenMs = wellMs + up(longestMs, step) + 4 * step;
  const stillMs = brokenMs + 3 * step;
  const mendedMs = stillMs + up(SETTLED_MS, step) + 3 * step;
  const goneMs = mendedMs + up(Math.max(0, ...[...nothing, ...(missing === undefined ? [] : [missing])].map(patienceOf)), step) + 3 * step;
  const phases: Phases = { wellMs, brokenMs, stillMs, mendedMs, goneMs };

  const expectations: Expectation[] = [];
  const says = (rule: AlertingRule, fires: boolean, atMs: number): void => {
    const all = fires || rule.alert.endsWith('Watchdog');
    // A label that names the service that is not covered is known here.
    const labels = all ? Object.fromEntries(Object.entries(rule.labels).map(([label, value]) => [label, value.includes('{{') ? STRANGER : value])) : rule.labels;
    const alerts = !all ? 0 : rule.alert.endsWith('GroupLate') ? lateGroups(shown) : 1;
    expectations.push(alertIs(settings, { ...rule, labels }, alerts, atMs, rule.labels[settings.labels.site] === undefined ? undefined : on));
  };
  for (const rule of judged) {
    says(rule, false, wellMs - step);
    // The last evaluation that its patience lasts for.
    const patienceMs = patienceOf(rule);
    if (patienceMs > step) says(rule, false, wellMs + up(patienceMs, step) - step);
    says(rule, true, wellMs + up(LATE_INTERVALS * settings.evaluationIntervalMs + patienceMs, step) + step);
    for (const [fires, atMs] of [[true, brokenMs - step], [true, stillMs - step], [false, mendedMs - step]] as const) says(rule, fires, atMs);
  }
  for (const rule of nothing) says(rule, false, goneMs - step);
  if (missing !== undefined) says(missing, true, goneMs - step);
  const series = [...groupSeries(settings, watcher, shown, phases), ...serviceSeries(model, site, phases), ...uncoveredSeries(settings, watcher, site, phases)];
  return {
    name: 'rules that are not loaded, fail or are late, and services that nobody covers',
    intervalMs: settings.scrapeIntervalMs,
    series,
    expectations: expectations.sort((a, b) => a.atMs - b.atMs),
  };

  /** Of other sites nothing happens, and of what the contract does not let be played nothing is known. */
  function isPlayed({ alert, labels }: AlertingRule): boolean {
    if ((labels[settings.labels.site] ?? site) !== site) return false;
    if (alert.startsWith('TocsinWatcherGroup')) return shown.length > 0;
    if (!alert.endsWith('NothingRecorded')) return true;
    const instance = model.instances.find(({ name }) => name === labels[settings.labels.instance]);
    return instance !== undefined && castOf(model, instance).parts.some(({ objective }) => objective?.name === labels[settings.labels.objective]);
  }
}
