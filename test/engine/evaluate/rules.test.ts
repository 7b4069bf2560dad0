import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseExpr } from '../../../src/promql/parse.ts';
import type { Outcome } from '../../../src/evaluate/value.ts';
import type { AlertingRule } from '../../../src/evaluate/rule.ts';
import { runRules, type RuleRun } from '../../../src/evaluate/rule-run.ts';
import { PROVES } from '../../support/proof.ts';
import { observeAll, type Answer } from '../../support/promtool-tests.ts';
import { ROOT } from '../../support/root.ts';
import { memoryStorage, notation, type Scrape, type ScrapedSeries } from '../../unit/evaluate/memory-storage.ts';
import { groupsOf } from '../../unit/evaluate/rule-groups.ts';

const STEP_S = 60;

/** Minutes of a course; a scrape each, at full minutes. */
function course(minutes: number, at: (minute: number) => Scrape): readonly Scrape[] {
  return Array.from({ length: minutes + 1 }, (_, minute) => at(minute));
}

function counter(minutes: number, perMinute: (minute: number) => number, there: (minute: number) => Scrape | undefined = () => undefined): readonly Scrape[] {
  let sum = 0;
  return course(minutes, (minute) => {
    const other = there(minute);
    if (other !== undefined) {
      sum = 0;
      return other;
    }
    return (sum += perMinute(minute));
  });
}

/** What promtool and the run have at each minute, series by series. */
async function compared(rules: string, series: readonly ScrapedSeries[], minutes: number, exprs: readonly string[]): Promise<{ readonly here: readonly object[]; readonly there: readonly object[]; readonly run: RuleRun }> {
  const asked = exprs.flatMap((expr) => Array.from({ length: minutes + 1 }, (_, minute) => [expr, minute * STEP_S] as const));
  const answers = await observeAll(
    { rules: [rules], evaluationSeconds: STEP_S, intervalSeconds: STEP_S, series: series.map(({ metric, labels, scrapes }) => ({ metric, labels, values: notation(scrapes) })) },
    asked,
  );
  const run = runRules({ groups: groupsOf([rules], STEP_S * 1000), raw: memoryStorage(series, STEP_S * 1000), beginMs: 0, alertsFromMs: 0, defaultStepMs: STEP_S * 1000 });
  const here = asked.map(([text, at]) => ({ text, at, series: ofOutcome(run.evaluate(parseExpr(text).expr ?? { kind: 'number', text: '0' }, at * 1000)) }));
  const there = asked.map(([text, at], index) => ({ text, at, series: ofAnswer(answers[index] ?? []) }));
  return { here, there, run };
}

function ofOutcome(outcome: Outcome): readonly string[] {
  if (outcome.kind !== 'vector') throw new Error(JSON.stringify(outcome));
  return outcome.elements.map(({ labels, value }) => line(labels.toRecord(), value)).sort();
}

function ofAnswer(answer: Answer): readonly string[] {
  if ('error' in answer) throw new Error(answer.error);
  return answer.map(({ labels, value }) => line(labels, value)).sort();
}

function line(labels: Readonly<Record<string, string>>, value: number): string {
  return `${JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))} ${Number(value.toPrecision(10))}`;
}

describe('the generated rules of eventgate-main', () => {
  const file = join(ROOT, 'generated/rules/team-data-engineering/eventgate-main_eqiad.yaml');
  const MINUTES = 150;

  test('record what Prometheus records, and fire when it does, through an outage, a restart and the death of all targets', async () => {
    const series = (['10.0.0.1:80', '10.0.0.2:80'] as const).flatMap((instance, pod): readonly ScrapedSeries[] => {
      const target = { instance, job: 'k8s-pods', kubernetes_namespace: 'eventgate-main' };
      const labels = { ...target, service: 'eventgate-main', stream: 's', schema_uri: '/s/1' };
      const dead = (minute: number): boolean => minute >= 110 || (pod === 1 && minute >= 70 && minute < 74);
      const gone = (minute: number): Scrape | undefined => (dead(minute) ? (minute === 110 || minute === 70 ? 'stale' : '_') : undefined);
      const failing = (minute: number): boolean => minute >= 40 && minute < 55;
      return [
        { metric: 'up', labels: target, scrapes: course(MINUTES, (minute) => (dead(minute) ? 0 : 1)) },
        { metric: 'eventgate_events_produced_total', labels, scrapes: counter(MINUTES, (minute) => (failing(minute) ? 20 : 600 + pod), gone) },
        {
          metric: 'eventgate_validation_errors_total',
          labels: { ...labels, error_type: 'HoistingError' },
          scrapes: counter(MINUTES, (minute) => (failing(minute) ? 580 : 0), (minute) => gone(minute) ?? (minute < 40 ? '_' : undefined)),
        },
      ];
    });
    const [head = '', ...texts] = readFileSync(file, 'utf8').split(/^(?= {2}- name: )/m);
    // Periods look at a month, minute after minute; that takes ten seconds.
    const rules = head + texts.filter((text) => PROVES || !text.includes(':period:')).join('');
    const { here, there, run } = await compared(rules, series, MINUTES, ['{__name__=~"tocsin:.+"}', 'ALERTS', 'ALERTS_FOR_STATE']);
    expect(here).toEqual(there);
    expect(there.some((one) => JSON.stringify(one).includes('TargetDown'))).toBe(true);
    const text = JSON.stringify(there);
    expect([...new Set(text.match(/EventgateMain\w+/g))].sort()).toEqual(['EventgateMainAvailabilityBurnPage', 'EventgateMainAvailabilityBurnTicket', 'EventgateMainTargetDown']);
    expect(run.failures()).toEqual([]);
  });
});

