import { pickLabels } from '../drill/pick-labels.ts';
import { podLabels } from '../drill/target-labels.ts';
import { incrementName } from '../rules/series.ts';
import { NEIGHBOUR, type Cast } from './cast.ts';
import { between, type RuleTest } from './expectation.ts';
import { ofObjective } from './recorded.ts';
import { named, stretches } from './values.ts';
import { COARSE_STEP_MS } from './window-test.ts';

/** What gauges count: an evaluation counts each series of this instance once, and those that are down are bad. */
export function gaugeTest(cast: Cast): RuleTest | undefined {
  const { model, instance } = cast;
  const { settings } = model;
  const [site = ''] = instance.sites;
  const intervalMs = settings.evaluationIntervalMs;
  const atMs = COARSE_STEP_MS;
  const given = (value: number): string => stretches(intervalMs, [{ untilMs: atMs, value: undefined }, { untilMs: atMs + intervalMs, value }]);
  const played = instance.objectives.flatMap(({ measure, ...objective }) => {
    if (measure.kind !== 'gauge') return [];
    const { metric = '', matchers } = measure.selector;
    const known = instance.contract.metrics.get(metric);
    const picked = known === undefined ? undefined : pickLabels(known, { meets: matchers, given: {} });
    return picked === undefined || 'unknown' in picked ? [] : [{ objective: { measure, ...objective }, metric, labels: picked.labels }];
  });
  if (played.length === 0) return undefined;
  const pods = [
    { of: instance, pod: 1, value: 1 },
    { of: instance, pod: 2, value: 0 },
    { of: { ...instance, name: NEIGHBOUR, identity: NEIGHBOUR }, pod: 3, value: 0 },
  ];
  const series = new Map(played.flatMap(({ metric, labels }) => pods.map(({ of, pod, value }) => [named(metric, { ...podLabels(settings, of, site, pod).series, ...labels }), given(value)] as const)));
  const expectations = played.flatMap(({ objective }) =>
    ([['total', 2], ['bad', 1]] as const).map(([side, count]) => between(named(incrementName(side), ofObjective(cast, objective)), count, count, atMs)),
  );
  return { name: `${instance.name}: each evaluation counts what is up and what is down`, intervalMs, series: [...series].map(([name, values]) => ({ series: name, values })), expectations };
}
