import { podLabels } from '../drill/target-labels.ts';
import { DAY, MINUTE, SECOND } from '../model/duration.ts';
import type { Objective } from '../model/model.ts';
import { currentMs, LEAST_OF_MS } from '../model/traffic.ts';
import { LONGEST_DIRECT_MS, tileMs } from '../model/windows.ts';
import { EVALUATED } from '../rules/patience.ts';
import type { RuleFile } from '../rules/rule.ts';
import { incrementName, RECORDED_INSTANCE, RECORDED_OBJECTIVE, windowName } from '../rules/series.ts';
import { countedBy, currentName, INCREMENT, LEAST, RATE_1H } from '../rules/traffic-records.ts';
import { windowsOf } from '../rules/windows.ts';
import { alertsOf } from './budget-test.ts';
import { siteOf, type Cast } from './cast.ts';
import { alertIs, between, type Expectation, type RuleTest } from './expectation.ts';
import { up } from './grid.ts';
import { ofObjective, ofSite, STRANGER } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';

/** Between two evaluations of tests that are given what rules record: days of it cost a few evaluations. */
export const COARSE_STEP_MS = DAY;

/** Events that an evaluation adds in these tests, and how many of them are bad. */
const [TOTAL, BAD] = [4, 1];
/** A tenth of an event is none. */
const HAIR = 0.1;

/**
 * What is summed from increments: windows that hold as many evaluations as they are long, and rates. The increments are given, but
 * at the evaluations of the test itself, where rules that find any would record their own.
 */
export function windowTest(cast: Cast, file: RuleFile): RuleTest {
  const { model, instance } = cast;
  const { settings } = model;
  const intervalMs = settings.evaluationIntervalMs;
  const atMs = COARSE_STEP_MS;
  const endMs = 2 * COARSE_STEP_MS;
  const given = (value: number): string => stretches(intervalMs, [{ untilMs: intervalMs, value: undefined }, { untilMs: atMs, value }, { untilMs: atMs + intervalMs, value: undefined }, { untilMs: endMs, value }]);
  const objectives = instance.objectives;
  const series: RuleTest['series'][number][] = objectives.flatMap((objective) => [
    { series: named(incrementName('total'), ofObjective(cast, objective)), values: given(TOTAL) },
    { series: named(incrementName('bad'), ofObjective(cast, objective)), values: given(BAD) },
  ]);
  const expectations: Expectation[] = objectives.flatMap((objective) =>
    windowsOf(objective, intervalMs)
      .filter((windowMs) => windowMs <= LONGEST_DIRECT_MS)
      .flatMap((windowMs) => counts(cast, objective, windowMs, windowMs / intervalMs, 1, atMs)),
  );
  if (instance.traffic !== undefined) {
    const labels = { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name };
    const counted = countedBy(instance, instance.traffic);
    const isGiven = counted?.side === 'total';
    const ramp = (untilMs: number): string => stretches(intervalMs, [{ untilMs, value: 0, by: intervalMs / SECOND }, { untilMs: untilMs + intervalMs, value: undefined }]);
    if (counted === undefined) series.push({ series: named(INCREMENT, labels), values: ramp(endMs) });
    // What rules make of it at the test's own evaluation would be what is given already.
    else if (!isGiven) series.push({ series: named(incrementName(counted.side), ofObjective(cast, counted.objective)), values: ramp(atMs) });
    // Rates of a sum over objectives show one too many, also where the instance has no second one.
    if (counted !== undefined) series.push({ series: named(incrementName(counted.side), { ...ofObjective(cast, counted.objective), [RECORDED_OBJECTIVE]: STRANGER }), values: ramp(atMs) });
    for (const [name, windowMs] of [[currentName(intervalMs), currentMs(intervalMs)], [RATE_1H, 60 * MINUTE]] as const) {
      // So many events a second as evaluations have been: the mean of the last ones is that of their middle, half an evaluation earlier where the last one is missing.
      const middle = atMs / intervalMs - windowMs / intervalMs / 2 + (counted === undefined ? 1 / 2 : 0);
      const mean = isGiven ? (TOTAL * SECOND) / intervalMs : middle;
      expectations.push(between(named(name, labels), mean - HAIR, mean + HAIR, atMs));
    }
  }
  return { name: `${instance.name}: windows are as long as their names say`, intervalMs, series: [...series, ...patienceSeries(cast, intervalMs, atMs, endMs)], expectations: [...expectations, ...patienceChecks(cast, file, [atMs, endMs])] };
}

