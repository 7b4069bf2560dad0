import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readModel } from '../../../src/compile/front.ts';
import { RuleFileWriter } from '../../../src/compile/rule-files.ts';
import { Sink } from '../../../src/diagnostics/diagnostic.ts';
import { MINUTE } from '../../../src/model/duration.ts';
import { planRules } from '../../../src/rules/plan.ts';
import { observe, type InputSeries, type Question } from '../../support/promtool-tests.ts';
import { PROVES } from '../../support/proof.ts';
import { ROOT } from '../../support/root.ts';

const STEP = 30 * 60;
const DAY = 86_400;
const HOUR = 3600;

/** The traffic rules of eventgate-analytics as they are generated where one Prometheus sees all sites, for evaluations each half hour. */
function trafficRules(instance = 'eventgate-analytics', scope: 'global' | 'site' = 'global'): string {
  const folder = join(ROOT, 'slo-specs');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `slo-specs/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
  const sink = new Sink();
  const model = readModel(sources, { today: '2026-11-23', specsFolder: 'slo-specs', complete: true }, sink);
  const instances = model?.instances.filter(({ name }) => name === instance) ?? [];
  if (model === undefined) throw new Error('the shipped specs are sound');
  const settings = { ...model.settings, scope, allSites: false, evaluationIntervalMs: 30 * MINUTE };
  const [file] = planRules({ ...model, instances, settings, watcher: undefined }, sink);
  if (file === undefined || sink.hasErrors) throw new Error('the shipped specs make rules');
  // What comes is counted by the objective whose good events it is; nothing else of it is needed here.
  const groups = file.groups
    .map((group) => (group.name.endsWith(':traffic') ? group : { ...group, rules: group.rules.filter((rule) => rule.kind === 'record' && rule.record === 'tocsin:events_good:increment') }))
    .filter(({ rules }) => rules.length > 0);
  return new RuleFileWriter(settings.prometheus, sink).write({ ...file, groups }).text;
}

/** Events a second, from a second on. */
type Rates = readonly (readonly [fromSeconds: number, perSecond: number])[];

/** A counter in promtool's notation, a value each five minutes until a second. */
function counter(site: string, stream: string, rates: Rates, until: number): InputSeries {
  let value = 0;
  const parts = rates.map(([from, rate], index) => {
    const steps = ((rates[index + 1]?.[0] ?? until) - from) / 300;
    const part = `${value}+${rate * 300}x${steps - 1}`;
    value += rate * 300 * steps;
    return part;
  });
  return { metric: 'eventgate_events_produced_total', labels: { service: 'eventgate-analytics', site, stream, schema_uri: 'a', job: 'k8s-pods', instance: `${site}:1` }, values: parts.join(' ') };
}

/** The sites for which the alert fires at these seconds. */
async function firing(series: readonly InputSeries[], seconds: readonly number[], change = (rules: string): string => rules): Promise<readonly string[]> {
  const up = [...new Set(series.map(({ labels }) => labels['site'] ?? ''))].map((site): InputSeries => ({ metric: 'up', labels: { kubernetes_namespace: 'eventgate-analytics', site, job: 'k8s-pods', instance: `${site}:1` }, values: '1x8000' }));
  const questions = Object.fromEntries(seconds.map((at): [string, Question] => [String(at), ['ALERTS{alertname="EventgateAnalyticsTrafficDrop"}', at]]));
  const seen = await observe({ rules: [change(trafficRules())], evaluationSeconds: STEP, intervalSeconds: 300, series: [...series, ...up] }, questions);
  return seconds.map((at) => (seen[String(at)] ?? []).map(({ labels }) => labels['site'] ?? '').sort().join(' '));
}

const DROP = 14 * DAY + 12 * HOUR;
const END = 25 * DAY;
/** 8,000 a second on two sites; two streams of 300 flow on. */
const stopped = ['eqiad', 'codfw'].flatMap((site) => [counter(site, 'mediawiki.api-request', [[0, 3850], [DROP, 0]], END), counter(site, 'wdqs', [[0, 150]], END)]);

describe('traffic that drops from 8,000 to 300 a second for ten days, without an error', () => {
  const asked = [DROP, DROP + HOUR, DROP + 5 * DAY, DROP + 10 * DAY];
  // Without the declared minimum, which 300 a second are below for ever.
  const alone = (rules: string): string => rules.replace(/ \/ 1000\n/, ' / 0.001\n');
  test('is told on both sites at once, on day five and on day ten', async () => {
    expect(await firing(stopped, asked, alone)).toEqual(['', 'codfw eqiad', 'codfw eqiad', 'codfw eqiad']);
  });

  if (PROVES) test('would be learned if only last week counted', async () => {
    const mutant = (rules: string): string => alone(rules).replaceAll('offset 13d23h', 'offset 6d23h');
    expect((await firing(stopped, asked, mutant)).at(-1)).toBe('');
  });
});

const shape = (site: string, rates: Rates): InputSeries => counter(site, 'mediawiki.api-request', rates, 20 * DAY);
const through = (from: number): readonly number[] => Array.from({ length: 10 }, (_, index) => from + index * 13 * HOUR);

describe('two sites', () => {
  test('a switchover is quiet for good', async () => {
    const at = 9 * DAY;
    const seen = await firing([shape('eqiad', [[0, 8000], [at, 5]]), shape('codfw', [[0, 5], [at, 8000]])], [at + HOUR, ...through(at + 2 * HOUR), ...through(at + 7 * DAY)].filter((one) => one < 20 * DAY).map((one) => one - (one % STEP)));
    expect(seen.every((sites) => sites === '')).toBe(true);
    // What keeps it quiet is that the other site took over.
    const blind = (rules: string): string => rules.replaceAll('< on () group_left ()', '!= on () group_left ()');
    expect(await firing([shape('eqiad', [[0, 8000], [at, 5]]), shape('codfw', [[0, 5], [at, 8000]])], [at + HOUR], blind)).not.toEqual(['']);
  });

  test('one of two active sites that dies is told, and the other is not', async () => {
    const at = 9 * DAY;
    expect(await firing([shape('eqiad', [[0, 4000], [at, 0]]), shape('codfw', [[0, 4000]])], [at, at + HOUR, at + 3 * DAY])).toEqual(['', 'eqiad', 'eqiad']);
  });

  test('a holiday at half and bursts are quiet', async () => {
    const at = 9 * DAY;
    expect(await firing([shape('eqiad', [[0, 4000], [at, 2000], [at + DAY, 4000], [at + 2 * DAY, 20_000], [at + 2 * DAY + HOUR, 4000]]), shape('codfw', [[0, 4000], [at, 2000], [at + DAY, 4000]])], [at + HOUR, at + 12 * HOUR, at + DAY, at + 2 * DAY + 2 * HOUR, at + 3 * DAY, at + 9 * DAY + 2 * HOUR])).toEqual(['', '', '', '', '', '']);
  });

  test('in the first hour the declared minimum answers, on the third day yesterday', async () => {
    expect(await firing([shape('eqiad', [[0, 100]]), shape('codfw', [[0, 100]])], [3 * HOUR])).toEqual(['codfw eqiad']);
    expect(await firing([shape('eqiad', [[0, 9000], [3 * DAY, 600]]), shape('codfw', [[0, 9000], [3 * DAY, 600]])], [3 * DAY, 3 * DAY + HOUR])).toEqual(['', 'codfw eqiad']);
  });
});

describe('a stream of four events a day, among 150, that stops', () => {
  const stop = 2 * DAY;
  const until = 9 * DAY;
  const pod = (instance: string, from: number, to: number): InputSeries => {
    let value = 0;
    const values = Array.from({ length: until / 300 }, (_, index) => {
      const at = index * 300;
      if (at < from || at > to) return '_';
      if (at < stop && at % (6 * HOUR) === 0) value += 1;
      return String(value);
    });
    return { metric: 'mediawiki_EventBus_events_outgoing_by_stream_total', labels: { event_service_name: 'eventgate-main', function_name: 'send', event_type: 'TYPE_EVENT', event_service_uri: 'a', stream_name: 'mediawiki.page-undelete', job: 'exporter', instance }, values: values.join(' ') };
  };

  test('is told after its longest gap and on day four after it, while pods are replaced', async () => {
    const rules = trafficRules('eventbus-eventgate-main', 'site');
    const series = [pod('a:1', 0, 3 * DAY), pod('b:1', 3 * DAY + 600, until)];
    const alert = 'ALERTS{alertname="EventbusEventgateMainStreamSilent",alertstate="firing"}';
    // The last event comes six hours before the stop; its declared longest gap is two days.
    const due = stop - 6 * HOUR + 2 * DAY;
    const asked = { quiet: [alert, due], told: [alert, due + 2 * HOUR], later: [alert, due + 4 * DAY] } as const;
    const ask = (text: string): ReturnType<typeof observe<keyof typeof asked>> => observe({ rules: [text], evaluationSeconds: STEP, intervalSeconds: 300, series }, asked);
    const seen = await ask(rules);
    expect([seen.quiet, seen.told, seen.later].map(({ length }) => length)).toEqual([0, 1, 1]);
    // Without what was recorded, each evaluation would begin anew.
    const forgetful = await ask(rules.replaceAll('[1h1m]', '[1s]').replaceAll('[4h:1h]', '[1s:1s]'));
    expect([forgetful.told, forgetful.later].map(({ length }) => length)).toEqual([0, 0]);
  });

  test('that never had an event is told after its longest gap too', async () => {
    const seen = await observe({ rules: [trafficRules('eventbus-eventgate-main', 'site')], evaluationSeconds: STEP, intervalSeconds: 300, series: [] }, { before: ['ALERTS{alertname="EventbusEventgateMainStreamSilent"}', 2 * DAY], after: ['ALERTS{alertname="EventbusEventgateMainStreamSilent"}', 2 * DAY + 2 * HOUR] });
    expect([seen.before.length, seen.after.length]).toEqual([0, 1]);
  });
});
