import type { Level } from '../model/burn-policy.ts';
import type { Settings } from '../model/model.ts';
import type { Sample } from './promtool-report.ts';
import type { Scenario } from './scenario.ts';

/** The first alert that tells of an incident. */
export interface Told {
  /** From the beginning of the failure to the evaluation at which it fires. */
  readonly afterMs: number;
  readonly alert: string;
  readonly level: Level;
  readonly hazard: string;
}

/** The first page or ticket after an incident began that did not fire before; a page before a ticket of the same moment. */
export function firstTold({ incident, stepMs }: Scenario, { labels, severities }: Settings, firing: readonly (readonly Sample[])[]): Told | undefined {
  if (incident === undefined) return undefined;
  const before = new Set((firing[Math.ceil(incident.fromMs / stepMs) - 1] ?? []).map(keyOf));
  for (const [index, samples] of firing.entries()) {
    const afterMs = index * stepMs - incident.fromMs;
    if (afterMs < 0) continue;
    for (const level of ['page', 'ticket'] as const) {
      const [first] = samples.filter((sample) => sample.labels[labels.severity] === severities[level] && !before.has(keyOf(sample))).sort((a, b) => (alertOf(a) < alertOf(b) ? -1 : 1));
      if (first !== undefined) return { afterMs, alert: alertOf(first), level, hazard: first.labels[labels.hazard] ?? '' };
    }
  }
  return undefined;
}

function keyOf({ labels }: Sample): string {
  return JSON.stringify(labels);
}

function alertOf({ labels }: Sample): string {
  return labels['alertname'] ?? '';
}

/**
 * How soon an incident is told: by whichever run of a variant tells first, and in the variant that takes longest. Undefined
 * where in some variant nobody is told.
 *
 * @param runs what the runs of one drill told, each with its variant
 */
export function latestTold<V>(runs: readonly { readonly variant: V; readonly told: Told | undefined }[]): Told | undefined {
  const first = new Map<V, Told | undefined>();
  for (const { variant, told } of runs) {
    const known = first.get(variant);
    if (known === undefined || (told !== undefined && told.afterMs < known.afterMs)) first.set(variant, told);
  }
  const all = [...first.values()];
  return all.reduce((latest, one) => (latest === undefined || one === undefined ? undefined : one.afterMs > latest.afterMs ? one : latest), all[0]);
}
