import { noBudget } from '../checks/no-budget.ts';
import { periodBeyondRetention } from '../checks/period-beyond-retention.ts';
import { problem, type Sink } from '../diagnostics/diagnostic.ts';
import { parseDuration } from '../model/duration.ts';
import { isTimeWeighted } from '../model/indicator.ts';
import type { Objective, Period, Settings, Uninstrumented } from '../model/model.ts';
import { fromPercentage } from '../model/rational.ts';
import { equal, oneOf } from '../promql/build.ts';
import type { SpecOfKind } from '../spec/read.ts';
import { burnRows } from './burn-rows.ts';
import { reportUnknown } from './catalogue.ts';
import type { Class } from './classes.ts';
import type { ResolvedContract } from './contract.ts';
import { placeIn, queryTexts } from './indicators.ts';
import { measureOf, queryMeasure, type Measured } from './measure.ts';
import type { Use } from './use.ts';
import { mergeObjectives, type Merged } from './merge-objectives.ts';

/** What the objectives of an instance are resolved against. */
export interface ObjectiveGround {
  readonly document: SpecOfKind<'Instance'>;
  readonly identity: string;
  readonly sites: readonly string[];
  readonly contract: ResolvedContract;
  readonly criticality: Class | undefined;
  readonly settings: Settings;
}

/** The objectives of an instance: the contract's and its own, merged by name, sorted; apart, those that wait for a metric. */
export function objectives(ground: ObjectiveGround, sink: Sink): { readonly judged: readonly Objective[]; readonly uninstrumented: readonly Uninstrumented[] } {
  const judged: Objective[] = [];
  const uninstrumented: Uninstrumented[] = [];
  for (const merged of mergeObjectives(ground.contract.document, ground.document, sink)) {
    const one = resolveOne(merged, ground, sink);
    if (one === undefined) continue;
    if ('metrics' in one) uninstrumented.push(one);
    else judged.push(one);
  }
  return { judged, uninstrumented };
}

function resolveOne(merged: Merged, ground: ObjectiveGround, sink: Sink): Objective | Uninstrumented | undefined {
  const { target, period, declared } = merged;
  const missing = [merged.indicator ?? merged.query ?? 'an indicator', target ?? 'a target', period ?? 'a period'].filter((one) => typeof one === 'string');
  if (target === undefined || period === undefined || missing.length > 0) {
    const { contract, indicators, broken } = ground.contract;
    sink.report(
      problem('TOC211', `objective \`${merged.name}\` lacks ${missing.join(' and ')}`, {
        at: declared.document.at(declared.path),
        help: `the contract \`${contract.name}\` has no objective of this name to take it from; indicators it has: ${[...indicators.keys(), ...broken].sort().join(', ')}`,
      }),
    );
    return undefined;
  }
  const measured = measure(merged, ground, sink);
  const share = fromPercentage(target.value);
  const at = target.document.at(target.path);
  const budgetless = noBudget(share, at);
  for (const one of budgetless) sink.report(one);
  if (budgetless.length > 0) return undefined;
  const { criticality, settings } = ground;
  if (criticality === undefined) return undefined;
  const promised = { name: merged.name, target: share, period: periodOf(period.value, settings.quarterStarts), at };
  const periodAt = period.document.at(period.path);
  for (const one of periodBeyondRetention(promised.period, settings.retentionMs, periodAt)) sink.report(one);
  const everyMs = merged.everyMs ?? measuredEvery(merged, ground);
  const rows = burnRows(criticality.policy, { ...promised, periodAt }, { settings, everyMs, isTimeWeighted: measured !== undefined && isTimeWeighted(measured.measure), outage: criticality.outage }, sink);
  if (measured === undefined) return undefined;
  const proposed = [...measured.metrics].flatMap(([name, metric]) => (metric.proposed === undefined ? [] : [{ name, why: metric.proposed }]));
  if (proposed.length > 0) return { objective: merged.name, metrics: proposed, measure: measured.measure, everyMs, at: declared.document.at(declared.path) };
  return { ...promised, at: declared.document.at(declared.path), description: merged.description, measure: measured.measure, per: merged.per?.value, everyMs, rows };
}

function measuredEvery(merged: Merged, ground: ObjectiveGround): number | undefined {
  return merged.indicator === undefined ? undefined : ground.contract.indicators.get(merged.indicator.value)?.everyMs;
}

function measure(merged: Merged, ground: ObjectiveGround, sink: Sink): Measured | undefined {
  const { settings, identity, sites, contract } = ground;
  const siteLabel = settings.labels.site;
  const isGlobal = settings.scope === 'global';
  const per = merged.per === undefined ? undefined : { label: merged.per.value, at: merged.per.document.at(merged.per.path) };
  if (per !== undefined && Object.values(settings.labels).includes(per.label)) {
    sink.report(problem('TOC212', `\`${per.label}\` is a label of every alert already`, { at: per.at, help: 'choose another label to judge by, or rename that of the alerts under `labels` of the project' }));
    return undefined;
  }
  const use: Use = {
    settings,
    contract: contract.contract,
    identity,
    identityMatchers: [equal(contract.contract.identityLabel, identity), ...(isGlobal ? [oneOf(siteLabel, sites)] : [])],
    where: merged.where,
    per,
    group: [...(isGlobal ? [siteLabel] : []), ...(per === undefined ? [] : [per.label])],
  };
  const { query, indicator } = merged;
  if (query !== undefined) {
    return queryMeasure(
      queryTexts(query.written, (role, text) => ({ text, place: placeIn(query.document, [...query.path, role]) })),
      use,
      sink,
    );
  }
  if (indicator === undefined) return undefined;
  const read = contract.indicators.get(indicator.value);
  if (read !== undefined) return measureOf(read, use, sink);
  if (!contract.broken.has(indicator.value)) reportUnknown('indicator', indicator.value, contract.indicators.keys(), indicator.document.at(indicator.path), sink);
  return undefined;
}

function periodOf(text: string, firstMonth: 1 | 2 | 3): Period {
  if (text === 'month') return { kind: text };
  return text === 'quarter' ? { kind: text, firstMonth } : { kind: 'rolling', ms: parseDuration(text) };
}
