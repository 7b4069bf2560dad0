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
  /** The state asked for last, and how long it holds: a state is asked for at each scrape, and seldom changes. */
  #last: { readonly fromMs: number; readonly untilMs: number; readonly state: T } | undefined;

  constructor(first: T, changes: readonly Change<T>[]) {
    const byTime = [...changes].sort((a, b) => a.fromMs - b.fromMs);
    this.#first = first;
    this.#lasting = byTime.filter(({ untilMs }) => untilMs === undefined);
    this.#passing = byTime.filter(({ untilMs }) => untilMs !== undefined);
  }

  /** The state at a moment; the beginning of a change belongs to it, its end does not. Passing changes lie over lasting ones. */
  at(ms: number): T {
    if (this.#last !== undefined && this.#last.fromMs <= ms && ms < this.#last.untilMs) return this.#last.state;
    const state = this.#stateAt(ms);
    this.#last = { fromMs: ms, untilMs: Math.min(Infinity, ...this.moments.filter((moment) => moment > ms)), state };
    return state;
  }

  #stateAt(ms: number): T {
    const active = [...this.#lasting, ...this.#passing].filter(({ fromMs, untilMs }) => fromMs <= ms && (untilMs === undefined || ms < untilMs));
    return active.reduce<T>((state, { set }) => ({ ...state, ...set }), this.#first);
  }

  /** Every moment at which the state may change. */
  get moments(): readonly number[] {
    return [...this.#lasting, ...this.#passing].flatMap(({ fromMs, untilMs }) => (untilMs === undefined ? [fromMs] : [fromMs, untilMs]));
  }
}
