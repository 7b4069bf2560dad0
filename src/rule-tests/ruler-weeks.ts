import { DAY, SECOND } from '../model/duration.ts';
import type { Instance, Settings } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { DEFAULT_MINIMUM } from '../model/traffic.ts';
import { EVALUATED } from '../rules/patience.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { RECORDED_INSTANCE } from '../rules/series.ts';
import { LAST_SEEN } from '../rules/streams.ts';
import { currentName, LEAST, USUAL } from '../rules/traffic-records.ts';
import { alertsOf } from './budget-test.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { named, stretches } from './values.ts';

type Series = RuleTest['series'];

/** A site has this part of its usual traffic left. */
const LEFT = 0.1;
/** What is usual, as a multiple of what must be usual for a drop to be told. */
const USUAL_TIMES = 100;
/** On these days everything is as it is told, and on the last one the group has been evaluated once only. */
const [LAST_WEEK_DAY, WEEK_BEFORE_DAY, UNEVALUATED_DAY] = [14, 15, 16];

/** The test of what a ruler knows after weeks: whichever of two weeks had more traffic is what sites have lost of. And nobody is told before the patience is over. */
export function rulerWeeks(settings: Settings, instance: Instance, file: RuleFile): readonly RuleTest[] {
  const alerts = alertsOf(file);
  const find = (suffix: string): AlertingRule | undefined => alerts.find(({ alert }) => alert.endsWith(suffix));
  const [drop, silent] = [find('TrafficDrop'), find('StreamSilent')];
  // Groups without short patience record no evaluations, and their alerts wait longer than a test that is evaluated once a day can tell.
  const isPatient = (rule: AlertingRule | undefined): rule is AlertingRule => rule?.heldMs !== undefined;
  if (!isPatient(drop) && !isPatient(silent)) return [];
  const intervalMs = settings.evaluationIntervalMs;
  const endMs = UNEVALUATED_DAY * DAY + intervalMs;
  const always = (value: number): string => stretches(intervalMs, [{ untilMs: endMs, value }]);
  const group = file.groups.find(({ rules }) => rules.some((rule) => rule.kind === 'alert' && rule.heldMs !== undefined))?.name ?? '';
  const series = [
    { series: named(EVALUATED, { tocsin_group: group }), values: stretches(intervalMs, [{ untilMs: WEEK_BEFORE_DAY * DAY + intervalMs, value: 1 }]) },
    { series: named(EVALUATED, { tocsin_group: 'stranger' }), values: always(1) },
    ...(isPatient(drop) ? dropSeries(settings, instance, always, intervalMs) : []),
    ...(isPatient(silent) ? silentSeries(settings, instance, always) : []),
  ];
  const site = { [settings.labels.site]: instance.sites[0] ?? '' };
  const says = (rule: AlertingRule | undefined, labels: Readonly<Record<string, string>>, alerts: number): readonly Expectation[] =>
    isPatient(rule) ? [LAST_WEEK_DAY, WEEK_BEFORE_DAY, UNEVALUATED_DAY].map((day) => alertIs(settings, { ...rule, labels: { ...rule.labels, ...labels } }, day === UNEVALUATED_DAY ? 0 : alerts, day * DAY)) : [];
  const expectations = [...says(drop, site, 1), ...says(silent, {}, instance.streams?.declared.length ?? 0)].sort((a, b) => a.atMs - b.atMs);
  return [{ name: `${instance.name}: what is usual is the more of two weeks, and patience is of this group`, intervalMs, series, expectations }];
}

/** One site has lost nearly all. With as much as usually comes to all sites the loss is theirs too; with little more than comes now it would be a switchover. */
function dropSeries(settings: Settings, instance: Instance, always: (value: number) => string, intervalMs: number): Series {
  const { sites } = instance;
  const usual = USUAL_TIMES * toNumber(instance.traffic?.minimumPerSecond ?? DEFAULT_MINIMUM);
  const now = usual * (sites.length - 1 + LEFT);
  const [much, little] = [usual, (now + LEFT * usual) / sites.length];
  const day = (untilDay: number, value: number): { readonly untilMs: number; readonly value: number } => ({ untilMs: untilDay * DAY, value });
  // Little on the first and the ninth day, much on the second and the eighth.
  const least = stretches(intervalMs, [day(1, little), day(7, much), day(8, much), day(9, little), day(UNEVALUATED_DAY, much)]);
  return sites.flatMap((site, index) => {
    const labels = { [settings.labels.site]: site, [RECORDED_INSTANCE]: instance.name };
    return [
      { series: named(currentName(intervalMs), labels), values: always(index === 0 ? LEFT * usual : usual) },
      { series: named(USUAL, labels), values: always(usual) },
      { series: named(LEAST, labels), values: least },
    ];
  });
}

/** Declared streams of which nothing came for longer than their gap. */
function silentSeries(settings: Settings, instance: Instance, always: (value: number) => string): Series {
  const { streams } = instance;
  if (streams === undefined) return [];
  return streams.declared.map(({ name, longestGapMs }) => ({ series: named(LAST_SEEN, { [settings.labels.site]: instance.sites[0] ?? '', [RECORDED_INSTANCE]: instance.name, [streams.label]: name }), values: always(-longestGapMs / SECOND) }));
}
