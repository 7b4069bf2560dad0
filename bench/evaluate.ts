import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertingRule } from '../src/evaluate/rule.ts';
import { runRules } from '../src/evaluate/rule-run.ts';
import type { StoredSeries } from '../src/evaluate/storage.ts';
import { piecewise, storageOf, type Piece } from '../test/unit/evaluate/piecewise.ts';
import { groupsOf } from '../test/unit/evaluate/rule-groups.ts';
import { ROOT } from './run.ts';

/*
 * Milliseconds until the evaluator knows when each alert of eventgate-main first fires, with two pods whose counters have grown
 * steadily for 15 days: `npm run build && npx tsc -p tsconfig.bench.json && node .bench/bench/evaluate.js`.
 */
const SCRAPES = { everyMs: 60_000, phaseMs: 7000 };
const FAILURE_MS = 15 * 86_400_000;
const DAY_MS = 86_400_000;
const TURNS = 9;

type Failure = 'errors' | 'all-down' | 'one-down' | 'no-series';

function storedFor(failure: Failure): readonly StoredSeries[] {
  return [0, 1].flatMap((pod) => {
    const target = { instance: `10.0.0.${pod}:80`, job: 'k8s-pods', kubernetes_namespace: 'eventgate-main' };
    const labels = { ...target, service: 'eventgate-main', stream: 's', schema_uri: '/s/1' };
    const down = failure === 'all-down' || (failure === 'one-down' && pod === 1);
    const isGone = down || failure === 'no-series';
    const counted = (before: number, after: number): readonly Piece[] => [
      { fromMs: 0, line: { level: 0, perSecond: before } },
      { fromMs: FAILURE_MS, line: isGone ? undefined : { level: (before * FAILURE_MS) / 1000, perSecond: after } },
    ];
    return [
      piecewise('up', target, SCRAPES, [{ fromMs: 0, line: { level: 1, perSecond: 0 } }, ...(down ? [{ fromMs: FAILURE_MS, line: { level: 0, perSecond: 0 } }] : [])]),
      piecewise('eventgate_events_produced_total', labels, SCRAPES, counted(100, failure === 'errors' ? 50 : 100)),
      piecewise('eventgate_validation_errors_total', { ...labels, error_type: 'HoistingError' }, SCRAPES, counted(0.01, failure === 'errors' ? 50 : 0.01)),
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
  const raw = storageOf(storedFor(FAILURES[alert.alert] ?? 'errors'));
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
