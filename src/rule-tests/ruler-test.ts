import { HOUR, MINUTE, SECOND } from '../model/duration.ts';
import type { Instance, Settings, Streams, Traffic } from '../model/model.ts';
import { toNumber } from '../model/rational.ts';
import { DEFAULT_MINIMUM, YESTERDAY_MS } from '../model/traffic.ts';
import type { AlertingRule, RuleFile } from '../rules/rule.ts';
import { RECORDED_INSTANCE } from '../rules/series.ts';
import { LAST_SEEN } from '../rules/streams.ts';
import { currentName, LEAST, USUAL } from '../rules/traffic-records.ts';
import { alertsOf } from './budget-test.ts';
import { alertIs, patienceOf, type Expectation, type RuleTest } from './expectation.ts';
import { coarseMs, up } from './grid.ts';
import { STRANGER } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';

/** Longer ago than any gap, in seconds. */
const NEVER = -1e9;

/** Tests of the ruler that sees what all sites record: a drop, a switchover, and a stream that is silent. */
export function rulerTests(settings: Settings, instance: Instance, file: RuleFile): readonly RuleTest[] {
  const alerts = alertsOf(file);
  const find = (suffix: string): AlertingRule | undefined => alerts.find(({ alert }) => alert.endsWith(suffix));
  const [drop, silent] = [find('TrafficDrop'), find('StreamSilent')];
  return [
    ...(drop === undefined || instance.traffic === undefined ? [] : [dropTest(settings, instance, instance.traffic, drop)]),
    ...(silent === undefined || instance.streams === undefined ? [] : [silenceTest(settings, instance, instance.streams, silent)]),
  ];
}

function dropTest(settings: Settings, instance: Instance, traffic: Traffic, rule: AlertingRule): RuleTest {
  const step = coarseMs(settings.evaluationIntervalMs);
  const usual = 4 * toNumber(traffic.minimumPerSecond ?? DEFAULT_MINIMUM);
  const low = Number(((usual * toNumber(traffic.floor)) / 2).toPrecision(6));
  const holdsMs = up(patienceOf(rule) + 4 * step, step);
  // Yesterday is known by then; the two hours there are full.
  const knownMs = up(YESTERDAY_MS + HOUR, step);
  const end = knownMs + 5 * holdsMs;
  const [first = '', second] = instance.sites;
  const expectations: Expectation[] = [];
  const says = (fires: boolean, atMs: number): void => void expectations.push(at(settings, rule, fires ? { [settings.labels.site]: first } : {}, fires ? 1 : 0, atMs));
  const course = (site: string): readonly Stretch[] => {
    const failing = site === first;
    return [
      { untilMs: knownMs, value: usual },
      { untilMs: knownMs + holdsMs, value: failing ? low : usual },
      { untilMs: knownMs + 2 * holdsMs, value: usual },
      // A switchover, where there is another site: it takes over what the first one loses.
      { untilMs: knownMs + 3 * holdsMs, value: second === undefined ? usual : failing ? low : site === second ? 2 * usual : usual },
      { untilMs: end, value: usual },
    ];
  };
  says(false, knownMs - step);
  if (holdsMs > 8 * step) says(false, knownMs + holdsMs - 7 * step);
  says(true, knownMs + holdsMs - step);
  says(false, knownMs + 2 * holdsMs - step);
  says(false, knownMs + 3 * holdsMs - step);
  const intervalMs = MINUTE;
  const series = [...instance.sites.map((site) => ({ site, of: instance.name })), { site: first, of: STRANGER }].flatMap(({ site, of }) => {
    const labels = { [settings.labels.site]: site, [RECORDED_INSTANCE]: of };
    const constant = (value: number): readonly Stretch[] => [{ untilMs: end, value }];
    // Half of what came yesterday is usual, while no week is known.
    const [now, least, known] = of === STRANGER ? [constant(1e9), constant(2e9), constant(1e9)] : [course(site), constant(2 * usual), constant(usual)];
    return [
      { series: named(currentName(settings.evaluationIntervalMs), labels), values: stretches(intervalMs, now) },
      { series: named(LEAST, labels), values: stretches(intervalMs, least) },
      { series: named(USUAL, labels), values: stretches(intervalMs, known) },
    ];
  });
  return { name: `${instance.name}: a site that loses its traffic is told of, a switchover is not`, intervalMs, series, expectations };
}

function silenceTest(settings: Settings, instance: Instance, { declared, label }: Streams, rule: AlertingRule): RuleTest {
  const step = coarseMs(settings.evaluationIntervalMs);
  const beginsMs = up(HOUR, step);
  const holdsMs = up(patienceOf(rule) + 4 * step, step);
  const end = beginsMs + 2 * holdsMs;
  const intervalMs = MINUTE;
  const own = declared.flatMap(({ name, longestGapMs }) =>
    instance.sites.map((site, index) => {
      // The last event came to the first site; it is older than the gap from the beginning on.
      const seen = (beginsMs - longestGapMs) / SECOND - index * 60;
      return { series: named(LAST_SEEN, { [settings.labels.site]: site, [RECORDED_INSTANCE]: instance.name, [label]: name }), values: stretches(intervalMs, [{ untilMs: beginsMs + holdsMs, value: seen }, { untilMs: end, value: (beginsMs + holdsMs) / SECOND }]) };
    }),
  );
  // A stream that nobody declared never came; of another instance all streams come.
  const site = { [settings.labels.site]: instance.sites[0] ?? '' };
  const always = (value: number): string => stretches(intervalMs, [{ untilMs: end, value }]);
  const series = [
    ...own,
    { series: named(LAST_SEEN, { ...site, [RECORDED_INSTANCE]: instance.name, [label]: STRANGER }), values: always(NEVER) },
    ...declared.map(({ name }) => ({ series: named(LAST_SEEN, { ...site, [RECORDED_INSTANCE]: STRANGER, [label]: name }), values: always(end / SECOND) })),
  ];
  const says = (streams: number, atMs: number): Expectation => at(settings, rule, {}, streams, atMs);
  return { name: `${instance.name}: a stream is told of once it has been silent for longer than its gap`, intervalMs, series, expectations: [says(0, beginsMs), ...(patienceOf(rule) > step ? [says(0, beginsMs + up(patienceOf(rule), step) - step)] : []), says(declared.length, beginsMs + holdsMs - step), says(0, end - step)] };
}

/** How many alerts of a rule fire at a moment, with these labels beside its own. */
function at(settings: Settings, rule: AlertingRule, labels: Readonly<Record<string, string>>, alerts: number, atMs: number): Expectation {
  return alertIs(settings, { ...rule, labels: { ...rule.labels, ...labels } }, alerts, atMs);
}
