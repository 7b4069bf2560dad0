import type { World, WorldSeries } from '../failures/world.ts';
import { worldOf } from '../failures/world.ts';
import { DAY, MINUTE } from '../model/duration.ts';
import type { Instance, Model } from '../model/model.ts';
import { isFromStart } from '../obligations/failure.ts';
import { obligationText } from '../obligations/obligation.ts';
import { failingWorld } from '../proof/failing-world.ts';
import type { Stage } from '../proof/rehearsal.ts';
import type { ProofRule } from '../proof/rule-set.ts';
import type { Cell, Claim } from '../proof/verdict.ts';
import { endingOf, type Ending } from './ending.ts';
import { neededTimes } from './needed-times.ts';
import { joined, lengthOf, type Span } from './spans.ts';

/** One failure of an obligation, ready to be made happen: who is said to be told, and what shows whether that is so. */
export interface HazardCase {
  readonly cell: Cell;
  readonly claim: Claim;
  /** The failing instance's series, with those of a neighbour that is well; the failure begins at `onsetMs`. */
  readonly world: World;
  /** The Prometheus that tells. */
  readonly stage: Stage;
  /** The alert that is said to fire; undefined where no rule of that name is loaded. */
  readonly alert: ProofRule | undefined;
  /** Alerts that must stay quiet: the neighbour's, and those of others that look at the failing series. */
  readonly quiet: readonly ProofRule[];
  /** Evaluations that are looked at, in the world's own time. */
  readonly judged: Span;
  /** The failure lasts until then at least; what is looked at later shows how the alert ends. */
  readonly endMs: number;
  /** When the alert must be over after the failure. */
  readonly ending: Ending;
  /** Prometheus begins with the failure: rules that are missing, and what is always there, have no time in which all was well. */
  readonly isFromStart: boolean;
}

/** So long before the failure all must be quiet, and so long after the alert is due it must still fire. */
const AROUND_MS = 10 * MINUTE;
/** So long after the alert must be over it must stay quiet. */
const AFTER_MS = 3 * MINUTE;
/** A neighbour lives beside alerts that look at no more time than this: beside others it would double what takes longest. */
const NEIGHBOUR_MS = DAY;

/** The name of an obligation's drill: `eventgate-main/eqiad/outage`. */
export function drillName({ instance, site, hazard, part }: Parameters<typeof obligationText>[0]): string {
  return [instance, site === '*' ? 'all-sites' : site, hazard, ...(part === '' ? [] : [part])].join('/');
}

/** The cases of one obligation, and why some cannot be made. */
export interface CasesOfCell {
  readonly cases: readonly HazardCase[];
  readonly unknown: readonly { readonly claim: Claim; readonly why: string }[];
}

/** What cases are made from. */
export interface CaseGround {
  readonly model: Model;
  readonly stages: readonly Stage[];
  readonly cells: readonly Cell[];
  /** Alerts that were drilled beside a neighbour: once for each site shows whether they count another's series. */
  readonly watched: Set<string>;
}

/** What is claimed of one obligation, as failures to make happen; nothing of what is not claimed. */
export function hazardCases({ model, stages, cells, watched }: CaseGround, cell: Cell): CasesOfCell {
  const { verdict } = cell;
  if (verdict.kind !== 'proved' && verdict.kind !== 'witnessed') return { cases: [], unknown: [] };
  const obligation = verdict.kind === 'proved' ? cell.obligation : (cells.find(({ obligation: one }) => one.instance === verdict.by && one.site === cell.obligation.site && one.hazard === cell.obligation.hazard)?.obligation ?? cell.obligation);
  const cases: HazardCase[] = [];
  const unknown: { readonly claim: Claim; readonly why: string }[] = [];
  for (const claim of verdict.claims) {
    const { firesMs } = claim.told;
    // Nor can what was so from the start end in the midst of a test.
    const fromStart = isFromStart(claim.failure);
    const owedMs = firesMs > DAY ? 0 : cell.obligation.owed.withinMs;
    const lastsMs = Math.max(firesMs + AROUND_MS, owedMs);
    const made = failingWorld(model, obligation, { site: obligation.site, failure: claim.failure, given: claim.given, ...(fromStart ? {} : { lastsMs }) });
    if (made.kind === 'unknown') {
      unknown.push({ claim, why: made.why });
      continue;
    }
    const { path, name, groupAt } = claim.told.rule;
    const concerned = stages.filter((stage) => stage.sees !== 'site' || obligation.site === '*' || stage.site === obligation.site);
    const loaded = concerned.flatMap((stage) => stage.set.rules.filter((rule) => rule.path === path && rule.kind === 'alert' && rule.name === name).map((alert) => ({ stage, alert })));
    const { stage, alert } = loaded.find((one) => one.alert.groupAt === groupAt) ?? loaded[0] ?? { stage: concerned.find(({ set }) => set.rules.some((rule) => rule.path === path)) ?? concerned[0], alert: undefined };
    if (stage === undefined) continue;
    const { world } = made;
    const endMs = world.endMs ?? world.onsetMs + lastsMs;
    const ending = endingOf(claim, { onsetMs: world.onsetMs, endMs }, { instance: obligation.subject, settings: model.settings, stages: stage.sees === 'recorded' ? 2 : 1 });
    const judged = { fromMs: fromStart ? world.onsetMs : Math.max(0, world.onsetMs - AROUND_MS), untilMs: endMs + (ending.kind === 'within' ? ending.withinMs + AFTER_MS : 0) };
    const key = `${obligation.site} ${path} ${name}`;
    const neighbour = stage.sees === 'recorded' || lookedAtMs(stage, alert, judged, model.settings) > NEIGHBOUR_MS || watched.has(key) ? undefined : neighbourOf(model, obligation.subject, claim, obligation.site);
    watched.add(key);
    const theirs = cells.flatMap(({ obligation: other, verdict: found }) => (other.instance === neighbour?.name && other.site === obligation.site && other.hazard === obligation.hazard && found.kind === 'proved' ? [found.told.rule] : []));
    cases.push({
      cell,
      claim,
      world: neighbour === undefined ? world : withNeighbour(model, world, neighbour, claim),
      stage,
      alert,
      quiet: [...stage.set.rules.filter((rule) => theirs.some((one) => one.path === rule.path && one.name === rule.name)), ...strangers(model, stage, world, obligation.site, obligation.subject)],
      judged,
      endMs,
      ending,
      isFromStart: fromStart,
    });
  }
  return { cases, unknown };
}