describe('alerts', () => {
  const MINUTES = 60;
  const RULES = `
groups:
  - name: earlier
    rules:
      - alert: Late
        expr: later:value > 0
  - name: main
    rules:
      - record: x:sum
        expr: sum by (job) (x)
        labels: { where: here, job: '' }
      - record: x:runs
        expr: x:runs + 1 or vector(1)
      - record: x:by
        expr: x > 2
        labels: { instance: fixed }
      - alert: AtOnce
        expr: x > 2
        labels: { severity: page, gone: '' }
      - alert: Patient
        expr: x > 2
        for: 3m
        labels: { severity: page }
      - alert: Kept
        expr: x > 2
        for: 1m
        keep_firing_for: 4m
      - alert: Holds
        expr: x > 4 or (x > 1 and on (i) ALERTS{alertname="Holds", alertstate="firing"})
      - alert: Pending
        expr: ALERTS{alertname="Patient", alertstate="pending"} and on () ALERTS_FOR_STATE{alertname="Patient"} < time() - 60
      - alert: Absent
        expr: absent(x{i="2"})
        for: 2m
  - name: later
    rules:
      - record: later:value
        expr: x:sum > 5
`;
  const VALUES = [0, 3, 3, 0, 0, 3, 3, 3, 5, 5, 2, 2, 2, 0, 3, 0, 3, 3, 3, 3, 3, 3, 0, 0, 0, 5, 0, 5, 5, 2, 2, 2, 0, 0, 0, 0, 0, 3];
  const series: readonly ScrapedSeries[] = [
    { metric: 'x', labels: { i: '1' }, scrapes: course(MINUTES, (minute) => VALUES[minute] ?? 0) },
    { metric: 'x', labels: { i: '2' }, scrapes: course(MINUTES, (minute) => (minute < 20 ? VALUES[(minute * 7) % VALUES.length] ?? 0 : minute === 20 ? 'stale' : minute < 40 ? '_' : 1)) },
  ];

  test('are pending, firing, kept and resolved when they are in Prometheus', async () => {
    const { here, there, run } = await compared(RULES, series, MINUTES, ['{__name__=~"x:.*|later:.*"}', 'ALERTS', 'ALERTS_FOR_STATE']);
    expect(here).toEqual(there);
    expect(run.failures()).toEqual([]);
    const names = [...new Set(JSON.stringify(there).match(/alertname\\",\\"(\w+)/g))];
    expect(names).toHaveLength(7);
  });

  test('last as long as they are seen to fire', () => {
    const WATCHED = 10;
    const groups = groupsOf([RULES], STEP_S * 1000);
    const run = runRules({ groups, raw: memoryStorage(series, STEP_S * 1000), beginMs: 0, alertsFromMs: 0 });
    const firing = (name: string, atMs: number): readonly string[] => {
      const outcome = run.evaluate(parseExpr(`ALERTS{alertname="${name}", alertstate="firing"}`).expr ?? { kind: 'number', text: '0' }, atMs);
      return outcome.kind === 'vector' ? outcome.elements.map(({ labels }) => labels.get('i') ?? '') : [];
    };
    const lengths = groups.flatMap(({ rules }) => rules).flatMap((rule) => {
      if (!('alert' in rule)) return [];
      const found = run.firesBy(rule, MINUTES * STEP_S * 1000, WATCHED * STEP_S * 1000);
      if (found.kind !== 'judged') throw new Error(found.what);
      return found.firings.map(({ atMs, labels, lastsMs }) => {
        let minutes = 0;
        // Without a `for`, any of the alert's label sets goes on for the others.
        const goesOn = (names: readonly string[]): boolean => (rule.forMs === 0 ? names.length > 0 : names.includes(labels.get('i') ?? ''));
        while (minutes <= WATCHED && goesOn(firing(rule.alert, atMs + minutes * STEP_S * 1000))) minutes += 1;
        expect(lastsMs / (STEP_S * 1000), `${rule.alert} at ${atMs}`).toBe(Math.min(minutes, WATCHED + 1));
        return lastsMs;
      });
    });
    expect(new Set(lengths).size).toBeGreaterThan(2);
  });

  test('are found by few looks where they are found by all', () => {
    const groups = groupsOf([RULES], STEP_S * 1000);
    const begin = { groups, raw: memoryStorage(series, STEP_S * 1000), beginMs: 0, alertsFromMs: 0 };
    for (const rule of groups.flatMap(({ rules }) => rules).filter((one): one is AlertingRule => 'alert' in one)) {
      const all = runRules(begin).firings(rule, MINUTES * STEP_S * 1000);
      const few = runRules(begin).firesBy(rule, MINUTES * STEP_S * 1000);
      if (all.kind !== 'judged' || few.kind !== 'judged') throw new Error(JSON.stringify([all, few]));
      for (const { atMs, labels } of few.firings) {
        const exact = all.firings.find((one) => one.labels.key === labels.key);
        expect(exact?.atMs, `${rule.alert} ${labels.key}`).toBeLessThanOrEqual(atMs);
        if (rule.forMs > 0) expect(exact?.atMs, rule.alert).toBe(atMs);
      }
      if (rule.forMs > 0) expect(few.firings.length > 0, rule.alert).toBe(all.firings.length > 0);
    }
  });
});
