import type { CostlyFile, Costs } from '../checks/cost-above-limit.ts';
import type { Settings } from '../model/model.ts';
import { costOf, groupCosts, type Cost } from '../rules/cost.ts';
import type { RuleFile } from '../rules/rule.ts';

/** A rule file as the limits of a project see it. */
export function costlyFile(file: RuleFile, settings: Settings): CostlyFile {
  return {
    instance: file.instance,
    where: settings.scope === 'global' || file.forRuler === true ? 'global' : (file.sites[0] ?? 'global'),
    costs: costs(costOf(file, settings)),
    parts: () => groupCosts(file, settings).map(({ group, cost }) => ({ name: group, costs: costs(cost) })),
  };
}

function costs({ rules, recordedSeries, recordedSamplesPerHour }: Cost): Costs {
  return { rules, series: recordedSeries, samplesPerHour: recordedSamplesPerHour };
}
