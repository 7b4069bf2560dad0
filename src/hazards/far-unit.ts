import type { PromtoolVerdict } from '../drill/promtool-report.ts';
import { firingExpr, type Judge } from '../drill/questions.ts';
import { reachesOf } from '../evaluate/reach.ts';
import { HOUR } from '../model/duration.ts';
import type { Settings } from '../model/model.ts';
import type { ProofRule } from '../proof/rule-set.ts';
import type { HazardCase } from './hazard-case.ts';
import { judged, type Bench, type SeenAt } from './judge.ts';
import { farRun, nearRun, storesOf, type Layer, type Store, type Wanted } from './layer.ts';
import { neededTimes } from './needed-times.ts';
import type { CaseOutcome } from './outcome.ts';
import { recordedExpr, type HazardRun } from './run.ts';
import { joined, type Span } from './spans.ts';
import type { Loaded, Unit } from './unit.ts';

/** An offset from which on a rule is said to look far back. */
const FAR_MS = 6 * HOUR;

type Runs<T> = Generator<HazardRun, T, Extract<PromtoolVerdict, { kind: 'answered' }>>;

/**
 * A unit whose alert looks, itself or through what is recorded, at single hours of days ago: promtool evaluates every rule at every minute from the first of them on, which
 * for two weeks takes a minute. So rules of the near past run over the hours that count alone, one after another; and those that look far back, which
 * depend on nothing but what they read, once for each moment.
 */
export interface FarUnit {
  /** That of the failure, and those that must stay quiet. */
  readonly alerts: readonly ProofRule[];
  /** Recording rules of the Prometheus that tells. */
  readonly own: Layers;
  /** Those of the sites' own Prometheis, which it reads. */
  readonly sites: readonly Layers[];
}

/** Recording rules of one Prometheus, those that look far back apart: they read only the others. */
interface Layers {
  readonly near: Loaded;
  readonly far: Loaded;
}

/** A unit's rules in layers; undefined where they cannot be taken apart. */
export function farUnitOf(unit: Unit, settings: Settings): FarUnit | undefined {
  const { tells, sites, cases } = unit;
  const alerts = tells.rules.filter(({ kind }) => kind === 'alert');
  const isPlain = (rule: ProofRule): boolean => rule.forMs === 0 && rule.keepFiringForMs === 0 && rule.selectors.every(({ metric }) => metric !== undefined && !metric.startsWith('ALERTS')) && stepsOf(rule, settings).every((stepMs) => settings.evaluationIntervalMs % stepMs === 0);
  const layersOf = ({ stage, rules }: Loaded): Layers => {
    const recorders = rules.filter(({ kind }) => kind === 'record');
    return { near: { stage, rules: recorders.filter((one) => !looksFar(one, settings)) }, far: { stage, rules: recorders.filter((one) => looksFar(one, settings)) } };
  };
  const isLayered = ({ near, far }: Layers): boolean => far.rules.every(isPlain) && !reads([...near.rules, ...far.rules], far.rules);
  const unitLayers = { alerts, own: layersOf(tells), sites: sites.map(layersOf) };
  const isGappy = cases.every(({ spans }) => spans.length > 1);
  return isGappy && [unitLayers.own, ...unitLayers.sites].every(isLayered) && alerts.every(isPlain) ? unitLayers : undefined;
}

function looksFar(rule: ProofRule, settings: Settings): boolean {
  const tree = rule.tree();
  return tree !== undefined && (reachesOf(tree, { lookbackMs: 0, defaultStepMs: settings.evaluationIntervalMs })?.reads ?? []).some(({ nearMs }) => nearMs >= FAR_MS);
}

function stepsOf(rule: ProofRule, settings: Settings): readonly number[] {
  const tree = rule.tree();
  return (tree === undefined ? undefined : reachesOf(tree, { lookbackMs: 0, defaultStepMs: settings.evaluationIntervalMs })?.stepsMs) ?? [];
}

function reads(rules: readonly ProofRule[], recorders: readonly ProofRule[]): boolean {
  return rules.some(({ selectors }) => selectors.some(({ metric }) => recorders.some(({ name }) => name === metric)));
}

