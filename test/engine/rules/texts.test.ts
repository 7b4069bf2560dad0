import { expect, test } from 'vitest';
import { engines } from '../../support/engines.ts';
import { ruleFile, testFile } from '../../support/promtool-test-file.ts';
import { runProcess } from '../../support/run-process.ts';
import { tempDir } from '../../support/temp.ts';
import { eventPod } from './event-counts.ts';
import { project, type Choices } from './project.ts';
import { GRID, ramp, scraped, type Pod } from './scrapes.ts';

/** Ten events a second, of which a tenth is bad from two hours on. */
const BEGINS = 7200;
const AT = BEGINS + 900;
const bad = ramp({ from: BEGINS, to: Infinity, perSecond: 1, start: 0 });
const courses = { bad, good: (at: number) => 10 * at - (bad(at) ?? 0) };

/** What promtool says of an alert that is expected to have a text it cannot have: the alert as Prometheus sends it. */
async function sent(choices: Choices, pods: (made: Awaited<ReturnType<typeof project>>) => readonly Pod[], alertname: string): Promise<string> {
  const made = await project(choices);
  const text = testFile({ rules: [made.rules], evaluationSeconds: 60, intervalSeconds: GRID, series: pods(made).flatMap((pod) => scraped(pod, AT)) }, []);
  const document = JSON.parse(text) as { readonly tests: readonly object[] };
  const tests = document.tests.map((one) => ({ ...one, alert_rule_test: [{ eval_time: `${AT}s`, alertname, exp_alerts: [{ exp_annotations: { description: 'nothing' } }] }] }));
  const dir = tempDir({ [ruleFile(0)]: made.rules, 'test.yaml': JSON.stringify({ ...document, tests }) });
  const { stdout, stderr } = await runProcess(engines().promtool, ['test', 'rules', 'test.yaml'], { cwd: dir, timeoutMs: 60_000 });
  return `${stdout}${stderr}`;
}

/** The descriptions that promtool shows, in its quotes. */
function descriptions(report: string): readonly string[] {
  return [...report.slice(report.indexOf('got:')).matchAll(/description=("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) => JSON.parse(text) as string);
}

/** By the scrape that the evaluation sees: half a minute after each full one, and the time-out before. */
const SEEN = AT - 30;
const BAD = SEEN - BEGINS;

test('a page says in plain words what fails, how much, what is left, since when, and by which rule', async () => {
  const report = await sent({ objectives: [{ name: 'good', indicator: 'total-bad' }], periods: true }, (shop) => [eventPod(shop, courses)], 'ShopGoodBurnPage');
  const ratio = BAD / 36_000;
  const [, left = '', lasts = ''] = /([0-9.]+)% of the budget is left, and lasts 1d (.*?) at this rate/.exec(report) ?? [];
  // What the budget is, other tests judge; here only that the text says it: some of it is gone after a quarter of an hour.
  expect(Number(left)).toBeGreaterThan(80);
  expect(Number(left)).toBeLessThan(97);
  const [, hours = '', minutes = '', seconds = ''] = /^(\d+)h (\d+)m (\d+)s$/.exec(lasts) ?? [];
  expect(86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)).toBeCloseTo(((Number(left) / 100) * 0.001 * 30 * 86_400) / ratio, -1);
  expect(descriptions(report)).toEqual([
    [
      `2.417% of the events of shop in east are bad; its objective \`good\` allows 0.1% over 30d. In the last 1h ${BAD} of 36000 events were bad. In the last 6h ${BAD} of 80400 events were bad. ${left}% of the budget is left, and lasts 1d ${lasts} at this rate. This alert fires since 1970-01-01 02:09:00 +0000 UTC.`,
      'This is told when more than 1.44% of events are bad over 1h and over the last 5m (14.4 times the sustainable rate), with at least 4 bad events, or more than 0.6% of events are bad over 6h and over the last 30m (6 times the sustainable rate), with at least 6 bad events. A total outage of steady traffic is told within 4m.',
    ].join('\n'),
  ]);
});

test('a value of a label stays a value, in the text and in its queries, and what has no value is not said', async () => {
  const stream = 'a"} or vector(1) # {{ $value }} %d \\';
  const other = { good: (at: number) => 20 * at - 2 * (bad(at) ?? 0), bad: (at: number) => 2 * (bad(at) ?? 0) };
  const report = await sent({ scope: 'global', objectives: [{ name: 'good', indicator: 'total-bad', per: 'stream' }] }, (shop) => [eventPod(shop, { ...courses, stream }), eventPod(shop, { ...other, stream: 'other', instance: '10.0.0.2:80' })], 'ShopGoodBurnPage');
  const [first, second, ...rest] = descriptions(report).map((text) => text.split('\n')[0]);
  expect(rest).toEqual([]);
  const counted = (bads: number, hour: number, all: number): string => `In the last 1h ${bads} of ${hour} events were bad. In the last 6h ${bads} of ${all} events were bad. This alert fires since 1970-01-01 02:09:00 +0000 UTC.`;
  expect(first).toBe(`2.417% of the events of shop in east, stream ${stream} are bad; its objective \`good\` allows 0.1% over 30d. ${counted(BAD, 36_000, 80_400)}`);
  expect(second).toBe(`2.417% of the events of shop in east, stream other are bad; its objective \`good\` allows 0.1% over 30d. ${counted(2 * BAD, 72_000, 160_800)}`);
});
