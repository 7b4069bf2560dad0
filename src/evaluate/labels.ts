/** Metric name, which is a label like any other in a stored series. */
export const METRIC_NAME = '__name__';

/** Ordered as Prometheus orders them: by bytes, of which UTF-16 is a good enough likeness for names. */
function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * An immutable label set without empty values. What is derived from a set is kept by the set's identity, so a storage should
 * give the same object for the same series each time it is asked.
 */
export class Labels {
  readonly entries: readonly (readonly [name: string, value: string])[];
  /** Equal for equal sets, and only for these. */
  readonly key: string;
  private readonly values: ReadonlyMap<string, string>;
  private nameless: Labels | undefined;

  private constructor(entries: readonly (readonly [string, string])[]) {
    this.entries = entries;
    this.values = new Map(entries);
    this.key = entries.map(([name, value]) => `${name}\u0000${value}`).join('\u0001');
  }

  static readonly NONE: Labels = new Labels([]);

  /** Labels of any order; an empty value is no label. */
  static of(labels: Readonly<Record<string, string>> | Iterable<readonly [string, string]>): Labels {
    const pairs = isIterable(labels) ? [...labels] : Object.entries(labels);
    const entries = pairs.filter(([, value]) => value !== '').sort(byName);
    return entries.length === 0 ? Labels.NONE : new Labels(entries);
  }

  /** The value, or nothing where the label is missing. */
  get(name: string): string | undefined {
    return this.values.get(name);
  }

  /** The labels whose name passes; the set itself where all do. */
  filter(passes: (name: string) => boolean): Labels {
    const entries = this.entries.filter(([name]) => passes(name));
    return entries.length === this.entries.length ? this : entries.length === 0 ? Labels.NONE : new Labels(entries);
  }

  /** Without the metric name. */
  withoutName(): Labels {
    this.nameless ??= this.filter((name) => name !== METRIC_NAME);
    return this.nameless;
  }

  /** With these set; an empty value takes the label away. */
  with(more: Readonly<Record<string, string>> | Iterable<readonly [string, string]>): Labels {
    const changed = new Map(this.values);
    for (const [name, value] of isIterable(more) ? more : Object.entries(more)) changed.set(name, value);
    return Labels.of(changed);
  }

  toRecord(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.entries);
  }
}

function isIterable(value: object): value is Iterable<readonly [string, string]> {
  return Symbol.iterator in value;
}