/** Another group is evaluated all the time, and this one once a day: no patience is over. First there are no targets, then one of two is dead. */
function patienceSeries({ model, instance }: Cast, intervalMs: number, aliveMs: number, endMs: number): RuleTest['series'] {
  const pods = [1, 2].map((pod) => podLabels(model.settings, instance, instance.sites[0] ?? '', pod).up).filter((labels) => labels !== undefined);
  return [
    { series: named(EVALUATED, { tocsin_group: 'stranger' }), values: stretches(intervalMs, [{ untilMs: endMs + intervalMs, value: 1 }]) },
    ...pods.map((labels, index) => ({ series: named('up', labels), values: stretches(intervalMs, [{ untilMs: aliveMs + intervalMs, value: undefined }, { untilMs: endMs + intervalMs, value: index }]) })),
  ];
}

function patienceChecks({ model: { settings }, instance }: Cast, file: RuleFile, atMs: readonly number[]): readonly Expectation[] {
  const site = siteOf(settings, instance);
  return alertsOf(file)
    .filter(({ alert, labels, heldMs }) => /Target(?:Partly)?Down$/.test(alert) && heldMs !== undefined && (labels[settings.labels.site] ?? site) === site)
    .flatMap((rule) => atMs.map((ms) => alertIs(settings, rule, false, ms, site)));
}

/** What is summed from tiles, and the least of rates. */
export function tileTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const tile = tileMs(model.settings.evaluationIntervalMs);
  const windows = instance.objectives.flatMap((objective) => windowsOf(objective, model.settings.evaluationIntervalMs).flatMap((windowMs) => (windowMs > LONGEST_DIRECT_MS ? [{ objective, windowMs }] : [])));
  if (windows.length === 0 && instance.traffic === undefined) return undefined;
  const atMs = up(Math.max(0, ...windows.map(({ windowMs }) => windowMs)), COARSE_STEP_MS) + COARSE_STEP_MS;
  const given = (value: number, by = 0): string => stretches(tile, [{ untilMs: atMs + tile, value, by } satisfies Stretch]);
  const series: RuleTest['series'][number][] = [...new Set(windows.map(({ objective }) => objective))].flatMap((objective) => [
    { series: named(windowName('total', tile), ofObjective(cast, objective)), values: given(TOTAL) },
    { series: named(windowName('bad', tile), ofObjective(cast, objective)), values: given(BAD) },
  ]);
  const expectations: Expectation[] = windows.flatMap(({ objective, windowMs }) => counts(cast, objective, windowMs, windowMs / tile, 0, atMs));
  if (instance.traffic !== undefined) {
    const labels = { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name };
    series.push({ series: named(RATE_1H, labels), values: given(0, 1) });
    // Whether a range holds its older end depends on the version of Prometheus.
    const first = (atMs - LEAST_OF_MS) / tile;
    expectations.push(between(named(LEAST, labels), first - HAIR, first + 1 + HAIR, atMs));
  }
  return { name: `${instance.name}: long windows hold all of their tiles`, intervalMs: tile, series, expectations };
}

/** The counts of a window that holds so many parts, of which a few may be recorded by the rules themselves. */
function counts(cast: Cast, objective: Objective, windowMs: number, parts: number, unsure: number, atMs: number): readonly Expectation[] {
  return ([['total', TOTAL], ['bad', BAD]] as const).map(([side, each]) => between(named(windowName(side, windowMs), ofObjective(cast, objective)), each * (parts - unsure) - HAIR, each * parts + HAIR, atMs));
}
