import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Labels, METRIC_NAME } from '../src/evaluate/labels.ts';
import type { AlertingRule } from '../src/evaluate/rule.ts';
import { runRules } from '../src/evaluate/rule-run.ts';
import type { Sample, StoredSeries } from '../src/evaluate/storage.ts';
import { matcherMatches } from '../src/promql/regex.ts';
import { groupsOf } from '../test/unit/evaluate/rule-groups.ts';
import { ROOT } from './run.ts';

/*
 * Milliseconds until the evaluator knows when each alert of eventgate-main first fires, with two pods whose counters have grown
 * steadily for 15 days: `npm run build && npx tsc -p tsconfig.bench.json && node .bench/bench/evaluate.js`.
 */
const SCRAPE_MS = 60_000;
const PHASE_MS = 7000;
const FAILURE_MS = 15 * 86_400_000;
const DAY_MS = 86_400_000;
const TURNS = 9;

/** What a series is worth at a scrape; nothing where it is not there. */
type Course = (atMs: number) => number | undefined;

function series(metric: string, labels: Readonly<Record<string, string>>, course: Course): StoredSeries {
  const sampleAt = (index: number): Sample | undefined => {
    const atMs = index * SCRAPE_MS + PHASE_MS;
    const value = course(atMs);
    if (value !== undefined) return { atMs, value };
    return course(atMs - SCRAPE_MS) === undefined ? undefined : { atMs, value: NaN, stale: true };
  };
  const bounds = (fromMs: number, untilMs: number): readonly [number, number] => [Math.max(0, Math.ceil((fromMs - PHASE_MS) / SCRAPE_MS)), Math.floor((untilMs - PHASE_MS) / SCRAPE_MS)];
  const beforeMs = Math.floor((FAILURE_MS - PHASE_MS) / SCRAPE_MS) * SCRAPE_MS + PHASE_MS;
  const afterMs = beforeMs + SCRAPE_MS;
  return {
    steady: (atMs) => {
      if (atMs < afterMs) return { fromMs: 0, untilMs: afterMs - 1, everyMs: SCRAPE_MS };
      if (course(afterMs) !== undefined) return { fromMs: beforeMs + 1, untilMs: Infinity, everyMs: SCRAPE_MS };
      return atMs > afterMs ? { fromMs: afterMs + 1, untilMs: Infinity } : undefined;
    },
    labels: Labels.of({ ...labels, [METRIC_NAME]: metric }),
    samples: (fromMs, untilMs) => {
      const [first, last] = bounds(fromMs, untilMs);
      const samples: Sample[] = [];
      for (let index = first; index <= last; index += 1) {
        const sample = sampleAt(index);
        if (sample !== undefined) samples.push(sample);
      }
      return samples;
    },
    latest: (fromMs, untilMs) => {
      const [first, last] = bounds(fromMs, untilMs);
      for (let index = last; index >= first; index -= 1) {
        const sample = sampleAt(index);
        if (sample !== undefined) return sample;
      }
      return undefined;
    },
  };
}

type Failure = 'errors' | 'all-down' | 'one-down' | 'no-series';

function storedFor(failure: Failure): readonly StoredSeries[] {
  return [0, 1].flatMap((pod) => {
    const target = { instance: `10.0.0.${pod}:80`, job: 'k8s-pods', kubernetes_namespace: 'eventgate-main' };
    const labels = { ...target, service: 'eventgate-main', stream: 's', schema_uri: '/s/1' };
    const down = failure === 'all-down' || (failure === 'one-down' && pod === 1);
    const before = (atMs: number): number => Math.min(atMs, FAILURE_MS) / 1000;
    const after = (atMs: number): number => Math.max(0, atMs - FAILURE_MS) / 1000;
    const there = (course: (atMs: number) => number): Course => (atMs) => ((down || failure === 'no-series') && atMs >= FAILURE_MS ? undefined : course(atMs));
    return [
      series('up', target, (atMs) => (down && atMs >= FAILURE_MS ? 0 : 1)),
      series('eventgate_events_produced_total', labels, there((atMs) => 100 * before(atMs) + (failure === 'errors' ? 50 : 100) * after(atMs))),
      series('eventgate_validation_errors_total', { ...labels, error_type: 'HoistingError' }, there((atMs) => 0.01 * before(atMs) + (failure === 'errors' ? 50 : 0.01) * after(atMs))),
    ];
  });
}

const FAILURES: Readonly<Record<string, Failure>> = {
  EventgateMainAvailabilityBurnPage: 'errors',
  EventgateMainAvailabilityBurnTicket: 'errors',
  EventgateMainTargetDown: 'all-down',
  EventgateMainTargetPartlyDown: 'one-down',
  EventgateMainAvailabilitySeriesAbsent: 'no-series',
};

const groups = groupsOf([readFileSync(join(ROOT, 'generated/rules/team-data-engineering/eventgate-main_eqiad.yaml'), 'utf8')]);
const alerts = groups.flatMap(({ rules }) => rules).filter((rule): rule is AlertingRule => 'alert' in rule);
for (const alert of alerts) {
  const stored = storedFor(FAILURES[alert.alert] ?? 'errors');
  const raw = {
    select: (matchers: Parameters<StoredSeriesOf>[0], metric?: string) =>
      stored.filter(({ labels }) => (metric === undefined || labels.get(METRIC_NAME) === metric) && matchers.every((matcher) => matcherMatches(matcher, labels.get(matcher.label)))),
  };
  for (const way of ['firesBy', 'firings'] as const) {
    const times: number[] = [];
    let told = '';
    for (let turn = 0; turn < TURNS; turn += 1) {
      const begun = performance.now();
      const run = runRules({ groups, raw, beginMs: 0, alertsFromMs: FAILURE_MS });
      const firings = run[way](alert, FAILURE_MS + DAY_MS / 24);
      times.push(performance.now() - begun);
      told = firings.kind === 'judged' ? firings.firings.map(({ atMs }) => `${(atMs - FAILURE_MS) / 60_000} min`).join(', ') : firings.what;
    }
    const [cold = NaN] = times;
    process.stdout.write(`${alert.alert} ${way}: ${cold.toFixed(1)} ms first, ${Math.min(...times).toFixed(1)} ms warm; fires after ${told}\n`);
  }
}

type StoredSeriesOf = (matchers: readonly { readonly label: string; readonly op: '=' | '!=' | '=~' | '!~'; readonly value: string }[]) => void;
