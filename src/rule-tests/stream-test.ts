import { pickLabels } from '../drill/pick-labels.ts';
import type { Labels } from '../drill/scenario.ts';
import { podLabels } from '../drill/target-labels.ts';
import { HOUR, MINUTE, SECOND } from '../model/duration.ts';
import { RECORDED_INSTANCE } from '../rules/series.ts';
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

/** When a stream was last seen: now, when an event came; else as it was recorded, lately or hours ago. Of others' streams and of streams nobody declared nothing is recorded. */
export function streamTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const { streams } = instance;
  const { metric = '', matchers = [] } = streams?.counter.selector ?? {};
  const known = instance.contract.metrics.get(metric);
  if (streams === undefined || known === undefined) return undefined;
  const intervalMs = settings.scrapeIntervalMs;
  const [site = ''] = instance.sites;
  const [cameMs, longAgoMs, justNowMs] = [COARSE_STEP_MS, 2 * COARSE_STEP_MS, 3 * COARSE_STEP_MS];
  if (seenBy(settings, cameMs) === seenBy(settings, cameMs - settings.evaluationIntervalMs)) return undefined;
  const comesAt = (atMs: number): string => stretches(intervalMs, [{ untilMs: seenBy(settings, atMs), value: 0 }, { untilMs: justNowMs + intervalMs, value: 1 }]);
  const exported = (of: typeof instance, pod: number, name: string, atMs: number): RuleTest['series'] => {
    const picked = pickLabels(known, { meets: matchers, given: { [streams.label]: name } });
    return 'unknown' in picked ? [] : [{ series: named(metric, { ...podLabels(settings, of, site, pod).series, ...picked.labels }), values: comesAt(atMs) }];
  };
  const names = streams.declared.map(({ name }) => name);
  const lastSeen = (name: string): string => named(LAST_SEEN, { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name, [streams.label]: name });
  const step = settings.evaluationIntervalMs;
  const remembered: readonly Stretch[] = [
    { untilMs: longAgoMs - REMEMBERED_MS - 2 * MINUTE, value: undefined },
    { untilMs: longAgoMs - REMEMBERED_MS + step, value: LONG_AGO },
    { untilMs: justNowMs - REMEMBERED_MS - 2 * MINUTE, value: undefined },
    { untilMs: justNowMs - REMEMBERED_MS + step, value: LONG_AGO },
    { untilMs: justNowMs - 2 * step, value: undefined },
    { untilMs: justNowMs - step, value: JUST_NOW },
    { untilMs: justNowMs, value: undefined },
  ];
  const neighbour = { ...instance, name: NEIGHBOUR, identity: NEIGHBOUR };
  const series = [
    ...names.flatMap((name) => exported(instance, 1, name, cameMs)),
    ...names.flatMap((name) => exported(neighbour, 2, name, longAgoMs)),
    ...exported(instance, 1, STRANGER, cameMs),
    ...names.map((name) => ({ series: lastSeen(name), values: stretches(intervalMs, remembered) })),
  ];
  const own: Labels = { ...ofSite(cast), [RECORDED_INSTANCE]: instance.name };
  const expectations = ([[cameMs, cameMs / SECOND], [longAgoMs, LONG_AGO], [justNowMs, JUST_NOW]] as const).flatMap(([atMs, seconds]) => [
    ...names.map((name) => between(lastSeen(name), seconds, seconds, atMs)),
    between(`count(${named(LAST_SEEN, own)})`, names.length, names.length, atMs),
  ]);
  return { name: `${instance.name}: when a stream was last seen is remembered`, intervalMs, series, expectations };
}
