import { belowSustainable } from '../checks/below-sustainable.ts';
import { budgetGoneUnseen } from '../checks/budget-gone-unseen.ts';
import type { JudgedRow, RowCheck } from '../checks/burn-row.ts';
import { shortWindow } from '../checks/short-window.ts';
import { unreachableThreshold } from '../checks/unreachable-threshold.ts';
import { windowBeyondPeriod } from '../checks/window-beyond-period.ts';
import { windowBeyondRetention } from '../checks/window-beyond-retention.ts';
import { Sink } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source.ts';
import type { BurnRow, Level } from '../model/burn-policy.ts';
import { derivedRows } from '../model/derived-rows.ts';
import type { Period, Settings } from '../model/model.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { dividedBy, minus, ONE, rational, times, type Rational } from '../model/rational.ts';
import { PROBE_FAILURES, RECOVERY_EXPECTED_BAD, RECOVERY_PROBES, significantFailures } from '../model/significance.ts';
import { wholeWindowMs } from '../model/windows.ts';
import { withinDeadline, type OutageDeadline, type SoundRow } from './outage-deadline.ts';

/** A policy's row as written, with its place. */
export interface PolicyRow {
  readonly level: Level;
  readonly budgetShare: Rational;
  readonly longMs: number;
  readonly shortMs: number;
  readonly at: Location;
}

/** The burn-rate rows of a class: as a project wrote them, or made for each objective's own period and target. */
export type Policy =
  | { readonly kind: 'written'; readonly rows: readonly PolicyRow[] }
  | { readonly kind: 'derived'; readonly pagesAre: Level; /** Where the class asks for them. */ readonly at: Location };

/** The part of an objective that a row's arithmetic needs. */
export interface Promised {
  readonly name: string;
  readonly target: Rational;
  readonly period: Period;
  /** Where the target is written. */
  readonly at: Location;
  readonly periodAt: Location;
}

/** How fast news comes, and of what: scrapes and evaluations, and a probe's period where events are its own. */
export interface Pace {
  readonly settings: Pick<Settings, 'scrapeIntervalMs' | 'scrapeTimeoutMs' | 'evaluationIntervalMs' | 'retentionMs'>;
  readonly everyMs: number | undefined;
  /** Whether evaluations are counted, and not events. */
  readonly isTimeWeighted: boolean;
  /** The class's, as its policy is. */
  readonly outage: OutageDeadline;
}

/** The checks of a row, the most telling first: a row is refused for one reason at a time. */
const ROW_CHECKS: readonly RowCheck[] = [windowBeyondPeriod, unreachableThreshold, belowSustainable, shortWindow, windowBeyondRetention];

/**
 * The rows of a policy for one objective: factor = budget share x period / long, threshold = factor x (1 - target)
 * (Google SRE Workbook, chapter 5). A row that could never fire, or would fire while the objective is met, is refused with its arithmetic.
 */
export function burnRows(policy: Policy, promise: Promised, pace: Pace, sink: Sink): readonly BurnRow[] {
  const ofPolicy = shared.get(policy) ?? new Map<Rational, Map<string, readonly BurnRow[]>>();
  shared.set(policy, ofPolicy);
  const known = ofPolicy.get(promise.target) ?? new Map<string, readonly BurnRow[]>();
  ofPolicy.set(promise.target, known);
  const key = [nominalPeriodMs(promise.period), pace.everyMs, pace.isTimeWeighted].join(' ');
  const before = known.get(key);
  if (before !== undefined) return before;
  const problems = new Sink();
  const rows = judgedRows(policy, promise, pace, problems);
  for (const one of problems.sorted) sink.report(one);
  if (problems.sorted.length === 0) known.set(key, rows);
  return rows;
}

/** The rows that objectives of the same promise share, where no check had anything to say. */
const shared = new WeakMap<Policy, Map<Rational, Map<string, readonly BurnRow[]>>>();

