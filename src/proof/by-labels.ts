/** What has labels, or asks for labels, with values that are known: one among thousands is found at once by any of them. */
export class ByLabels<T> {
  readonly #all: T[] = [];
  readonly #valueOf: (one: T, label: string) => string | undefined;
  readonly #byLabel = new Map<string, Split<T>>();

  /** @param valueOf the value that one has, or asks for; undefined where nothing is known of the label */
  constructor(valueOf: (one: T, label: string) => string | undefined) {
    this.#valueOf = valueOf;
  }

  add(one: T): void {
    this.#all.push(one);
    this.#byLabel.clear();
  }

  get all(): readonly T[] {
    return this.#all;
  }

  /** All that do not have another value of one of these labels; and perhaps some that do. */
  near(labels: Iterable<readonly [label: string, value: string]>): readonly T[] {
    let fewest: readonly T[] = this.#all;
    for (const [label, value] of labels) {
      if (fewest.length < FEW) break;
      const { byValue, others } = this.#split(label);
      const same = byValue.get(value) ?? [];
      if (same.length + others.length < fewest.length) fewest = others.length === 0 ? same : [...same, ...others];
    }
    return fewest;
  }

  #split(label: string): Split<T> {
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const made = { byValue: new Map<string, T[]>(), others: new Array<T>() };
    for (const one of this.#all) {
      const value = this.#valueOf(one, label);
      const same = value === undefined ? made.others : (made.byValue.get(value) ?? []);
      same.push(one);
      if (value !== undefined) made.byValue.set(value, same);
    }
    this.#byLabel.set(label, made);
    return made;
  }
}

interface Split<T> {
  readonly byValue: ReadonlyMap<string, readonly T[]>;
  readonly others: readonly T[];
}

/** So few need no index. */
const FEW = 4;