/** The runs of such a unit, each waiting for the answer to the one before; and what became of its cases. */
export function* farRuns(bench: Bench, unit: Unit, { alerts, own: ownLayers, sites }: FarUnit): Runs<ReadonlyMap<HazardCase, CaseOutcome>> {
  const { settings } = bench;
  const hazards = unit.cases.map(({ hazard }) => hazard);
  const wanted: Wanted = new Map(hazards.map((hazard) => [hazard, new Map(alerts.map((one) => [one, [hazard.judged]]))]));
  const byAlert = readsOf(alerts, wanted, settings);
  const own = wantedIn(ownLayers, byAlert, settings);
  const bySites = [byAlert, readsOf(ownLayers.far.rules, own.far, settings), readsOf(ownLayers.near.rules, own.near, settings)].reduce(together);
  const stores: Store[] = [];
  for (const layers of sites) {
    const found = yield* recordedBy(layers, wantedIn(layers, bySites, settings), [], settings);
    stores.push(...found.map((one) => ({ ...one, more: { [settings.labels.site]: layers.near.stage.site ?? '' } })));
  }
  stores.push(...(yield* recordedBy(ownLayers, own, stores, settings)));
  const telling = farRun({ loaded: { stage: unit.tells.stage, rules: alerts }, wanted, stores, part: 'far' }, settings, firingExpr(settings), (at) => hazards.flatMap((hazard) => judgesOf(hazard, settings, (worldMs) => at(hazard, worldMs))));
  const { seen } = yield telling.run;
  return new Map(
    hazards.map((hazard): [HazardCase, CaseOutcome] => {
      const moments = telling.moments.flatMap((one, index): readonly SeenAt[] => (one.hazard === hazard ? [{ atMs: one.worldMs - hazard.world.onsetMs, firing: seen[index] ?? [] }] : []));
      return [hazard, { ...judged(bench, hazard, moments), plot: undefined, plotted: [] }];
    }),
  );
}

/** What is wanted of both layers of a Prometheus, for what is read of it. */
function wantedIn({ near, far }: Layers, read: Reads, settings: Settings): { readonly near: Wanted; readonly far: Wanted } {
  const ofFar = wantedOf(far.rules, read);
  return { near: wantedOf(near.rules, together(read, readsOf(far.rules, ofFar, settings))), far: ofFar };
}

/** Runs both layers of a Prometheus; what it recorded. */
function* recordedBy({ near, far }: Layers, wanted: ReturnType<typeof wantedIn>, stores: readonly Store[], settings: Settings): Runs<readonly Store[]> {
  const found = yield* layered({ loaded: near, wanted: wanted.near, stores, part: 'near' }, settings, nearRun);
  const last = yield* layered({ loaded: far, wanted: wanted.far, stores: [...stores, ...found], part: 'far' }, settings, (layer, of, expr) => farRun(layer, of, expr, () => []));
  return [...found, ...last];
}

function* layered(layer: Layer, settings: Settings, make: (layer: Layer, settings: Settings, expr: string) => ReturnType<typeof nearRun>): Runs<readonly Store[]> {
  const names = new Set([...layer.wanted.values()].flatMap((of) => [...of.keys()].map(({ name }) => name)));
  if (names.size === 0) return [];
  const made = make(layer, settings, recordedExpr([...names]));
  const { seen } = yield made.run;
  return storesOf(made, seen, {});
}

/** Times at which names are read, by case. */
type Reads = ReadonlyMap<HazardCase, ReadonlyMap<string, readonly Span[]>>;

/** What rules read for what is wanted of them, whoever records it. */
function readsOf(rules: readonly ProofRule[], wanted: Wanted, { evaluationIntervalMs }: Settings): Reads {
  return new Map([...wanted].map(([hazard, asked]) => [hazard, neededTimes(rules, asked, evaluationIntervalMs).read]));
}

/** The rules that record what is read, and when. */
function wantedOf(rules: readonly ProofRule[], read: Reads): Wanted {
  return new Map([...read].map(([hazard, byName]) => [hazard, new Map(rules.flatMap((rule): readonly [ProofRule, readonly Span[]][] => {
    const spans = byName.get(rule.name);
    return rule.kind === 'record' && spans !== undefined ? [[rule, spans]] : [];
  }))]));
}

function together(one: Reads, other: Reads): Reads {
  return new Map([...one].map(([hazard, byName]) => {
    const more = other.get(hazard) ?? new Map<string, readonly Span[]>();
    const names = new Set([...byName.keys(), ...more.keys()]);
    return [hazard, new Map([...names].map((name) => [name, joined([...(byName.get(name) ?? []), ...(more.get(name) ?? [])])]))];
  }));
}

/** What the standing test asks of a case: quiet at the last moment before, firing an evaluation after it is claimed, and while the failure lasts; over at the end. */
function judgesOf({ claim, world, judged: looked, endMs, ending }: HazardCase, { evaluationIntervalMs }: Settings, at: (worldMs: number) => number | undefined): readonly Judge[] {
  const firing = `clamp_max(count(ALERTS{alertname=${JSON.stringify(claim.told.rule.name)}, alertstate="firing"}), 1)`;
  const onGrid = (worldMs: number): number => Math.floor(worldMs / evaluationIntervalMs) * evaluationIntervalMs;
  const asked = [
    [onGrid(world.onsetMs), undefined],
    [onGrid(world.onsetMs + claim.told.firesMs + evaluationIntervalMs), 1],
    [onGrid(endMs), 1],
    ...(ending.kind === 'never' ? [] : [[onGrid(looked.untilMs), undefined] as const]),
  ] as const;
  return asked.flatMap(([worldMs, value]) => {
    const atMs = at(worldMs);
    return atMs === undefined ? [] : [{ expr: firing, atMs, value }];
  });
}
