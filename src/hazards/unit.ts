import { commonMultiple } from '../model/intervals.ts';
import { MINUTE } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import type { Stage } from '../proof/rehearsal.ts';
import type { ProofRule } from '../proof/rule-set.ts';
import type { HazardCase } from './hazard-case.ts';
import type { Fault } from './outcome.ts';
import { neededTimes, type NeededTimes } from './needed-times.ts';
import { joined, lengthOf, type Span } from './spans.ts';

/** The rules of one Prometheus that a drill needs. */
export interface Loaded {
  readonly stage: Stage;
  readonly rules: readonly ProofRule[];
}

/** A case with its place on the time line of its unit. */
export interface PlacedCase {
  readonly hazard: HazardCase;
  /** What anything looks at, in the world's own time. */
  readonly spans: readonly Span[];
  /** Times at which the sites' recorded series are read by a Prometheus that sees all sites, by name. */
  readonly recorded: ReadonlyMap<string, readonly Span[]>;
  /** Added to the world's time it gives that of the test. */
  readonly shiftMs: number;
}

/** Cases that are run together: of one rule set, one after another on one time line, so that none sees another. */
export interface Unit {
  readonly tells: Loaded;
  /** The sites' own Prometheis, where the one that tells reads what they record. */
  readonly sites: readonly Loaded[];
  readonly cases: readonly PlacedCase[];
}

/** Between two cases of a time line nothing is there for longer than any selector looks back. */
const APART_MS = 10 * MINUTE;

/** Units, and why some cases are in none. */
export interface Units {
  readonly units: readonly Unit[];
  readonly refused: ReadonlyMap<HazardCase, Fault>;
}

/** Puts cases into units. Those that look at little of a long time, such as two weeks ago and now, share a time line. */
export function unitsOf(cases: readonly HazardCase[], stages: readonly Stage[], settings: Settings): Units {
  const open = new Map<string, { unit: Unit; taken: Span[] }>();
  const units: Unit[] = [];
  const refused = new Map<HazardCase, Fault>();
  for (const hazard of cases) {
    if (hazard.alert === undefined) {
      refused.set(hazard, { kind: 'not-loaded' });
      continue;
    }
    const { tells, sites, placed, grainMs } = needsOf(hazard, hazard.alert, stages, settings);
    const everyMs = settings.evaluationIntervalMs;
    const other = [tells, ...sites].flatMap(({ rules }) => rules).find(({ intervalMs }) => intervalMs !== everyMs);
    if (other !== undefined) {
      refused.set(hazard, { kind: 'other-pace', group: other.group, groupMs: other.intervalMs, everyMs });
      continue;
    }
    const first = placed.spans[0]?.fromMs ?? 0;
    const spanMs = hazard.judged.untilMs - first;
    if (lengthOf(placed.spans) * 2 > spanMs) {
      units.push({ tells, sites, cases: [placed] });
      continue;
    }
    const key = JSON.stringify([tells, ...sites].map(({ stage, rules }) => [stages.indexOf(stage), rules.map(({ path, groupAt, ruleAt }) => [path, groupAt, ruleAt])]));
    const before = open.get(key);
    if (before === undefined) {
      const unit = { tells, sites, cases: [placed] };
      open.set(key, { unit, taken: moved(placed.spans, placed.shiftMs) });
      units.push(unit);
      continue;
    }
    let shiftMs = placed.shiftMs;
    while (overlap(before.taken, moved(placed.spans, shiftMs))) shiftMs += grainMs;
    const unit = { ...before.unit, cases: [...before.unit.cases, { ...placed, shiftMs }] };
    units[units.indexOf(before.unit)] = unit;
    open.set(key, { unit, taken: [...before.taken, ...moved(placed.spans, shiftMs)] });
  }
  return { units, refused };
}

interface Needs extends Omit<Unit, 'cases'> {
  readonly placed: PlacedCase;
  /** Time lines are moved by multiples of this, so that scrapes, evaluations and subqueries stay where they were. */
  readonly grainMs: number;
}

function needsOf(hazard: HazardCase, alert: ProofRule, stages: readonly Stage[], settings: Settings): Needs {
  const { stage, quiet, judged, world } = hazard;
  const { evaluationIntervalMs, scrapeIntervalMs } = settings;
  const isLoaded = ({ owner }: ProofRule): boolean => hazard.claim.failure.kind !== 'rules-missing' || owner !== hazard.cell.obligation.instance;
  const tells: Loaded = { stage, rules: stage.set.withSources([alert, ...quiet]).filter(isLoaded) };
  const sinceMs = (one: ProofRule): number => (hazard.isFromStart ? 0 : one.forMs + one.keepFiringForMs);
  const times = neededTimes(tells.rules, new Map([alert, ...quiet].map((one) => [one, [{ fromMs: judged.fromMs - sinceMs(one), untilMs: judged.untilMs }]])), evaluationIntervalMs);
  const sites = stage.sees !== 'recorded' ? [] : stages.flatMap((local): readonly (Loaded & { readonly times: NeededTimes })[] => {
    if (local.sees !== 'site' || local.site === undefined || !world.sites.has(local.site)) return [];
    const recorders = local.set.recordersFor(tells.rules.flatMap(({ selectors }) => selectors), { [settings.labels.site]: local.site }).filter(isLoaded);
    const rules = local.set.withSources(recorders).filter(isLoaded);
    return [{ stage: local, rules, times: neededTimes(rules, new Map(recorders.map((one) => [one, times.read.get(one.name) ?? []])), evaluationIntervalMs) }];
  });
  const all = [times, ...sites.map((one) => one.times)];
  const canBeMoved = all.every((one) => one.canBeMoved);
  const grainMs = [scrapeIntervalMs, evaluationIntervalMs, ...all.flatMap(({ stepsMs }) => stepsMs)].reduce(commonMultiple);
  const spans = hazard.isFromStart ? [judged] : canBeMoved ? joined([judged, ...all.flatMap(({ read }) => [...read.values()].flat())]) : [{ fromMs: 0, untilMs: judged.untilMs }];
  const first = Math.floor((spans[0]?.fromMs ?? 0) / grainMs) * grainMs;
  return { tells, sites, grainMs, placed: { hazard, spans, recorded: times.read, shiftMs: -first } };
}

function moved(spans: readonly Span[], byMs: number): Span[] {
  return spans.map(({ fromMs, untilMs }) => ({ fromMs: fromMs + byMs, untilMs: untilMs + byMs }));
}

function overlap(taken: readonly Span[], spans: readonly Span[]): boolean {
  return spans.some((one) => taken.some((other) => one.fromMs < other.untilMs + APART_MS && other.fromMs < one.untilMs + APART_MS));
}