/** How much time decides what an alert says, in milliseconds. */
function lookedAtMs(stage: Stage, alert: ProofRule | undefined, span: Span, { evaluationIntervalMs }: Model['settings']): number {
  if (alert === undefined) return 0;
  const { read } = neededTimes(stage.set.withSources([alert]), new Map([[alert, [span]]]), evaluationIntervalMs);
  return lengthOf(joined([...read.values()].flat()));
}

/** Another instance on the site, of the same contract where there is one: what selects too much counts its series too. */
function neighbourOf({ instances }: Model, subject: Instance | undefined, { failure }: Claim, site: string): Instance | undefined {
  if (subject === undefined) return failure.kind === 'stranger' ? instances.find((one) => one.contract.name === failure.of.contract && one.sites.includes(site)) : undefined;
  const others = instances.filter((one) => one !== subject && one.sites.includes(site));
  const at = instances.indexOf(subject);
  const inTurn = [...others.filter((one) => instances.indexOf(one) > at), ...others.filter((one) => instances.indexOf(one) < at)];
  return inTurn.find(({ contract }) => contract === subject.contract) ?? inTurn[0];
}

/** A world with the series of an instance that is well all the time; its time is moved so that one failure is in both. */
function withNeighbour(model: Model, world: World, neighbour: Instance, { failure }: Claim): World {
  const made = worldOf(model, { instance: neighbour, site: '', failure: failure.kind === 'stranger' ? { kind: 'series-end' } : failure, given: {} });
  if (made.kind === 'unknown') return world;
  const byMs = world.onsetMs - made.world.onsetMs;
  return {
    onsetMs: world.onsetMs,
    ...(world.endMs === undefined ? {} : { endMs: world.endMs }),
    sites: new Map([...world.sites].map(([site, series]) => [site, [...series, ...(made.world.sites.get(site) ?? []).map((one) => moved(one, byMs))]])),
  };
}

function moved(series: WorldSeries, byMs: number): WorldSeries {
  // No two processes have one address.
  const address = series.labels['instance']?.replace(/^10\.0\./, '10.1.');
  return {
    ...series,
    labels: { ...series.labels, ...(address === undefined ? {} : { instance: address }) },
    exists: (atMs) => series.exists(Math.max(0, atMs - byMs)),
    // Counters of a world begin at 0; before that they count on as they do later.
    valueAt: (atMs) => (atMs >= byMs ? series.valueAt(atMs - byMs) : series.valueAt(0)),
    stretch: (atMs) => {
      const { fromMs, untilMs } = series.stretch(atMs - byMs);
      return { fromMs: fromMs + byMs, untilMs: untilMs + byMs };
    },
  };
}

/** Alerts of others that look at the failing series all the same. */
function strangers({ settings }: Model, stage: Stage, world: World, site: string, subject: Instance | undefined): readonly ProofRule[] {
  if (subject === undefined || stage.sees === 'recorded') return [];
  const seen = (stage.site === undefined ? [...world.sites.values()].flat() : (world.sites.get(site) ?? [])).map(({ metric, labels }) => ({ metric, labels, isWhole: true }));
  return stage.set.readersOf(seen).filter(({ kind, labels }) => {
    const whose = labels[settings.labels.instance];
    return kind === 'alert' && whose !== undefined && !whose.includes('{{') && whose !== subject.name && whose !== subject.identity;
  });
}
