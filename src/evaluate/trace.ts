import type { Labels } from './labels.ts';
import type { Window } from './source.ts';
import type { Element } from './value.ts';

/** Two numbers are taken for one where they differ by less than this share: differences of large counters are not exact. */
const TOLERANCE = 1e-9;

/**
 * What an evaluation gave to everything that is not linear, such as products and functions, and what its comparisons told. If two evaluations of one
 * expression over steady series took down the same, so would have all between them, since a linear function that is the same
 * at two moments is the same between; and so they have one result.
 */
export class Trace {
  private readonly numbers: number[] = [];
  private readonly texts: string[] = [];

  number(value: number): void {
    this.numbers.push(value);
  }

  /** Which of two is more. Of two linear functions the one that is more at two moments is more between. */
  order(left: number, right: number): void {
    this.numbers.push(left > right ? 1 : left < right ? -1 : left === right ? 0 : NaN);
  }

  /** Which series it was. */
  chosen(labels: Labels): void {
    this.texts.push(labels.key);
  }

  vector(elements: readonly Element[]): void {
    for (const { labels, value } of elements) {
      this.texts.push(labels.key);
      this.numbers.push(value);
    }
    this.texts.push('end');
  }

  /** Samples by how long before the evaluation they are. */
  windows(windows: readonly Window[], atMs: number): void {
    for (const { labels, points } of windows) {
      this.texts.push(labels.key);
      for (const point of points) this.numbers.push(point.atMs - atMs, point.value);
      this.texts.push(`${points.length}`);
    }
    this.texts.push('end');
  }

  isLike(other: Trace): boolean {
    return (
      this.numbers.length === other.numbers.length &&
      this.texts.length === other.texts.length &&
      this.texts.every((text, index) => text === other.texts[index]) &&
      this.numbers.every((number, index) => isNear(number, other.numbers[index] ?? NaN))
    );
  }
}

function isNear(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
