import type { InstanceNames } from '../model/instance-names.ts';
import type { ExpectedLabels, Labels, LabelValue } from '../routing/labels.ts';

/** Puts the names of one instance in the places of another's, as the texts of their rules differ. */
export class Renaming {
  readonly #from: InstanceNames;
  readonly #to: InstanceNames;
  readonly #known = new Map<string, string>();

  constructor(from: InstanceNames, to: InstanceNames) {
    this.#from = from;
    this.#to = to;
  }

  text(text: string): string {
    const known = this.#known.get(text) ?? this.#to.fill(this.#from.split(text));
    this.#known.set(text, known);
    return known;
  }

  plain(labels: Labels): Labels {
    return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, this.text(value)]));
  }

  labels({ named, others }: ExpectedLabels): ExpectedLabels {
    return { named: new Map([...named].map(([name, value]) => [name, this.#value(value)])), others };
  }

  #value(value: LabelValue): LabelValue {
    switch (value.kind) {
      case 'known':
        return { kind: 'known', value: this.text(value.value) };
      case 'one-of':
        return { kind: 'one-of', values: value.values.map((one) => this.text(one)) };
      case 'any':
        return value;
    }
  }
}
