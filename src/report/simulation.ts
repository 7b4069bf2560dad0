import type { BurnRow } from '../model/burn-policy.ts';
import { formatDuration, SECOND } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import { toDecimal, toPercentage } from '../model/rational.ts';
import { limitOf } from '../simulate/limit.ts';
import type { OutageTold, Range, Told } from '../simulate/outage.ts';
import type { Promised } from '../simulate/simulate.ts';
import { painter, type Paint } from './ansi.ts';
import { axis, bar, curve, type Span } from './plot.ts';

/** An outage as it was asked for. */
export interface Asked {
  readonly instance: string;
  readonly sites: readonly string[];
  readonly errorRatio: number;
  readonly forMs: number;
  readonly rate: number;
  /** As it was typed: `100/s`. */
  readonly rateText: string;
  readonly beforeMs: number | undefined;
}

/** What becomes of it for one objective. */
export interface Answered {
  readonly objective: string;
  readonly promised: Promised;
  readonly period: string;
  readonly told: OutageTold;
  /** What the model leaves out here. */
  readonly notes: readonly string[];
}

export interface SimulationOptions {
  readonly color: boolean;
  readonly width: number;
}

const WIDEST = 100;
const LABELS = 22;

/** Tables of all objectives; where there is only one, a plot of its windows against their thresholds. */
export function renderSimulation(asked: Asked, answers: readonly Answered[], options: SimulationOptions): string {
  const paint = painter(options.color);
  const [only] = answers;
  const head = `${asked.instance}: ${percent(asked.errorRatio)} of events fail for ${formatDuration(asked.forMs)}, at ${asked.rateText}, in ${asked.sites.join(' or ')}\n`;
  const tables = answers.map((one) => `\n${table(asked, one, paint)}`).join('');
  const plot = answers.length === 1 && only !== undefined ? `\n${plotOf(only, asked, Math.min(WIDEST, options.width), paint)}` : `\nSee one plotted: --objective ${only?.objective ?? ''}\n`;
  return head + tables + plot;
}

/** The same as data; times are seconds, `docs/simulate.md` describes the keys. */
export function simulationData(asked: Asked, answers: readonly Answered[], pace: Pick<Settings, 'evaluationIntervalMs' | 'scrapeIntervalMs' | 'scrapeTimeoutMs'>): object {
  const range = (one: Range | undefined) => (one === undefined ? null : { soonest: seconds(one.soonestMs), latest: seconds(one.latestMs) });
  const row = ({ longMs, shortMs, factor, threshold, minimumBad }: BurnRow) => ({ long: formatDuration(longMs), short: formatDuration(shortMs), burnRate: Number(toDecimal(factor)), threshold: Number(toDecimal(threshold)), minimumBad: minimumBad ?? null });
  return {
    instance: asked.instance,
    sites: asked.sites,
    outage: { errorRatio: asked.errorRatio, seconds: asked.forMs / SECOND, eventsPerSecond: asked.rate, secondsBefore: asked.beforeMs === undefined ? null : asked.beforeMs / SECOND },
    pace: { scrapeSeconds: pace.scrapeIntervalMs / SECOND, scrapeTimeoutSeconds: pace.scrapeTimeoutMs / SECOND, evaluationSeconds: pace.evaluationIntervalMs / SECOND },
    objectives: answers.map(({ objective, promised, period, told, notes }) => ({
      objective,
      target: Number(toDecimal(promised.target)),
      period,
      budgetSpent: told.budgetSpentAfter(asked.forMs),
      alerts: told.alerts.map((alert) => ({
        level: alert.level,
        rows: alert.rows.map(row),
        fires: alert.fires === undefined ? null : { ...range(alert.fires), shareOfPhases: alert.fires.share, row: row(alert.fires.row), budgetSpent: told.budgetSpentAfter(alert.fires.latestMs) },
        resolvesAfterTheEnd: range(alert.resolves),
        wouldFire: typeof alert.wouldFire === 'string' ? alert.wouldFire : range(alert.wouldFire),
      })),
      notes,
    })),
  };
}

