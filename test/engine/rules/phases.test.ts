import { load } from 'js-yaml';
import { beforeAll, expect, test } from 'vitest';
import { parseDuration } from '../../../src/model/duration.ts';
import { observe, type InputSeries, type Question } from '../../support/promtool-tests.ts';
import { copiedSpecs, generated, inScope, SCOPES } from '../../support/specs.ts';
import { project, type Project } from './project.ts';

/** Seconds into a minute: Prometheus derives from the path of a file at which of them its groups are evaluated. */
const PHASES = [0, 0.001, 1, 30, 58.999, 59, 59.001, 59.5, 59.998, 59.999];
const MINUTES = 32 * 1440;
/** Between two full hours, when a rolling period of 30 days has been known for all of its length. */
const MOMENT = 31 * 86_400 + 1800;

let shop: Project;
beforeAll(async () => {
  shop = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }], periods: true });
});

/** The expression of a rule of the shop. */
function exprOf(rules: string, name: string): string {
  const { groups } = load(rules) as { readonly groups: readonly { readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[] }[] };
  const found = groups.flatMap((group) => group.rules).find(({ record, alert }) => (record ?? alert) === name);
  if (found === undefined) throw new Error(`no rule ${name}`);
  return found.expr;
}

/** What is recorded, one value at each minute. */
function recorded(metric: string, value: number): InputSeries {
  return { metric, labels: { tocsin_instance: 'shop', tocsin_objective: 'good' }, values: `${value}x${MINUTES}` };
}

const DOWN: readonly InputSeries[] = [
  { metric: 'up', labels: { namespace: 'shop-main', job: 'pods', instance: '10.0.0.1:80' }, values: `0x${MINUTES}` },
  { metric: 'tocsin:group:evaluated', labels: { tocsin_group: 'tocsin:shop:absence' }, values: `1x${MINUTES}` },
];
const PERIOD: readonly InputSeries[] = [recorded('tocsin:events_total:increase1h', 60), recorded('tocsin:events_total:increment', 1), recorded('tocsin:period:start', 0)];

const CASES: readonly (readonly [rule: string, series: readonly InputSeries[], value: number])[] = [
  ['ShopTargetDown', DOWN, 1],
  ['tocsin:events_total:increase1d', [recorded('tocsin:events_total:increase5m', 5)], 1440],
  ['tocsin:events_total:increase3d', [recorded('tocsin:events_total:increase5m', 5)], 3 * 1440],
  // All full hours but the oldest, and what came since the last.
  ['tocsin:events_total:period', PERIOD, 30 * 1440 - 60 + 30],
];

/** The values at all phases. */
async function valuesOf(expr: string, series: readonly InputSeries[]): Promise<readonly (number | undefined)[]> {
  const asked = Object.fromEntries(PHASES.map((phase): [string, Question] => [String(phase), [expr, MOMENT + phase]]));
  const seen = await observe({ rules: [], evaluationSeconds: 60, intervalSeconds: 60, series }, asked);
  return PHASES.map((phase) => seen[String(phase)]?.[0]?.value);
}

test.each(CASES)('%s is the same at whatever moment of a minute it is evaluated', { timeout: 120_000 }, async (rule, series, value) => {
  expect(await valuesOf(exprOf(shop.rules, rule), series)).toEqual(PHASES.map(() => value));
});

test.each([
  ['ShopTargetDown', '[7m:1m]', '[6m59s:1m]', DOWN],
  ['ShopTargetDown', '[7m:1m]', '[6m59s998ms:1m]', DOWN],
  ['tocsin:events_total:increase1d', '[23h59m59s999ms:5m]', '[1d:5m]', [recorded('tocsin:events_total:increase5m', 5)]],
] as const)('%s, with %s bent to %s, is not', { timeout: 120_000 }, async (rule, range, other, series) => {
  const expr = exprOf(shop.rules, rule);
  expect(expr).toContain(range);
  expect(new Set(await valuesOf(expr.replace(range, other), series)).size).toBe(2);
});

test.each([['60s', '5m', [0, 1, 30, 59]], ['3m', '6m', [0, 1, 90, 179]]] as const)('an increase of what is scraped every %s is there at whatever moment it is looked at, over %s', { timeout: 120_000 }, async (scrape, range, phases) => {
  const { watcher } = await project({ objectives: [{ name: 'good', indicator: 'total-bad' }], fewRows: true, watched: true, scrape });
  const [increase = ''] = /increase\(prometheus_rule_evaluation_failures_total\{[^}]*\}\[\w+\]\)/.exec(exprOf(watcher, 'TocsinWatcherGroupFailing')) ?? [];
  expect(increase).toContain(`[${range}]`);
  const every = (parseDuration(scrape) ?? 0) / 1000;
  const series = [{ metric: 'prometheus_rule_evaluation_failures_total', labels: { job: 'prometheus', rule_group: '/rules/a.yaml;tocsin:shop:absence' }, values: '0+1x100' }];
  const asked = Object.fromEntries(phases.map((phase): [string, Question] => [String(phase), [`${increase} > 0`, 20 * every + phase]]));
  const seen = await observe({ rules: [], evaluationSeconds: every, intervalSeconds: every, series }, asked);
  expect(phases.map((phase) => seen[String(phase)]?.length)).toEqual(phases.map(() => 1));
});

test('no subquery of the shipped rules is shorter than its steps but by the unit of the clock', async () => {
  const texts = (await Promise.all(SCOPES.map((scope) => generated(copiedSpecs(inScope(scope)))))).flatMap((files) => Object.entries(files).flatMap(([path, text]) => (path.startsWith('rules/') ? [text] : [])));
  const ranges = texts.flatMap((text) => [...text.matchAll(/\[(\w+):(\w+)\]/g)].map(([all, range = '', step = '']) => [all, parseDuration(range) ?? 0, parseDuration(step) ?? 0] as const));
  expect(ranges.length).toBeGreaterThan(50);
  expect(ranges.filter(([, range, step]) => range % step !== 0 && (range + 1) % step !== 0).map(([all]) => all)).toEqual([]);
});
