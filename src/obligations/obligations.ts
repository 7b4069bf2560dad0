import { MINUTE } from '../model/duration.ts';
import type { Instance, Model, Objective, Owed } from '../model/model.ts';
import { isTimeWeighted, type Measure, type Part } from '../model/indicator.ts';
import { nominalPeriodMs } from '../model/period.ts';
import { minus, ONE, toNumber } from '../model/rational.ts';
import { sitesOf } from '../model/sites.ts';
import type { Hazard } from '../spec/waivers.ts';
import type { Failure, Wanting } from './failure.ts';
import type { Obligation } from './obligation.ts';

/** Burn rates of the failures that are less than total. */
const PARTIAL_BURN = 20;
const SLOW_BURN = 1.5;
/** Beyond this share of bad events a partial outage is told like a total one, and is not asked for. */
const MOST_PARTIAL = 0.5;
/** A part of the period in which a partial outage has spent some 3 % of the budget: an hour of 30 days. It is owed no sooner. */
const PARTIAL_PART = 720;
/** At 1.5 times the sustainable rate a tenth of the period has spent 15 % of the budget. */
const SLOW_PART = 10;
/** Scrape, time-out, evaluation, tile and group wait, with some to spare. */
const LAG_MS = 15 * MINUTE;
/** What is left of traffic that drops, of the share below which it is a drop. */
const OF_FLOOR = 0.5;
/** A living process that lacks what is born with its first event may be idle for half an hour before a ticket asks. */
const IDLE_MS = 60 * MINUTE;
const STRANGER: Owed = { level: 'ticket', withinMs: 120 * MINUTE };
const RULES_DEAD_MS = 30 * MINUTE;

/**
 * Everything that a project owes: for each instance, site and way to fail, who is told and how soon. What an instance can
 * fail at follows from its contract, what is owed from its class; nobody lists alerts.
 */
export function obligationsOf(model: Model): readonly Obligation[] {
  return [...model.instances.flatMap((instance) => instance.sites.flatMap((site) => ofSite(model, instance, site)).concat(ofAllSites(instance))), ...ofRules(model)];
}

interface Case {
  readonly hazard: Hazard;
  readonly part?: string;
  readonly owed: Owed;
  readonly failures: readonly Failure[];
  readonly wanting?: readonly Wanting[];
}

function ofSite(model: Model, instance: Instance, site: string): readonly Obligation[] {
  return casesOf(model, instance).map((one) => obligation(instance, site, one));
}

function obligation(instance: Instance, site: string, { hazard, part, owed, failures, wanting }: Case): Obligation {
  return { instance: instance.name, subject: instance, site, hazard, part: part ?? '', owed, failures, wanting: wanting ?? [], at: instance.at };
}

function casesOf(model: Model, instance: Instance): readonly Case[] {
  const { objectives, uninstrumented, owes, contract, absent, traffic } = instance;
  const counted = objectives.filter((one) => one.everyMs === undefined && !isLatency(instance, one.measure));
  const slow = objectives.filter((one) => isLatency(instance, one.measure));
  const probes = objectives.filter((one) => one.everyMs !== undefined);
  const wantingOf = (isOf: (one: Instance['uninstrumented'][number]) => boolean): readonly Wanting[] => uninstrumented.filter(isOf);
  const uncounted = wantingOf((one) => one.everyMs === undefined && !isLatency(instance, one.measure));
  const fail = (share: (one: Objective) => number) => (one: Objective): Failure => ({ kind: 'events-fail', objective: one, share: share(one) });
  const budget = ({ target }: Objective): number => toNumber(minus(ONE, target));
  const byEvents = counted.filter((one) => !isTimeWeighted(one.measure));
  const cases: Case[] = [];
  const add = (one: Case): void => {
    if (one.failures.length > 0 || (one.wanting ?? []).length > 0) cases.push(one);
  };
  /** What no class says is owed as the rows promise it; a policy that does not look at such a burn rate promises nothing. */
  const addBurn = (hazard: Hazard, said: Owed | undefined, burn: number, part: number, concerned: readonly Objective[]): void => {
    const promised = concerned.flatMap((objective) => {
      const promise = promiseOf(objective, burn, part);
      return promise === undefined ? [] : [{ objective, promise }];
    });
    const judged = said === undefined ? promised.map(({ objective }) => objective) : concerned;
    const owed: Owed = said ?? { level: promised.every(({ promise }) => promise.level === 'page') && promised.length > 0 ? 'page' : 'ticket', withinMs: Math.max(0, ...promised.map(({ promise }) => promise.withinMs)) };
    add({ hazard, owed, failures: judged.map(fail((one) => burn * budget(one))), wanting: uncounted });
  };
  add({ hazard: 'outage', owed: owes.outage, failures: counted.map(fail(() => 1)), wanting: uncounted });
  addBurn('partial-outage', owes.partialOutage, PARTIAL_BURN, PARTIAL_PART, byEvents.filter((one) => PARTIAL_BURN * budget(one) <= MOST_PARTIAL));
  addBurn('slow-burn', owes.slowBurn, SLOW_BURN, SLOW_PART, byEvents);
  add({ hazard: 'latency', owed: owes.latency ?? owes.outage, failures: slow.map((objective) => ({ kind: 'slow', objective })), wanting: wantingOf((one) => isLatency(instance, one.measure)) });
  if (traffic !== undefined) {
    add({ hazard: 'traffic-stop', owed: owes.trafficDrop, failures: [{ kind: 'less-comes', share: 0 }] });
    add({ hazard: 'traffic-drop', owed: owes.trafficDrop, failures: [{ kind: 'less-comes', share: OF_FLOOR * toNumber(traffic.floor) }] });
  }
  if (objectives.length > 0) {
    const isSoon = contract.target?.identityLabel === undefined || objectives.every(({ measure }) => measure.kind === 'gauge');
    add({ hazard: 'series-absent', owed: isSoon ? absent : { level: 'ticket', withinMs: Math.max(absent.withinMs, IDLE_MS) }, failures: [{ kind: 'series-end' }] });
  }
  if (contract.target?.identityLabel !== undefined) {
    const exported = objectives.length > 0;
    add({
      hazard: 'target-down',
      owed: absent,
      failures: exported || model.settings.scope === 'site' ? [{ kind: 'targets-end', state: 'down' }, { kind: 'targets-end', state: 'gone' }] : [],
    });
  }
  const probePeriod = Math.max(0, ...[...probes, ...uninstrumented].map(({ everyMs }) => everyMs ?? 0));
  const unprobed = wantingOf((one) => one.everyMs !== undefined);
  add({ hazard: 'canary-failing', owed: owes.canaryFailing ?? { level: owes.highest, withinMs: 3 * probePeriod }, failures: probes.map((objective) => ({ kind: 'probe-fails', objective })), wanting: unprobed });
  add({ hazard: 'canary-silent', owed: owes.canarySilent ?? { level: 'ticket', withinMs: Math.max(60 * MINUTE, 4 * probePeriod) }, failures: probes.map((objective) => ({ kind: 'probe-stops', objective })), wanting: unprobed });
  if (model.watcher !== undefined && objectives.length > 0) add({ hazard: 'rules-dead', owed: { level: model.watcher.owed.level, withinMs: RULES_DEAD_MS }, failures: [{ kind: 'rules-missing' }] });
  return cases;
}

