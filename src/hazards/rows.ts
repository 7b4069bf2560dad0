import { alertPrefix } from '../model/alert-name.ts';
import { roughly } from '../proof/words.ts';
import { endingText, standingOf, worstOf, type HazardResult, type Standing } from './outcome.ts';

/** A line of the table of one instance; sites of which the same holds share it. */
export interface HazardRow {
  readonly failure: string;
  /** `all` where it holds of each site of the instance, or of all together. */
  readonly sites: string;
  /** The alert without the instance's name. */
  readonly alert: string;
  readonly receivers: string;
  readonly claimed: string;
  readonly measured: string;
  readonly allowed: string;
  /** How soon the alert is over after the failure, as claimed and as measured. */
  readonly ends: string;
  readonly ended: string;
  readonly standing: Standing;
  readonly verdict: string;
}

/** The results of one instance. */
export interface InstanceRows {
  readonly instance: string;
  readonly rows: readonly HazardRow[];
  readonly counts: Readonly<Record<Standing, number>>;
}

/** Results as rows, by instance, in their order. */
export function hazardRows(results: readonly HazardResult[]): readonly InstanceRows[] {
  const byInstance = new Map<string, HazardResult[]>();
  for (const one of results) {
    const same = byInstance.get(one.cell.obligation.instance) ?? [];
    byInstance.set(one.cell.obligation.instance, same);
    same.push(one);
  }
  return [...byInstance].map(([instance, own]) => {
    const sites = new Set(own.flatMap(({ cell: { obligation } }) => (obligation.site === '*' ? [] : (obligation.subject?.sites ?? [obligation.site]))));
    const rows = new Map<string, { row: Omit<HazardRow, 'sites'>; sites: string[] }>();
    for (const result of own) {
      const row = rowOf(result);
      const key = JSON.stringify(row);
      const known = rows.get(key);
      if (known === undefined) rows.set(key, { row, sites: [result.cell.obligation.site] });
      else known.sites.push(result.cell.obligation.site);
    }
    return {
      instance,
      rows: [...rows.values()].map(({ row, sites: of }) => ({ ...row, sites: of.includes('*') || of.length === sites.size ? 'all' : [...of].sort().join(', ') })),
      counts: countsOf(own),
    };
  });
}

/** How many results there are of each standing. */
export function countsOf(results: readonly HazardResult[]): Readonly<Record<Standing, number>> {
  const counts = { met: 0, 'not-met': 0, wanting: 0, waived: 0 };
  for (const one of results) counts[standingOf(one)]++;
  return counts;
}

function rowOf(result: HazardResult): Omit<HazardRow, 'sites'> {
  const { instance, hazard, part, owed } = result.cell.obligation;
  const { verdict } = result.cell;
  const standing = standingOf(result);
  const base = { failure: part === '' ? hazard : `${hazard} ${part}`, alert: '', receivers: '', claimed: '', measured: '', allowed: owed.withinMs === 0 ? '' : roughly(owed.withinMs), ends: '', ended: '', standing };
  switch (verdict.kind) {
    case 'wanting':
      return { ...base, verdict: `cannot be drilled: needs ${metricsOf(result).join(', ')}` };
    case 'waived':
      return { ...base, verdict: `not drilled: waived until ${verdict.waiver.expires}` };
    case 'hole':
      return { ...base, verdict: 'NOT SO: nothing is claimed (tocsin coverage)' };
    case 'proved':
    case 'witnessed': {
      const worst = worstOf(result);
      const claim = worst?.claim.told ?? verdict.told;
      const prefix = alertPrefix(instance);
      const isHeartbeat = hazard === 'watchdog';
      return {
        ...base,
        alert: claim.rule.name.startsWith(prefix) ? claim.rule.name.slice(prefix.length) : claim.rule.name,
        receivers: (worst?.receivers.length === 0 ? claim.receivers : (worst?.receivers ?? [])).join(', '),
        claimed: isHeartbeat ? 'always' : roughly(claim.withinMs),
        measured: worst?.firesMs === undefined ? 'never' : worst.toldMs === undefined ? 'nobody' : isHeartbeat ? 'always' : roughly(worst.toldMs),
        ...(worst === undefined ? {} : { ends: endingText(worst.ending), ended: worst.overMs === undefined ? (worst.ending.kind === 'within' && worst.firesMs !== undefined ? 'never' : '') : roughly(worst.overMs) }),
        verdict: standing === 'met' ? 'ok' : 'NOT SO',
      };
    }
  }
}

/** What would have to be exported so that an obligation can be drilled. */
export function metricsOf({ cell: { verdict } }: HazardResult): readonly string[] {
  return verdict.kind === 'wanting' ? [...new Set(verdict.wanting.flatMap(({ metrics }) => metrics.map(({ name }) => name)))] : [];
}
