import { alertPrefix } from '../model/alert-name.ts';
import { obligationText } from '../obligations/obligation.ts';
import { gapText } from '../proof/problems.ts';
import type { Cell, Verdict } from '../proof/verdict.ts';
import { failureText, roughly } from '../proof/words.ts';

/** What a row of the matrix says; sites of which the same holds share it. */
export interface CoverageRow {
  readonly instance: string;
  /** Sorted; `all` where it holds of each site of the instance, or of all together. */
  readonly sites: readonly string[];
  readonly hazard: string;
  /** A stream, or a contract. */
  readonly part: string;
  readonly state: Verdict['kind'];
  /** Level of the alert, or a word of the state: `page`, `HOLE`. */
  readonly told: string;
  /** `2m30s of 5m`. */
  readonly time: string;
  readonly receivers: string;
  /** The alert without the instance's name, or why there is none. */
  readonly by: string;
}

/** Cells as rows: in the order of the proof, sites of one verdict together. */
export function coverageRows(cells: readonly Cell[]): readonly CoverageRow[] {
  const rows = new Map<string, { row: CoverageRow; sites: string[] }>();
  for (const cell of cells) {
    const row = rowOf(cell);
    const key = JSON.stringify([row.instance, row.hazard, row.part, row.state, row.told, row.time, row.receivers, row.by]);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { row, sites: [cell.obligation.site] });
    else known.sites.push(cell.obligation.site);
  }
  const all = new Map<string, Set<string>>();
  for (const { obligation } of cells) if (obligation.site !== '*') all.set(obligation.instance, (all.get(obligation.instance) ?? new Set()).add(obligation.site));
  return [...rows.values()].map(({ row, sites }) => {
    const every = sites.includes('*') || sites.length === all.get(row.instance)?.size;
    return { ...row, sites: every ? ['all'] : [...sites].sort() };
  });
}

function rowOf({ obligation, verdict }: Cell): CoverageRow {
  const { instance, site, hazard, part, owed } = obligation;
  const base = { instance, sites: [site], hazard, part, state: verdict.kind, time: '', receivers: '' };
  switch (verdict.kind) {
    case 'proved':
    case 'witnessed': {
      const { rule, level, receivers, withinMs } = verdict.told;
      const name = rule.name.startsWith(alertPrefix(instance)) ? rule.name.slice(alertPrefix(instance).length) : rule.name;
      const time = hazard === 'watchdog' ? `every ${roughly(owed.withinMs / 2)}` : `${roughly(withinMs)} of ${roughly(owed.withinMs)}`;
      return { ...base, told: hazard === 'watchdog' ? 'beat' : level, time, receivers: receivers.join(', '), by: verdict.kind === 'proved' ? name : `${name}, seen by ${verdict.by}` };
    }
    case 'wanting':
      return { ...base, told: 'needs', by: [...new Set(verdict.wanting.flatMap(({ metrics }) => metrics.map(({ name }) => name)))].join(', ') };
    case 'waived':
      return { ...base, told: 'waived', by: `until ${verdict.waiver.expires} by ${verdict.waiver.owner}: ${verdict.waiver.reason}` };
    case 'hole': {
      const { what } = gapText(verdict.gap, owed);
      return { ...base, told: 'HOLE', by: `${what.replace(/,$/, '')} when ${failureText(verdict.failure, verdict.given)}` };
    }
  }
}

/** How many cells there are of each state. */
export function countsOf(cells: readonly Cell[]): Readonly<Record<Verdict['kind'], number>> {
  const counts = { proved: 0, witnessed: 0, wanting: 0, waived: 0, hole: 0 };
  for (const { verdict } of cells) counts[verdict.kind]++;
  return counts;
}

/** One line that says how far the proof came. */
export function countsText(cells: readonly Cell[]): string {
  const { proved, witnessed, wanting, waived, hole } = countsOf(cells);
  const parts = [
    `${proved} proved`,
    ...(witnessed > 0 ? [`${witnessed} seen by another instance`] : []),
    ...(wanting > 0 ? [`${wanting} ${wanting === 1 ? 'needs' : 'need'} instrumentation`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    hole === 1 ? '1 hole' : `${hole === 0 ? 'no' : hole} holes`,
  ];
  return `${cells.length} obligations: ${parts.join(', ')}`;
}

/** What has to be exported, each metric with what waits for it. */
export function wantedMetrics(cells: readonly Cell[]): readonly { readonly metric: string; readonly why: string; readonly waiting: readonly string[] }[] {
  const found = new Map<string, { why: string; waiting: Set<string> }>();
  for (const { obligation, verdict } of cells) {
    if (verdict.kind !== 'wanting') continue;
    for (const { metrics } of verdict.wanting) {
      for (const { name, why } of metrics) {
        const one = found.get(name) ?? { why, waiting: new Set<string>() };
        one.waiting.add(obligationText({ ...obligation, site: '*' }).replace(' all sites', ''));
        found.set(name, one);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([metric, { why, waiting }]) => ({ metric, why, waiting: [...waiting] }));
}
