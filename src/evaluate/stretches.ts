import { commonMultiple } from '../model/intervals.ts';
import type { Expr } from '../promql/ast.ts';
import type { CompileContext } from './compiled.ts';
import { reachesOf, type Reach } from './reach.ts';
import type { Point, Selection } from './source.ts';
import type { Course } from './storage.ts';
import { Trace } from './trace.ts';

/** Evaluates a rule once more, taking down what it depends on. */
export type TracedRow = (evaluation: number, trace: Trace) => readonly Point[] | undefined;

/** Evaluations, both ends included, of which all read the same again after so many. */
interface Bounds {
  readonly first: number;
  readonly last: number;
  readonly period: number;
}

/** Shorter stretches are evaluated one by one. */
const LEAST = 4;

/** What comes again fewer times is evaluated between its changes, or one by one. */
const TIMES = 8;

/** Evaluations beyond which nothing is looked at: a hundred thousand minutes are ten weeks. */
const MOST = 100_000;

/** A stretch of evaluations in which what a rule writes comes again after a period, if it does. */
export class Stretch {
  readonly first: number;
  readonly last: number;
  /** Evaluations after which all comes again; one where it is always the same. */
  readonly period: number;
  private readonly traced: TracedRow;
  /** By place in the period. */
  private readonly rows = new Map<number, readonly Point[] | undefined>();

  constructor({ first, last, period }: Bounds, traced: TracedRow) {
    this.first = first;
    this.last = last;
    this.period = period;
    this.traced = traced;
  }

  /** What each evaluation at this place of a period writes; nothing where that is not known to be the same. */
  rowAt(evaluation: number): readonly Point[] | undefined {
    const place = (evaluation - this.first) % this.period;
    if (this.rows.has(place)) return this.rows.get(place);
    const row = this.same(this.first + place);
    this.rows.set(place, row);
    return row;
  }

  /** Whether it is the same at every place of the period. */
  get isWhole(): boolean {
    for (let place = 0; place < this.period; place += 1) if (this.rowAt(this.first + place) === undefined) return false;
    return true;
  }

  /** Where all that is read goes on in one way, the first and the last evaluation of a place tell what all between give. */
  private same(first: number): readonly Point[] | undefined {
    const [early, late] = [new Trace(), new Trace()];
    const row = this.traced(first, early);
    const other = this.traced(this.last - ((this.last - first) % this.period), late);
    if (row === undefined || other === undefined) return undefined;
    early.vector(row);
    late.vector(other);
    return early.isLike(late) ? row : undefined;
  }
}

interface Read extends Reach {
  readonly selection: Selection;
}

/** Finds the stretches of a rule: where all that it reads is steady or comes again. */
export class Stretches {
  private readonly intervalMs: number;
  private readonly begin: number;
  private readonly reads: readonly Read[] | undefined;
  /** In which all steps of subqueries come at the same places again, in milliseconds. */
  private readonly stepsMs: number;
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
    this.stepsMs = (reaches?.stepsMs ?? []).reduce(commonMultiple, intervalMs);
    this.reads = reaches?.reads.map((reach) => ({ ...reach, selection: context.source.select(reach.selector) }));
  }

  /** The stretch that holds an evaluation, if there is one. */
  at(evaluation: number): Stretch | undefined {
    if (this.reads === undefined || this.alone.has(evaluation)) return undefined;
    const place = this.after(evaluation);
    const before = this.known[place - 1];
    if (before !== undefined && evaluation <= before.last) return before;
    const bounds = this.bounds(evaluation, this.reads, 'recurrence') ?? this.bounds(evaluation, this.reads, 'line');
    if (bounds === undefined) {
      this.alone.add(evaluation);
      return undefined;
    }
    const stretch = new Stretch(bounds, this.traced);
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

  /** The evaluations around one that read nothing but series which go on in one way. */
  private bounds(evaluation: number, reads: readonly Read[], course: Course): Bounds | undefined {
    const atMs = evaluation * this.intervalMs;
    let first = Math.max(this.begin, evaluation - MOST);
    let last = evaluation + MOST;
    let periodMs = this.stepsMs;
    for (const { selection, farMs, nearMs } of reads) {
      const stretches = selection.steady(atMs - nearMs, course);
      if (stretches === undefined) return undefined;
      for (const one of stretches) {
        periodMs = commonMultiple(periodMs, one.periodMs ?? one.everyMs ?? 1);
        first = Math.max(first, Math.ceil((one.fromMs + farMs) / this.intervalMs));
        last = Math.min(last, Math.floor((one.untilMs + nearMs) / this.intervalMs));
      }
      if (first > evaluation || last < evaluation || last - first < leastOf(periodMs / this.intervalMs)) return undefined;
    }
    return { first, last, period: periodMs / this.intervalMs };
  }
}

/** How many evaluations after its first a stretch of a period must reach: of a long period each place costs more than the few changes in it. */
function leastOf(period: number): number {
  return period === 1 ? LEAST : period * Math.max(TIMES, period);
}
