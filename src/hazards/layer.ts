import type { Sample } from '../drill/promtool-report.ts';
import { putRecorded } from '../drill/recorded-samples.ts';
import type { Samples } from '../drill/samples.ts';
import type { Observation } from '../drill/test-file.ts';
import { HOUR, MINUTE } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import type { ProofRule } from '../proof/rule-set.ts';
import type { Labels } from '../routing/labels.ts';
import type { HazardCase } from './hazard-case.ts';
import { neededTimes } from './needed-times.ts';
import { inTurn, runOf, type HazardRun, type Parts, type Piece } from './run.ts';
import { joined, multiplesIn, type Span } from './spans.ts';
import type { Loaded } from './unit.ts';

/** What rules recorded in the course of a case: samples by time, in the world's own; `more` tells whose they are. */
export interface Store {
  readonly hazard: HazardCase;
  readonly more: Labels;
  readonly at: ReadonlyMap<number, readonly Sample[]>;
}

/** Times at which what a rule makes is wanted, by case. */
export type Wanted = ReadonlyMap<HazardCase, ReadonlyMap<ProofRule, readonly Span[]>>;

/** Rules of a Prometheus of which only the near past decides, or one evaluation of the far past; and what was recorded for them before. */
export interface Layer {
  readonly loaded: Loaded;
  readonly wanted: Wanted;
  readonly stores: readonly Store[];
  readonly part: string;
}

/** A run of a layer, and where its time line holds what is wanted: each moment of each case, and when it is in the test. */
export interface LayerRun {
  readonly run: HazardRun;
  readonly moments: readonly { readonly hazard: HazardCase; readonly worldMs: number }[];
}

/** No selector without a range or an offset looks back further, twice over. */
const APART_MS = 10 * MINUTE;
/** Between two evaluations of rules that look at single hours of days ago: their own state is nothing, so each stands for itself. */
const FAR_STEP_MS = HOUR;

/** Runs rules of the near past: stretches of all cases one after another, however far apart they were. */
export function nearRun({ loaded, wanted, stores, part }: Layer, settings: Settings, expr: string): LayerRun {
  const pieces: Piece[] = [];
  const moments: { readonly hazard: HazardCase; readonly worldMs: number; readonly atMs: number }[] = [];
  const everyMs = settings.evaluationIntervalMs;
  let nextMs = 0;
  for (const [hazard, asked] of wanted) {
    const { read, stepsMs } = neededTimes(loaded.rules, asked, everyMs);
    const grainMs = Math.max(settings.scrapeIntervalMs, everyMs, ...stepsMs);
    const times = joined([...asked.values()].flat());
    for (const span of joined([...times, ...[...read.values()].flat()])) {
      const fromMs = Math.floor(span.fromMs / grainMs) * grainMs;
      const piece = { hazard, span, shiftMs: nextMs - fromMs };
      pieces.push(piece);
      for (const worldMs of multiplesIn(times.filter((one) => span.fromMs <= one.fromMs && one.untilMs <= span.untilMs), everyMs)) moments.push({ hazard, worldMs, atMs: worldMs + piece.shiftMs });
      nextMs = Math.ceil((span.untilMs + piece.shiftMs + APART_MS) / grainMs) * grainMs;
    }
  }
  const observations = moments.map(({ atMs }): Observation => ({ expr, atMs }));
  return { run: runOf(loaded, settings, pieces, { judges: [], observations, put: putter(pieces, stores, settings), part }), moments };
}

/** Runs rules that look far back, and at themselves never: each moment has a copy of what it looks at, on one time line that is evaluated every hour. */
export function farRun({ loaded, wanted, stores, part }: Layer, settings: Settings, expr: string, judgesOf: (at: (hazard: HazardCase, worldMs: number) => number | undefined) => Parts['judges']): LayerRun {
  const everyMs = settings.evaluationIntervalMs;
  const pieces: Piece[] = [];
  const taken = new Set<number>();
  const moments: { readonly hazard: HazardCase; readonly worldMs: number; readonly atMs: number }[] = [];
  for (const [hazard, asked] of wanted) {
    for (const worldMs of multiplesIn(joined([...asked.values()].flat()), everyMs)) {
      const moment = { fromMs: worldMs, untilMs: worldMs };
      const rules = [...asked].flatMap(([rule, spans]) => (spans.some(({ fromMs, untilMs }) => fromMs <= worldMs && worldMs <= untilMs) ? [rule] : []));
      const spans = joined([moment, ...rules.flatMap((rule) => [...neededTimes([rule], new Map([[rule, [moment]]]), everyMs).read.values()].flat())]);
      const first = spans[0]?.fromMs ?? worldMs;
      let atMs = Math.ceil((worldMs - first) / FAR_STEP_MS) * FAR_STEP_MS;
      while (spans.some((span) => slotsOf(span, atMs - worldMs).some((slot) => taken.has(slot)))) atMs += FAR_STEP_MS;
      for (const span of spans) {
        for (const slot of slotsOf(span, atMs - worldMs)) taken.add(slot);
        pieces.push({ hazard, span, shiftMs: atMs - worldMs });
      }
      moments.push({ hazard, worldMs, atMs });
    }
  }
  const find = (hazard: HazardCase, worldMs: number): number | undefined => moments.find((one) => one.hazard === hazard && one.worldMs === worldMs)?.atMs;
  const observations = moments.map(({ atMs }): Observation => ({ expr, atMs }));
  return { run: runOf(loaded, settings, pieces, { judges: judgesOf(find), observations, put: putter(pieces, stores, settings), part, stepMs: FAR_STEP_MS }), moments };
}

/** The minutes that a stretch takes on a time line, with those that a selector may still look back to it. */
function slotsOf({ fromMs, untilMs }: Span, byMs: number): readonly number[] {
  const first = Math.floor((fromMs + byMs) / MINUTE);
  return Array.from({ length: Math.ceil((untilMs + byMs + APART_MS) / MINUTE) - first + 1 }, (_, index) => first + index);
}

/** What a run of a layer saw, as stores for the next: one for each case. */
export function storesOf({ moments }: LayerRun, seen: readonly (readonly Sample[])[], more: Labels): readonly Store[] {
  const stores = new Map<HazardCase, Map<number, readonly Sample[]>>();
  for (const [index, { hazard, worldMs }] of moments.entries()) {
    const at = stores.get(hazard) ?? new Map<number, readonly Sample[]>();
    stores.set(hazard, at);
    at.set(worldMs, seen[index] ?? []);
  }
  return [...stores].map(([hazard, at]) => ({ hazard, more, at: new Map([...at].sort(([a], [b]) => a - b)) }));
}

function putter(pieces: readonly Piece[], stores: readonly Store[], { evaluationIntervalMs }: Settings): Parts['put'] {
  return (samples: Samples, intervalMs: number): void => {
    for (const { hazard, span, shiftMs } of inTurn(pieces)) {
      for (const store of stores) {
        if (store.hazard !== hazard) continue;
        const within = multiplesIn([span], evaluationIntervalMs).flatMap((worldMs): readonly (readonly [number, readonly Sample[]])[] => {
          const found = store.at.get(worldMs);
          return found === undefined ? [] : [[(worldMs + shiftMs) / intervalMs, found]];
        });
        putRecorded(samples, within, store.more, evaluationIntervalMs / intervalMs);
      }
    }
  };
}
