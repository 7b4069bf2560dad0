import type { Sample } from './promtool-report.ts';
import { seriesText, type Samples } from './samples.ts';
import type { Labels } from './scenario.ts';

/**
 * Puts what one Prometheus recorded into the input of another; a series that ends is marked, as Prometheus does.
 *
 * @param recorded samples at ticks of the grid, in their order
 * @param more labels that tell whose series they are
 * @param step ticks from one evaluation to the next: where more have passed nobody looked, and nothing has ended
 */
export function putRecorded(samples: Samples, recorded: Iterable<readonly [tick: number, samples: readonly Sample[]]>, more: Labels, step: number): void {
  let before = new Map<string, Sample>();
  let last = -Infinity;
  for (const [tick, all] of recorded) {
    const now = new Map(all.map((sample) => [JSON.stringify(sample.labels), sample]));
    if (tick - last === step) for (const [key, { labels }] of before) if (!now.has(key)) samples.end(textOf(labels, more), tick);
    for (const { labels, value } of now.values()) samples.put(textOf(labels, more), tick, value);
    before = now;
    last = tick;
  }
}

function textOf(labels: Labels, more: Labels): string {
  const { __name__: name = '', ...others } = labels;
  return seriesText(name, { ...others, ...more });
}
