import type { InstanceNames } from '../model/instance-names.ts';
import { withValues, type ExpectedLabels, type Labels } from '../routing/labels.ts';

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

  labels(labels: ExpectedLabels): ExpectedLabels {
    return withValues(labels, (value) => this.text(value));
  }
}
