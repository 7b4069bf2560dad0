/** The labels of one alert. A label that is missing and an empty one are the same for Alertmanager. */
export type Labels = Readonly<Record<string, string>>;

/** What is known of a label of alerts that are yet to fire. */
export type LabelValue =
  | { readonly kind: 'known'; readonly value: string }
  /** One of these; `''` stands for an alert without the label. */
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  /** Any text of one line, or missing: `.*` in a matcher means anything but a line break. */
  | { readonly kind: 'any' };

/** The labels that an alert will carry, as far as its rule tells. */
export interface ExpectedLabels {
  readonly named: ReadonlyMap<string, LabelValue>;
  /** Of every other label: that it is missing, or that nothing is known of it. */
  readonly others: 'missing' | 'any';
}

/** What is known of a label. */
export function valueOf(labels: ExpectedLabels, name: string): LabelValue {
  return labels.named.get(name) ?? (labels.others === 'any' ? { kind: 'any' } : { kind: 'known', value: '' });
}

/** Labels of which every value is known, and no other is there. */
export function exactly(labels: Labels): ExpectedLabels {
  return { named: new Map(Object.entries(labels).map(([name, value]) => [name, { kind: 'known', value }])), others: 'missing' };
}

/** The same labels with other values in the places of those that are known. */
export function withValues({ named, others }: ExpectedLabels, of: (value: string) => string): ExpectedLabels {
  const value = (one: LabelValue): LabelValue => {
    switch (one.kind) {
      case 'known':
        return { kind: 'known', value: of(one.value) };
      case 'one-of':
        return { kind: 'one-of', values: one.values.map(of) };
      case 'any':
        return one;
    }
  };
  return { named: new Map([...named].map(([name, one]) => [name, value(one)])), others };
}
