/** A change of some parts of a state; without an end it stays. */
export interface Change<T> {
  readonly fromMs: number;
  readonly untilMs: number | undefined;
  readonly set: Partial<T>;
}

/** A state over time: what it is at first, and its changes. */
export class Timeline<T extends object> {
  readonly #first: T;
  readonly #lasting: readonly Change<T>[];
  readonly #passing: readonly Change<T>[];

  constructor(first: T, changes: readonly Change<T>[]) {
    const byTime = [...changes].sort((a, b) => a.fromMs - b.fromMs);
    this.#first = first;
    this.#lasting = byTime.filter(({ untilMs }) => untilMs === undefined);
    this.#passing = byTime.filter(({ untilMs }) => untilMs !== undefined);
  }

  /** The state at a moment; the beginning of a change belongs to it, its end does not. Passing changes lie over lasting ones. */
  at(ms: number): T {
    const active = [...this.#lasting, ...this.#passing].filter(({ fromMs, untilMs }) => fromMs <= ms && (untilMs === undefined || ms < untilMs));
    return active.reduce<T>((state, { set }) => ({ ...state, ...set }), this.#first);
  }

  /** Every moment at which the state may change. */
  get moments(): readonly number[] {
    return [...this.#lasting, ...this.#passing].flatMap(({ fromMs, untilMs }) => (untilMs === undefined ? [fromMs] : [fromMs, untilMs]));
  }
}
