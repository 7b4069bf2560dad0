import type { CompileContext } from './compiled.ts';
import { reachesOf, type Reach } from './reach.ts';
import type { Point, Selection } from './source.ts';
import { Trace } from './trace.ts';
import type { Expr } from '../promql/ast.ts';

/** A stretch of evaluations, both ends included, in which a rule always writes the same, if it does. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly row: readonly Point[] | undefined;
}

/** Evaluates a rule once more, taking down what it depends on. */
export type TracedRow = (evaluation: number, trace: Trace) => readonly Point[] | undefined;

/** Shorter stretches are evaluated one by one. */
const LEAST = 4;

/** Evaluations beyond which nothing is looked at: a hundred thousand minutes are ten weeks. */
const MOST = 100_000;

interface Read extends Reach {
  readonly selection: Selection;
}

/** Finds the stretches of a rule: where all that it reads is steady, its first and last evaluation tell what all between give. */
export class Stretches {
  private readonly intervalMs: number;
  private readonly begin: number;
  private readonly reads: readonly Read[] | undefined;
  private readonly traced: TracedRow;
  /** In the order of time. */
  private readonly known: Stretch[] = [];
  /** Evaluations that lie in no stretch. */
  private readonly alone = new Set<number>();

  constructor(expr: Expr, timing: { readonly intervalMs: number; readonly beginMs: number }, context: CompileContext, traced: TracedRow) {
    const { intervalMs } = timing;
    this.intervalMs = intervalMs;
    this.begin = Math.ceil(timing.beginMs / intervalMs);
    this.traced = traced;
    const reaches = reachesOf(expr, context);
    const isAligned = reaches?.stepsMs.every((stepMs) => intervalMs % stepMs === 0) === true;
    this.reads = isAligned ? reaches.reads.map((reach) => ({ ...reach, selection: context.source.select(reach.selector) })) : undefined;
  }

  /** The stretch that holds an evaluation, if there is one. */
  at(evaluation: number): Stretch | undefined {
    if (this.reads === undefined || this.alone.has(evaluation)) return undefined;
    const place = this.after(evaluation);
    const before = this.known[place - 1];
    if (before !== undefined && evaluation <= before.last) return before;
    const bounds = this.steady(evaluation, this.reads);
    if (bounds === undefined) {
      this.alone.add(evaluation);
      return undefined;
    }
    const stretch = { ...bounds, row: this.same(bounds) };
    // Others may have been found on the way.
    this.known.splice(this.after(stretch.first), 0, stretch);
    return stretch;
  }

  /** The place of the first stretch that begins after an evaluation. */
  private after(evaluation: number): number {
    let low = 0;
    let high = this.known.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.known[middle]?.first ?? 0) <= evaluation) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The evaluations around one that read nothing but steady series. */
  private steady(evaluation: number, reads: readonly Read[]): Pick<Stretch, 'first' | 'last'> | undefined {
    const atMs = evaluation * this.intervalMs;
    let first = Math.max(this.begin, evaluation - MOST);
    let last = evaluation + MOST;
    for (const { selection, farMs, nearMs } of reads) {
      const stretches = selection.steady(atMs - nearMs);
      if (stretches === undefined) return undefined;
      for (const { fromMs, untilMs, everyMs } of stretches) {
        if (everyMs !== undefined && this.intervalMs % everyMs !== 0) return undefined;
        first = Math.max(first, Math.ceil((fromMs + farMs) / this.intervalMs));
        last = Math.min(last, Math.floor((untilMs + nearMs) / this.intervalMs));
      }
      if (first > evaluation || last < evaluation || last - first < LEAST) return undefined;
    }
    return { first, last };
  }

  private same({ first, last }: Pick<Stretch, 'first' | 'last'>): readonly Point[] | undefined {
    const [early, late] = [new Trace(), new Trace()];
    const row = this.traced(first, early);
    const other = this.traced(last, late);
    if (row === undefined || other === undefined) return undefined;
    early.vector(row);
    late.vector(other);
    return early.isLike(late) ? row : undefined;
  }
}
