import type { Labels } from '../drill/scenario.ts';
import { podLabels } from '../drill/target-labels.ts';
import type { Instance, Settings } from '../model/model.ts';
import { worldOf } from './world.ts';

/** A metric of an instance, with labels that all of its series have. */
export interface NamedSeries {
  readonly metric: string;
  readonly labels: Labels;
}

/** The series of an instance on each of its sites, with the labels that they have in every failure; pods are not told apart. */
export function seriesOfInstance(settings: Settings, instance: Instance): ReadonlyMap<string, readonly NamedSeries[]> {
  const made = worldOf({ settings }, { instance, site: '*', failure: { kind: 'series-end' }, given: {} });
  if (made.kind === 'unknown') return new Map();
  return new Map([...made.world.sites].map(([site, all]) => {
    const { series, up } = podLabels(settings, instance, site, 1);
    return [site, [...new Set(all.map(({ metric }) => metric))].map((metric): NamedSeries => ({ metric, labels: withoutAddress(metric === 'up' ? (up ?? {}) : series, instance) }))];
  }));
}

function withoutAddress(labels: Labels, { identity }: Instance): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([label, value]) => label !== 'instance' || value === identity));
}
