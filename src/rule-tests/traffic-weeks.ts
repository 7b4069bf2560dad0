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
import type { Labels } from '../drill/scenario.ts';
import { alertIs, type Expectation, type RuleTest } from './expectation.ts';
import { named, stretches, type Stretch } from './values.ts';

type Series = RuleTest['series'];

/** A site has this part of its usual traffic left. */
const LEFT = 0.1;
/** What is usual, as a multiple of what must be usual for a drop to be told. */
const USUAL_TIMES = 100;
/** On these days everything is as it is told, and on the last one the group has been evaluated once only. */
const [LAST_WEEK_DAY, WEEK_BEFORE_DAY, UNEVALUATED_DAY] = [14, 15, 16];

/**
 * The test of what traffic is compared with after weeks: whichever of two weeks had more. A ruler and a Prometheus of all sites
 * see the sites by their label. Nobody is told before the patience of the group itself is over.
 */
export function trafficWeeks(settings: Settings, instance: Instance, file: RuleFile): readonly RuleTest[] {
  const [drop, silent] = ['TrafficDrop', 'StreamSilent'].map((suffix) => alertsOf(file).find(({ alert }) => alert.endsWith(suffix)));
  const rules = [drop, silent].filter((rule) => rule !== undefined);
  if (rules.length === 0) return [];
  const intervalMs = settings.evaluationIntervalMs;
  const endMs = UNEVALUATED_DAY * DAY + intervalMs;
  const always = (value: number): string => stretches(intervalMs, [{ untilMs: intervalMs, value: undefined }, { untilMs: endMs, value }]);
  const places = settings.scope === 'global' || file.forRuler === true ? instance.sites.map((site) => ({ [settings.labels.site]: site })) : [{}];
  const group = file.groups.find((one) => one.rules.some((rule) => rule.kind === 'alert' && rules.includes(rule)))?.name ?? '';
  const isPatient = rules.some(({ heldMs }) => heldMs !== undefined);
  const series = [
    ...(isPatient ? [{ series: named(EVALUATED, { tocsin_group: group }), values: stretches(intervalMs, [{ untilMs: WEEK_BEFORE_DAY * DAY + intervalMs, value: 1 }]) }] : []),
    { series: named(EVALUATED, { tocsin_group: 'stranger' }), values: always(1) },
    ...(drop === undefined ? [] : dropSeries(instance, places, always, intervalMs)),
    ...(silent === undefined ? [] : silentSeries(instance, places, always)),
  ];
  const says = (rule: AlertingRule | undefined, labels: Labels, alerts: number): readonly Expectation[] => {
    if (rule === undefined) return [];
    // A `for` goes by the evaluations of the test, and the one of the day before is one of them.
    const days = rule.heldMs === undefined ? [LAST_WEEK_DAY, WEEK_BEFORE_DAY] : [LAST_WEEK_DAY, WEEK_BEFORE_DAY, UNEVALUATED_DAY];
    return days.map((day) => alertIs(settings, { ...rule, labels: { ...rule.labels, ...labels } }, day === UNEVALUATED_DAY ? 0 : alerts, day * DAY));
  };
  const expectations = [...says(drop, places[0] ?? {}, 1), ...says(silent, {}, instance.streams?.declared.length ?? 0)].sort((a, b) => a.atMs - b.atMs);
  return [{ name: `${instance.name}: what is usual is the more of two weeks, and patience is of this group`, intervalMs, series, expectations }];
}

/** One site has lost nearly all. With as much as usually comes to all sites the loss is theirs too; with little more than comes now it would be a switchover. */
function dropSeries({ name, traffic }: Instance, places: readonly Labels[], always: (value: number) => string, intervalMs: number): Series {
  const usual = USUAL_TIMES * toNumber(traffic?.minimumPerSecond ?? DEFAULT_MINIMUM);
  const now = usual * (places.length - 1 + LEFT);
  const [much, little] = [usual, (now + LEFT * usual) / places.length];
  const day = (untilDay: number, value: number | undefined): Stretch => ({ untilMs: untilDay * DAY, value });
  // Little on the first and the ninth day, much on the second and the eighth.
  const least = stretches(intervalMs, [day(1, little), day(7, much), day(8, much), day(9, little), day(UNEVALUATED_DAY, much)]);
  // Where rules record what is usual themselves, it is this from the last half day on.
  const known = stretches(intervalMs, [day(LAST_WEEK_DAY - 0.5, undefined), day(UNEVALUATED_DAY, usual)]);
  return places.flatMap((place, index) => {
    const labels = { ...place, [RECORDED_INSTANCE]: name };
    return [
      { series: named(currentName(intervalMs), labels), values: always(index === 0 ? LEFT * usual : usual) },
      { series: named(USUAL, labels), values: known },
      { series: named(LEAST, labels), values: least },
    ];
  });
}

/** Declared streams of which nothing came for longer than their gap. */
function silentSeries({ name: instance, streams }: Instance, places: readonly Labels[], always: (value: number) => string): Series {
  return (streams?.declared ?? []).flatMap(({ name, longestGapMs }) => places.map((place) => ({ series: named(LAST_SEEN, { ...place, [RECORDED_INSTANCE]: instance, [streams?.label ?? '']: name }), values: always(-longestGapMs / SECOND) })));
}
