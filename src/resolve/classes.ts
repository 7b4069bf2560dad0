import { absenceDeadline } from '../checks/absence-deadline.ts';
import { nobodyToTell } from '../checks/outage-too-late.ts';
import type { Sink } from '../diagnostics/diagnostic.ts';
import type { Level } from '../model/burn-policy.ts';
import { HOUR, MINUTE, parseDuration } from '../model/duration.ts';
import type { Owed, OwedAt, Owes, Routing, Settings } from '../model/model.ts';
import { soonestAbsenceMs } from '../model/deadline.ts';
import { soonestDropMs } from '../model/traffic.ts';
import { fromPercentage } from '../model/rational.ts';
import { DERIVED_POLICY } from '../spec/project.ts';
import type { SpecOfKind } from '../spec/read.ts';
import type { Policy, PolicyRow } from './burn-rows.ts';
import { USUAL_OUTAGE_MS, type OutageDeadline } from './outage-deadline.ts';
import { own, reportUnknown } from './catalogue.ts';

/** A criticality, resolved: the rows its objectives get and what its instances owe. */
export interface Class {
  readonly name: string;
  readonly policy: Policy;
  readonly absent: OwedAt;
  readonly outage: OutageDeadline;
  readonly trafficDrop: Owed;
  readonly streamSilent: Owed;
  readonly owes: Owes;
}

/** The project's classes by name; a class whose policy is unknown is reported and left out. */
export function classes(project: SpecOfKind<'Project'>, settings: Settings, routing: Routing | undefined, sink: Sink): ReadonlyMap<string, Class> {
  const found = new Map<string, Class>();
  for (const [name, written] of Object.entries(project.spec.classes)) {
    const level = (one: Level): Level => (one === 'page' ? (written.pageAs ?? 'page') : one);
    const policy = policyOf(name, written.policy, level, project);
    if (policy === undefined) {
      reportUnknown('policy', written.policy, [DERIVED_POLICY, ...Object.keys(project.spec.policies)], project.at(['spec', 'classes', name, 'policy']), sink);
      continue;
    }
    const { groupWaitMs } = routing ?? {};
    const pace = { ...settings, groupWaitMs };
    const absent = { ...owed(written.absent), at: project.at(['spec', 'classes', name, 'absent']) };
    // What nobody promised is told as soon as it can be, where the intervals are long.
    const trafficDrop = written.trafficDrop === undefined ? { level: level('page'), withinMs: Math.max(15 * MINUTE, soonestDropMs(pace)) } : owed(written.trafficDrop);
    const streamSilent = written.streamSilent === undefined ? { level: 'ticket' as const, withinMs: Math.max(HOUR, soonestAbsenceMs(pace)) } : owed(written.streamSilent);
    for (const one of absenceDeadline('a drop of traffic', trafficDrop.withinMs, pace, project.at(['spec', 'classes', name, 'trafficDrop']))) sink.report(one);
    for (const one of absenceDeadline('a silent stream', streamSilent.withinMs, pace, project.at(['spec', 'classes', name, 'streamSilent']))) sink.report(one);
    // Where our routes inherit their group wait, this is checked once the base is read.
    if (routing === undefined || groupWaitMs !== undefined) for (const one of absenceDeadline('absence', absent.withinMs, pace, absent.at)) sink.report(one);
    const outage = outageDeadline(name, written.outage, policy, project, groupWaitMs, sink);
    const optional = (text: string | undefined): Owed | undefined => (text === undefined ? undefined : owed(text));
    const owes: Owes = {
      outage: { level: outage.level, withinMs: outage.withinMs },
      partialOutage: optional(written.partialOutage),
      slowBurn: optional(written.slowBurn),
      latency: optional(written.latency),
      canaryFailing: optional(written.canaryFailing),
      canarySilent: optional(written.canarySilent),
      trafficDrop,
      streamSilent,
      highest: tells(policy, 'page') ? 'page' : 'ticket',
    };
    found.set(name, { name, policy, absent, outage, trafficDrop, streamSilent, owes });
  }
  return found;
}

/** The rows a class asks for: those of its project, or derived ones. A project may have a policy of that name, which is then meant. */
function policyOf(name: string, asked: string, level: (one: Level) => Level, project: SpecOfKind<'Project'>): Policy | undefined {
  const rows = own(project.spec.policies, asked);
  if (rows === undefined) return asked === DERIVED_POLICY ? { kind: 'derived', pagesAre: level('page'), at: project.at(['spec', 'classes', name, 'policy']) } : undefined;
  return {
    kind: 'written',
    rows: rows.map((row, index): PolicyRow => {
      const longMs = parseDuration(row.long);
      return {
        level: level(row.level),
        budgetShare: fromPercentage(row.budget),
        longMs,
        // Short = long / 12, the Workbook's ratio, to the whole minute so that its name stays readable.
        shortMs: row.short === undefined ? Math.max(MINUTE, Math.round(longMs / 12 / MINUTE) * MINUTE) : parseDuration(row.short),
        at: project.at(['spec', 'policies', asked, index]),
      };
    }),
  };
}

/** Whether a policy has rows of a level; a derived one has tickets, and pages at the level that they are sent at. */
function tells(policy: Policy, level: Level): boolean {
  return policy.kind === 'written' ? policy.rows.some((row) => row.level === level) : level === 'ticket' || policy.pagesAre === level;
}

function outageDeadline(name: string, written: string | undefined, policy: Policy, project: SpecOfKind<'Project'>, groupWaitMs: number | undefined, sink: Sink): OutageDeadline {
  if (written === undefined) {
    const level = tells(policy, 'page') ? 'page' : 'ticket';
    return { level, withinMs: USUAL_OUTAGE_MS[level], groupWaitMs, askedAt: undefined };
  }
  const asked = owed(written);
  const askedAt = project.at(['spec', 'classes', name, 'outage']);
  if (!tells(policy, asked.level)) sink.report(nobodyToTell(asked.level, askedAt));
  return { ...asked, groupWaitMs, askedAt };
}

function owed(text: string): Owed {
  const [level, within] = text.split(' within ');
  return { level: level === 'ticket' ? 'ticket' : 'page', withinMs: parseDuration(within ?? '') };
}