/** A rare stream is one stream, wherever its events come: its silence is that of all sites. */
function ofAllSites(instance: Instance): readonly Obligation[] {
  const { streams, owes } = instance;
  return (streams?.declared ?? []).map(({ name, longestGapMs }) =>
    obligation(instance, '*', { hazard: 'stream-silent', part: name, owed: { level: owes.streamSilent.level, withinMs: longestGapMs + owes.streamSilent.withinMs }, failures: [{ kind: 'stream-stops', stream: name, longestGapMs }] }),
  );
}

/** What is owed of the rules themselves, where the project has them watched. */
function ofRules({ watcher, instances, settings, routing }: Model): readonly Obligation[] {
  if (watcher === undefined) return [];
  const sites = sitesOf(instances);
  const head = { instance: watcher.name, subject: undefined, wanting: [], at: watcher.at };
  return sites.flatMap((site): readonly Obligation[] => [
    ...watcher.kinds.map((of): Obligation => ({ ...head, site, hazard: 'uncovered-instance', part: of.contract, owed: STRANGER, failures: [{ kind: 'stranger', of }] })),
    ...(routing?.watchdog === undefined || (settings.scope === 'global' && site !== sites[0])
      ? []
      : [{ ...head, site: settings.scope === 'global' ? '*' : site, hazard: 'watchdog' as const, part: '', owed: { level: 'ticket' as const, withinMs: 2 * routing.watchdog.everyMs }, failures: [{ kind: 'silence' as const }] }]),
  ]);
}

/**
 * What the rows of an objective promise of a burn rate: the most urgent level that looks at it, within the time in which its window
 * fills (Google SRE Workbook, chapter 5) and what passes until it is told, or the usual part of the period where that is longer.
 */
function promiseOf({ rows, period }: Objective, burn: number, part: number): Owed | undefined {
  const looking = rows.filter((row) => toNumber(row.factor) < burn);
  const level = looking.some((row) => row.level === 'page') ? 'page' : 'ticket';
  const filled = looking.flatMap((row) => (row.level === level ? [(row.longMs * toNumber(row.factor)) / burn] : []));
  return filled.length === 0 ? undefined : { level, withinMs: Math.max(nominalPeriodMs(period) / part, Math.ceil(Math.min(...filled) / MINUTE) * MINUTE + LAG_MS) };
}

/** Whether a measure counts how long answers take: it reads a histogram of the contract. */
function isLatency({ contract }: Instance, measure: Measure): boolean {
  if (measure.kind !== 'events') return false;
  const of = (part: Part): boolean => part.kind === 'query' ? part.histogram !== undefined : contract.metrics.get((part.selector.metric ?? '').replace(/_(bucket|count|sum)$/, ''))?.type === 'histogram';
  switch (measure.events.kind) {
    case 'total-bad':
      return of(measure.events.total);
    case 'total-good':
      return of(measure.events.good);
    case 'good-bad':
      return of(measure.events.good);
  }
}