function judgedRows(policy: Policy, promise: Promised, paced: Pace, sink: Sink): readonly BurnRow[] {
  const { settings, everyMs, isTimeWeighted, outage } = paced;
  const budget = minus(ONE, promise.target);
  const periodMs = nominalPeriodMs(promise.period);
  const { scrapeIntervalMs, scrapeTimeoutMs, evaluationIntervalMs, retentionMs } = settings;
  const race = { objective: promise.name, target: promise.target, periodMs, scrapeIntervalMs, scrapeTimeoutMs, evaluationIntervalMs, everyMs };
  for (const one of budgetGoneUnseen(race, promise.at)) sink.report(one);
  const sound: SoundRow[] = [];
  for (const given of rowsOf(policy, budget, periodMs, paced)) {
    const row = whole(everyMs === undefined ? given : lengthened(given, 2 * everyMs + settings.scrapeIntervalMs), evaluationIntervalMs);
    const factor = dividedBy(times(row.budgetShare, rational(periodMs)), rational(row.longMs));
    const threshold = times(factor, budget);
    const judged: JudgedRow = { ...row, objective: promise.name, factor, threshold, budget, periodMs, scrapeIntervalMs, evaluationIntervalMs, retentionMs, targetAt: promise.at, periodAt: promise.periodAt, rowAt: row.at };
    const refusal = ROW_CHECKS.map((check) => check(judged)).find((one) => one !== undefined);
    if (refusal === undefined) sound.push({ level: row.level, budgetShare: row.budgetShare, longMs: row.longMs, shortMs: row.shortMs, factor, threshold });
    else sink.report(refusal);
  }
  const rows = withinDeadline(sound, { name: promise.name, budget, periodMs, everyMs, isTimeWeighted, targetAt: promise.at }, outage, settings, sink);
  const windows = [...new Set(rows.flatMap(({ longMs, shortMs }) => [longMs, shortMs]))].sort((a, b) => a - b);
  // An evaluation is counted whether there is traffic or not: a short window of them is never empty.
  const recovery = ({ longMs, shortMs }: SoundRow): BurnRow['recovery'] =>
    isTimeWeighted ? undefined : { windowsMs: windows.filter((ms) => ms === shortMs || (ms > shortMs && ms < longMs)), enough: everyMs === undefined ? { of: 'expected-bad', moreThan: RECOVERY_EXPECTED_BAD } : { of: 'events', moreThan: RECOVERY_PROBES } };
  return rows.map((row) => ({ ...row, minimumBad: isTimeWeighted ? undefined : fewestBad(row.factor, everyMs), recovery: recovery(row) }));
}

function rowsOf(policy: Policy, budget: Rational, periodMs: number, { settings, everyMs, isTimeWeighted, outage }: Pace): readonly PolicyRow[] {
  if (policy.kind === 'written') return policy.rows;
  const rows = derivedRows({ budget, periodMs, everyMs, isTimeWeighted, pace: { ...settings, groupWaitMs: outage.groupWaitMs }, outage }, (level) => (level === 'page' ? policy.pagesAre : level));
  return rows.map((row) => ({ ...row, at: policy.at }));
}

function fewestBad(factor: Rational, everyMs: number | undefined): number | undefined {
  return everyMs === undefined ? significantFailures(factor) : PROBE_FAILURES;
}

/** A probe's windows hold at least two of its periods and a scrape, or most evaluations would see nothing. */
function lengthened(row: PolicyRow, fewestMs: number): PolicyRow {
  const shortMs = Math.max(row.shortMs, fewestMs);
  return { ...row, shortMs, longMs: Math.max(row.longMs, shortMs) };
}

/** A window that is no whole number of evaluations would hold more than its length: at 2m, one of 5m would sum 6m. */
function whole(row: PolicyRow, evaluationIntervalMs: number): PolicyRow {
  return { ...row, shortMs: wholeWindowMs(row.shortMs, evaluationIntervalMs), longMs: wholeWindowMs(row.longMs, evaluationIntervalMs) };
}
