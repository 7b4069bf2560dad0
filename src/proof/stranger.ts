import { seriesOfMetric } from '../failures/counted-series.ts';
import type { World, WorldOr } from '../failures/world.ts';
import { MINUTE, SECOND } from '../model/duration.ts';
import type { Model } from '../model/model.ts';
import type { Kind } from '../model/watcher.ts';
import type { Labels } from '../routing/labels.ts';

/** A name that no inventory has: names begin with a letter or a digit. */
const STRANGER = '-stranger';

/** A service of a known kind begins to export its metrics under a name that nobody declared, for good unless it is said for how many milliseconds. */
export function strangerOf({ settings, instances }: Model, site: string, of: Kind, lastsMs?: number): WorldOr {
  const contract = instances.find((one) => one.contract.name === of.contract)?.contract;
  if (contract === undefined) return { kind: 'unknown', why: 'no instance has its contract' };
  const where: Labels = settings.scope === 'global' ? { [settings.labels.site]: site } : {};
  const onsetMs = Math.ceil((10 * MINUTE) / settings.scrapeIntervalMs) * settings.scrapeIntervalMs + 1;
  const endMs = onsetMs + Math.ceil((lastsMs ?? Infinity) / settings.scrapeIntervalMs) * settings.scrapeIntervalMs;
  const made = [...contract.metrics].flatMap(([name, metric]) => (metric.proposed === undefined ? seriesOfMetric(name, metric) : []));
  const series = made.map(({ metric, labels }) => ({
    metric,
    labels: { [contract.identityLabel]: STRANGER, job: 'stranger', instance: '10.9.9.9:8080', ...where, ...labels },
    exists: (at: number) => at >= onsetMs && at < endMs,
    valueAt: (at: number) => (at - onsetMs) / SECOND,
    stretch: (at: number) => (at < onsetMs ? { fromMs: -Infinity, untilMs: onsetMs - 1 } : at < endMs ? { fromMs: onsetMs, untilMs: endMs - 1 } : { fromMs: endMs, untilMs: Infinity }),
    course: `stranger ${onsetMs} ${endMs}`,
  }));
  const world: World = { onsetMs, ...(lastsMs === undefined ? {} : { endMs }), sites: new Map([[site, series]]) };
  return { kind: 'world', world };
}
