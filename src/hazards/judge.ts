import type { InhibitRule } from '../alertmanager/config.ts';
import type { ExpectedAlert } from '../coverage/alerts.ts';
import { Inhibitions } from '../coverage/inhibitions.ts';
import type { Sample } from '../drill/promtool-report.ts';
import { Labels } from '../evaluate/labels.ts';
import type { Level } from '../model/burn-policy.ts';
import type { Settings } from '../model/model.ts';
import { firingLabels } from '../proof/engine.ts';
import type { Ground } from '../proof/ground.ts';
import type { ExpectedLabels } from '../routing/labels.ts';
import type { HazardCase } from './hazard-case.ts';
import type { CaseOutcome, Fault } from './outcome.ts';

/** What verdicts rest on beside what was seen. */
export interface Bench {
  readonly settings: Settings;
  readonly ground: Ground;
  readonly inhibitRules: readonly InhibitRule[];
}

/** Which alerts of the project fired at an evaluation; time from the failure, in milliseconds. */
export interface SeenAt {
  readonly atMs: number;
  readonly firing: readonly Sample[];
}

/** Holds what fired against what is claimed and what is owed, and leads it through the routes. */
export function judged(bench: Bench, hazard: HazardCase, seen: readonly SeenAt[]): Omit<CaseOutcome, 'plot' | 'plotted'> {
  const { claim, cell, ending } = hazard;
  const { owed, hazard: kind } = cell.obligation;
  const isHeartbeat = kind === 'watchdog';
  const ours = seen.map(({ atMs, firing }) => ({ atMs, alert: firing.find((one) => isClaimed(bench, hazard, one)) }));
  const before = ours.find(({ atMs, alert }) => atMs < 0 && alert !== undefined);
  const first = ours.find(({ atMs, alert }) => atMs >= 0 && alert !== undefined);
  const lastedMs = hazard.endMs - hazard.world.onsetMs;
  const gone = first === undefined ? undefined : ours.find(({ atMs, alert }) => atMs > first.atMs && atMs <= lastedMs && alert === undefined);
  const last = ours.findLast(({ alert }) => alert !== undefined);
  const over = last === undefined ? undefined : ours.find(({ atMs }) => atMs > Math.max(last.atMs, lastedMs));
  const overMs = over === undefined ? undefined : over.atMs - lastedMs;
  const faults: Fault[] = [];
  if (before !== undefined) faults.push({ kind: 'early', beforeMs: -before.atMs });
  const others = [...new Set(seen.flatMap(({ firing }) => firing.filter((one) => isOthers(bench, hazard, one)).map(({ labels }) => labels['alertname'] ?? '')))];
  if (others.length > 0) faults.push({ kind: 'others', alerts: others });
  if (first?.alert === undefined) {
    faults.push({ kind: 'silent', untilMs: seen.at(-1)?.atMs ?? 0 });
    return { claim, firesMs: undefined, toldMs: undefined, receivers: [], ending, overMs: undefined, faults };
  }
  const { atMs: firesMs, alert } = first;
  if (firesMs > claim.told.firesMs + bench.settings.evaluationIntervalMs) faults.push({ kind: 'slower', firesMs, claimedMs: claim.told.firesMs });
  if (gone !== undefined) faults.push({ kind: 'stops', atMs: gone.atMs });
  if (ending.kind === 'within' && (overMs === undefined || overMs > ending.withinMs + bench.settings.evaluationIntervalMs)) faults.push({ kind: 'lingers', untilMs: overMs, withinMs: ending.withinMs });
  const labels = labelsOf(bench, hazard, alert);
  const level = levelOf(bench.settings, alert);
  if (owed.level === 'page' && level === 'ticket' && !isHeartbeat) faults.push({ kind: 'low' });
  const reach = bench.ground.reaches.of(labels, level, Math.max(0, owed.withinMs - firesMs), isHeartbeat);
  const silenced = silencedBy(bench, hazard, seen);
  if (silenced.length > 0) faults.push({ kind: 'inhibits', alerts: silenced });
  if (reach.kind !== 'told') return { claim, firesMs, toldMs: undefined, receivers: [], ending, overMs, faults: [...faults, { kind: 'nobody', reach: reach.kind }] };
  const toldMs = firesMs + reach.waitMs;
  if (!isHeartbeat && toldMs > owed.withinMs) faults.push({ kind: 'late', toldMs, owedMs: owed.withinMs });
  if (reach.receivers.join() !== claim.told.receivers.join()) faults.push({ kind: 'elsewhere', receivers: reach.receivers, claimed: claim.told.receivers });
  return { claim, firesMs, toldMs, receivers: reach.receivers, ending, overMs, faults };
}

