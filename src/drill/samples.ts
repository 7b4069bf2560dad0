import type { Labels } from './scenario.ts';

/** One series as promtool reads it: a value each `interval`. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

interface Written {
  readonly series: string;
  readonly tokens: string[];
  /** Scrapes up to here are written. */
  end: number;
  missing: number;
  isThere: boolean;
}

/** The samples of many series on one grid, written scrape by scrape. */
export class Samples {
  readonly #series = new Map<string, Written>();

  /** A value at a tick of the grid, of a series as `seriesText` writes it. */
  put(series: string, tick: number, value: number): void {
    const one = this.#of(series);
    this.#skipTo(one, tick);
    this.#add(one, String(value));
    one.isThere = true;
  }

  /** A scrape in which a series that was there is missing: Prometheus marks its end. */
  end(series: string, tick: number): void {
    const one = this.#series.get(series);
    if (one?.isThere !== true) return;
    this.#skipTo(one, tick);
    this.#add(one, 'stale');
    one.isThere = false;
  }

  /** All series; those without a value have none. */
  get written(): readonly InputSeries[] {
    return [...this.#series.values()].map(({ series, tokens }) => ({ series, values: tokens.join(' ') }));
  }

  #of(series: string): Written {
    const known = this.#series.get(series);
    if (known !== undefined) return known;
    const made: Written = { series, tokens: [], end: 0, missing: 0, isThere: false };
    this.#series.set(series, made);
    return made;
  }

  #skipTo(one: Written, tick: number): void {
    one.missing += tick - one.end;
    one.end = tick;
  }

  #add(one: Written, token: string): void {
    if (one.missing > 0) one.tokens.push(one.missing === 1 ? '_' : `_x${one.missing}`);
    one.missing = 0;
    one.tokens.push(token);
    one.end += 1;
  }
}

/** `metric{label="value"}`, quoted as Prometheus reads it, labels in one order. */
export function seriesText(metric: string, labels: Labels): string {
  const names = Object.keys(labels).sort();
  return `${metric}{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(', ')}}`;
}
