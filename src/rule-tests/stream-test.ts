import { pickLabels } from '../drill/pick-labels.ts';
import type { Labels } from '../drill/scenario.ts';
import { podLabels } from '../drill/target-labels.ts';
import { HOUR, MINUTE, SECOND } from '../model/duration.ts';
import { RECORDED_INSTANCE } from '../rules/series.ts';
import { lookbackMs } from '../rules/counter-increment.ts';
import { LAST_SEEN } from '../rules/streams.ts';
import { NEIGHBOUR, type Cast } from './cast.ts';
import { between, type RuleTest } from './expectation.ts';
import { seenBy } from './grid.ts';
import { ofSite, STRANGER } from './recorded.ts';
import { named, stretches, type Stretch } from './values.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** Moments that are remembered, in seconds: of hours ago, and of a minute ago. */
const [LONG_AGO, JUST_NOW] = [1000, 2000];
/** An evaluation may be missed, but for how long nothing was recorded is remembered for hours. */
const REMEMBERED_MS = 3 * HOUR;

/**
 * When a stream was last seen: now, when an event came, though its counter was gone for a while; else as it was recorded, lately or
 * hours ago. Of others' streams and of streams nobody declared nothing is recorded.
 */
export function streamTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const { streams } = instance;
  const { metric = '', matchers = [] } = streams?.counter.selector ?? {};
  const known = instance.contract.metrics.get(metric);
  if (streams === undefined || known === undefined) return undefined;
  const intervalMs = settings.scrapeIntervalMs;
  const [site = ''] = instance.sites;
  const [cameMs, longAgoMs, justNowMs, againMs, bridgedMs] = [COARSE_STEP_MS, 2 * COARSE_STEP_MS, 3 * COARSE_STEP_MS, 4 * COARSE_STEP_MS, 5 * COARSE_STEP_MS];
  if (seenBy(settings, cameMs) === seenBy(settings, cameMs - settings.evaluationIntervalMs)) return undefined;
  // A sample is looked for this long before; the last one lies well inside, and well behind half of it.
  const lostMs = seenBy(settings, bridgedMs - (3 * lookbackMs(intervalMs)) / 4 - settings.evaluationIntervalMs);
  const comes = (atMs: number): Stretch => ({ untilMs: seenBy(settings, atMs), value: 0 });
  const ends = (value: number): Stretch => ({ untilMs: bridgedMs + intervalMs, value });
  const comings: readonly Stretch[] = [
    comes(cameMs),
    // Some evaluations before it is asked for, an event came that is no news.
    { untilMs: seenBy(settings, justNowMs - 5 * settings.evaluationIntervalMs), value: 1 },
    { untilMs: seenBy(settings, againMs), value: 2 },
    { untilMs: lostMs + intervalMs, value: 3 },
    { untilMs: seenBy(settings, bridgedMs), value: undefined },
    ends(4),
  ];
  const exported = (of: typeof instance, pod: number, name: string, course: readonly Stretch[]): RuleTest['series'] => {
    const picked = pickLabels(known, { meets: matchers, given: { [streams.label]: name } });
    return 'unknown' in picked ? [] : [{ series: named(metric, { ...podLabels(settings, of, site, pod).series, ...picked.labels }), values: stretches(intervalMs, course) }];
  };
  const names = streams.declared.map(({ name }) => name);
  const lastSeen = (name: string, of = instance.name): string => named(LAST_SEEN, { ...ofSite(cast), [RECORDED_INSTANCE]: of, [streams.label]: name });
  const step = settings.evaluationIntervalMs;
  const remembered: readonly Stretch[] = [
    { untilMs: longAgoMs - REMEMBERED_MS - 2 * MINUTE, value: undefined },
    { untilMs: longAgoMs - REMEMBERED_MS + step, value: LONG_AGO },
    { untilMs: justNowMs - REMEMBERED_MS - 2 * MINUTE, value: undefined },
    { untilMs: justNowMs - REMEMBERED_MS + step, value: LONG_AGO },
    { untilMs: justNowMs - 2 * step, value: undefined },
    { untilMs: justNowMs - step, value: JUST_NOW },
    ...[againMs, bridgedMs].flatMap((atMs): readonly Stretch[] => [
      { untilMs: atMs - 2 * step, value: undefined },
      { untilMs: atMs - step, value: JUST_NOW },
    ]),
    { untilMs: bridgedMs, value: undefined },
  ];
  const neighbour = { ...instance, name: NEIGHBOUR, identity: NEIGHBOUR };
  const series = [
    ...names.flatMap((name) => exported(instance, 1, name, comings)),
    ...names.flatMap((name) => exported(neighbour, 2, name, [comes(longAgoMs), ends(1)])),
    ...exported(instance, 1, STRANGER, [comes(cameMs), ends(1)]),
    ...names.flatMap((name) => [instance.name, NEIGHBOUR].map((of) => ({ series: lastSeen(name, of), values: stretches(intervalMs, remembered) }))),
  ];
  const own: Labels = { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name };
  const expectations = ([[cameMs, cameMs / SECOND], [longAgoMs, LONG_AGO], [justNowMs, JUST_NOW], [againMs, againMs / SECOND], [bridgedMs, bridgedMs / SECOND]] as const).flatMap(([atMs, seconds]) => [
    ...names.map((name) => between(lastSeen(name), seconds, seconds, atMs)),
    between(`count(${named(LAST_SEEN, own)})`, names.length, names.length, atMs),
  ]);
  return { name: `${instance.name}: when a stream was last seen is remembered`, intervalMs, series, expectations };
}