function levelOf({ labels, severities }: Settings, alert: Sample): Level {
  return alert.labels[labels.severity] === severities.page ? 'page' : 'ticket';
}

/** Whether a firing alert is the claimed one, and says whom it is about. */
function isClaimed(bench: Bench, hazard: HazardCase, alert: Sample): boolean {
  return alert.labels['alertname'] === hazard.claim.told.rule.name && !isOthers(bench, hazard, alert);
}

/** Whether a firing alert is about another instance or site. */
function isOthers({ settings: { labels: names } }: Bench, { claim, cell }: HazardCase, { labels }: Sample): boolean {
  const { subject, site } = cell.verdict.kind === 'witnessed' ? { subject: undefined, site: cell.obligation.site } : cell.obligation;
  const [whose, where] = [labels[names.instance], labels[names.site]];
  if (site !== '*' && where !== undefined && where !== site) return true;
  if (subject !== undefined) return whose !== undefined && whose !== subject.name && whose !== subject.identity;
  return claim.failure.kind === 'stranger' && whose !== undefined && claim.failure.of.known.some(({ identity }) => identity === whose);
}

/** An alert as Alertmanager gets it. */
function labelsOf({ settings }: Bench, { stage }: HazardCase, { labels }: Sample): ExpectedLabels {
  const own = Object.fromEntries(Object.entries(labels).filter(([name]) => name !== 'alertstate'));
  return firingLabels(Labels.of(own), [], stage.site === undefined ? {} : { [settings.labels.site]: stage.site }, Object.values(settings.labels));
}

/** Alerts of other instances and sites that what fired would silence. */
function silencedBy(bench: Bench, hazard: HazardCase, seen: readonly SeenAt[]): readonly string[] {
  const { settings, ground } = bench;
  const names = settings.labels;
  // A rule that compares instance and site never silences another's.
  const open = bench.inhibitRules.filter(({ equal }) => !equal.includes(names.instance) || !equal.includes(names.site));
  if (open.length === 0) return [];
  const fired = new Map(seen.flatMap(({ firing }) => firing.filter((one) => !isOthers(bench, hazard, one)).map((one): [string, Sample] => [JSON.stringify(one.labels), one])));
  const sources = [...fired.values()].map((one): ExpectedAlert => ({ path: '', group: '', name: one.labels['alertname'] ?? '', external: {}, own: {}, labels: labelsOf(bench, hazard, one) }));
  const inhibitions = new Inhibitions(open, sources, Object.values(names));
  const { subject, site } = hazard.cell.obligation;
  const isElsewhere = (labels: ExpectedLabels, name: string, own: readonly string[]): boolean => {
    const value = labels.named.get(name);
    return value?.kind === 'known' && value.value !== '' && !own.includes(value.value);
  };
  const targets = ground.alerts.filter(({ labels }) => (subject !== undefined && isElsewhere(labels, names.instance, [subject.name, subject.identity])) || (site !== '*' && isElsewhere(labels, names.site, [site])));
  return [...new Set(targets.flatMap(({ name, labels }) => (inhibitions.of(labels).length > 0 ? [name] : [])))];
}