function table(asked: Asked, { objective, promised, period, told, notes }: Answered, paint: Paint): string {
  const head = ['alert', 'fires after', 'row', 'budget spent', 'resolved after the end'];
  const rows = told.alerts.map((alert) => cells(alert, told));
  const full = [head, ...rows.filter((row) => row.length === head.length)];
  const widths = head.map((_, column) => Math.max(...full.map((row) => row[column]?.length ?? 0), column === 0 ? 6 : 0));
  const line = (row: readonly string[]): string => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`;
  const title = `${paint('place', objective)}: ${toPercentage(promised.target)} over ${period}; the outage spends ${percent(told.budgetSpentAfter(asked.forMs))} of its budget\n`;
  const partly = told.alerts.flatMap(({ level, fires }) => (fires === undefined || fires.share === 1 ? [] : [`the ${level} fires in ${Math.max(1, Math.floor(fires.share * 100))}% of phases only`]));
  return title + line(head) + rows.map(line).join('') + [...partly, ...notes].map((note) => `  ${paint('quiet', `note: ${note}`)}\n`).join('');
}

/** Five cells; two where the alert does not fire. */
function cells({ level, fires, resolves, wouldFire }: Told, told: OutageTold): readonly string[] {
  if (fires === undefined) return [level, typeof wouldFire === 'string' ? NOT_FIRING[wouldFire] : `no; would after ${rangeText(wouldFire)}`];
  return [level, rangeText(fires), rowText(fires.row), percent(told.budgetSpentAfter(fires.latestMs)), resolves === undefined ? '' : rangeText(resolves)];
}

function rowText({ longMs, shortMs, threshold }: BurnRow): string {
  return `${formatDuration(longMs)} and ${formatDuration(shortMs)} > ${toPercentage(threshold, 2)}`;
}

const NOT_FIRING = { never: 'never', unknown: 'not in this time' } as const;

/** Each row's windows as shares of its threshold, and when the alert of its level fires. */
function plotOf({ told, promised }: Answered, asked: Asked, width: number, paint: Paint): string {
  const { simulated, beginMs, endMs } = told.shown;
  const last = Math.max(endMs, ...simulated.firings.map(({ untilMs }) => untilMs ?? endMs));
  const shownMs = (last - beginMs) * 1.08;
  const span: Span = { fromMs: -shownMs * 0.04, untilMs: shownMs, columns: width - LABELS };
  const lines = [label('', 'outage') + bar(span, [{ fromMs: 0, untilMs: asked.forMs }])];
  for (const { level, rows } of told.alerts) {
    for (const row of rows) {
      const share = (windowMs: number) => curve(span, (ms) => shareOf(simulated.ratioAt(windowMs, ms + beginMs), limitOf(row, promised.target)));
      lines.push(label(level, `${formatDuration(row.longMs)} > ${toPercentage(row.threshold, 2)}`) + share(row.longMs), label('', formatDuration(row.shortMs)) + share(row.shortMs));
    }
    const firings = simulated.firings.filter((one) => one.level === level).map(({ fromMs, untilMs }) => ({ fromMs: fromMs - beginMs, untilMs: (untilMs ?? last) - beginMs }));
    if (firings.length > 0) lines.push(paint(level === 'page' ? 'error' : 'warning', (label('', 'fires') + bar(span, firings)).trimEnd()));
  }
  const [ticks, labels] = axis(span);
  const key = 'Error ratio of each window as a share of its threshold; █ is above it.';
  return `${[...lines, label('', '') + ticks, label('', '') + labels].map((line) => line.trimEnd()).join('\n')}\n${paint('quiet', key)}\n`;
}

function shareOf(ratio: number | undefined, limit: number): number | undefined {
  return ratio === undefined ? undefined : ratio / limit;
}

function label(level: string, text: string): string {
  return `  ${level.padEnd(7)}${text}`.padEnd(LABELS).slice(0, LABELS);
}

function rangeText({ soonestMs, latestMs }: Range): string {
  const [soonest, latest] = [whole(soonestMs), whole(latestMs)];
  return soonest === latest ? soonest : `${soonest} to ${latest}`;
}

/** To the second: more is noise. */
function whole(ms: number): string {
  return formatDuration(seconds(ms) * SECOND);
}

function seconds(ms: number): number {
  return Math.round(ms / SECOND);
}

/** Three digits. */
function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}
