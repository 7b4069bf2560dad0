import type { Replay } from './replay.ts';
import type { Scenario, Variant } from './scenario.ts';

/** A course of samples as pages for Prometheus to scrape, each as it was at one scrape of the scenario. */
export function pagesOf({ series, intervalMs }: Replay, { scrape }: Scenario, variant: Variant): (ms: number) => string {
  const phaseMs = (scrape.phaseMs + variant.scrapesMs) % scrape.everyMs;
  const values = series.map((one) => ({ series: one.series, at: expanded(one.values) }));
  return (ms) => {
    if (ms < phaseMs) return '';
    const tick = (phaseMs + Math.floor((ms - phaseMs) / scrape.everyMs) * scrape.everyMs) / intervalMs;
    const lines = values.flatMap(({ series: name, at }) => {
      const value = at.get(tick);
      return value === undefined ? [] : [`${name} ${value}\n`];
    });
    return lines.join('');
  };
}

/** Values by tick; where a series has ended, or is not there, none. */
function expanded(tokens: string): ReadonlyMap<number, string> {
  const values = new Map<number, string>();
  let tick = 0;
  for (const token of tokens === '' ? [] : tokens.split(' ')) {
    const missing = /^_(?:x(\d+))?$/.exec(token);
    if (missing !== null) {
      tick += Number(missing[1] ?? 1);
      continue;
    }
    if (token !== 'stale') values.set(tick, token);
    tick += 1;
  }
  return values;
}
