/** A value that stays for some time, and where it goes from there: `by` a sample. Undefined where the series is not there. */
export interface Stretch {
  readonly untilMs: number;
  readonly value: number | undefined;
  readonly by?: number;
}

/** Values in promtool's notation, a sample each interval, from the beginning of a test. */
export function stretches(intervalMs: number, all: readonly Stretch[]): string {
  let at = 0;
  let wasThere = false;
  const words: string[] = [];
  for (const { untilMs, value, by } of all) {
    const samples = Math.round(untilMs / intervalMs) - at;
    if (samples <= 0) continue;
    at += samples;
    if (value === undefined) {
      const [missing, mark] = wasThere ? [samples - 1, ['stale']] : [samples, []];
      words.push(...mark, ...(missing > 0 ? [`_x${missing}`] : []));
    } else {
      const step = by ?? 0;
      words.push(samples === 1 ? String(value) : `${value}${step < 0 ? '-' : '+'}${Math.abs(step)}x${samples - 1}`);
    }
    wasThere = value !== undefined;
  }
  return words.join(' ');
}

/** `metric{label="value"}` as promtool reads it. */
export function named(metric: string, labels: Readonly<Record<string, string>>): string {
  return `${metric}{${Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(', ')}}`;
}
