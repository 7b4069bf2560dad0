import { compile } from './compile.ts';
import type { CompileContext, VectorAt } from './compiled.ts';
import { ofLabels } from './label-cache.ts';
import { Labels, METRIC_NAME } from './labels.ts';
import type { RecordingRule, Rule } from './rule.ts';
import type { Row, RowMaker } from './rows.ts';
import type { Frame, Point } from './source.ts';
import type { Steady } from './storage.ts';
import { Stretches, type Stretch } from './stretches.ts';
import type { Trace } from './trace.ts';
import { hasTwins } from './unique.ts';
import { EvaluationFault, failed, unjudged, type Failed } from './value.ts';

/** What all rules of a run share. */
export interface RunContext {
  readonly compile: CompileContext;
  /** Told of every evaluation that fails. */
  readonly onFailure: (rule: Rule, atMs: number, fault: Failed) => void;
}

/** The frame of a rule's evaluation at a moment. */
export function frameOf({ place, group }: Pick<RowMaker, 'place' | 'group'>, atMs: number): Frame {
  return { startMs: atMs, endMs: atMs, nowMs: atMs, place, group };
}

/** The expression of a rule; a scalar is a vector of one element without labels, a string is refused when it is evaluated. */
export function compileRule(rule: Rule, context: CompileContext): VectorAt {
  const compiled = compile(rule.expr, context);
  switch (compiled.kind) {
    case 'vector':
      return compiled.at;
    case 'scalar':
      return (atMs, frame) => [{ labels: Labels.NONE, value: compiled.at(atMs, frame) }];
    case 'string':
      return () => {
        throw failed('rule result is not a vector or scalar', rule.expr.span);
      };
    case 'range':
      throw unjudged('a range vector as the expression of a rule', rule.expr.span);
  }
}

/** Prometheus' failures become the absence of a value and are told; what cannot be judged goes on up. */
export function orFailure<T>(rule: Rule, atMs: number, { onFailure }: RunContext, compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof EvaluationFault) || error.fault.kind !== 'failed') throw error;
    onFailure(rule, atMs, error.fault);
    return undefined;
  }
}

/** A recording rule, evaluated at the moments that something looks at, each once. */
export class RecordedRule implements RowMaker {
  readonly intervalMs: number;
  readonly place: number;
  readonly group: number;
  readonly beginMs: number;
  readonly names: readonly string[];
  readonly certain: ReadonlyMap<string, string>;
  private readonly rule: RecordingRule;
  private readonly context: RunContext;
  private readonly recurs: boolean;
  private readonly rows = new Map<number, Row>();
  private readonly interned = new Map<string, Labels>();
  private readonly labelsOf: (labels: Labels) => Labels;
  private at: VectorAt | undefined;
  private next: number;
  private stretches: Stretches | undefined;

  /** `recurs`: the rule reads what it has recorded, so that every evaluation needs those before it. */
  constructor(rule: RecordingRule, timing: Pick<RowMaker, 'intervalMs' | 'place' | 'group' | 'beginMs'>, certain: ReadonlyMap<string, string>, recurs: boolean, context: RunContext) {
    this.rule = rule;
    this.intervalMs = timing.intervalMs;
    this.place = timing.place;
    this.group = timing.group;
    this.beginMs = timing.beginMs;
    this.names = [rule.record];
    this.certain = certain;
    this.recurs = recurs;
    this.context = context;
    this.next = Math.ceil(timing.beginMs / timing.intervalMs);
    this.labelsOf = ofLabels((labels) => {
      const made = labels.with({ [METRIC_NAME]: rule.record, ...rule.labels });
      const known = this.interned.get(made.key);
      if (known !== undefined) return known;
      this.interned.set(made.key, made);
      return made;
    });
  }

  row(evaluation: number): Row {
    if (this.recurs) {
      while (this.next <= evaluation) {
        const current = this.next;
        this.next += 1;
        this.rows.set(current, this.evaluate(current * this.intervalMs));
      }
      return this.rows.get(evaluation);
    }
    const known = this.rows.get(evaluation);
    if (known !== undefined || this.rows.has(evaluation)) return known;
    const same = this.stretch(evaluation)?.rowAt(evaluation);
    const atMs = evaluation * this.intervalMs;
    if (same !== undefined) return same.map(({ labels, value }) => ({ labels, atMs, value }));
    const row = this.evaluate(atMs);
    this.rows.set(evaluation, row);
    return row;
  }

  steady(atMs: number): Steady | undefined {
    const begin = Math.ceil(this.beginMs / this.intervalMs);
    const evaluation = Math.floor(atMs / this.intervalMs);
    if (evaluation < begin) return { fromMs: -Infinity, untilMs: begin * this.intervalMs - 1 };
    const stretch = this.stretch(evaluation);
    if (stretch?.isWhole !== true) return undefined;
    return { fromMs: stretch.first * this.intervalMs, untilMs: (stretch.last + 1) * this.intervalMs - 1, everyMs: this.intervalMs, periodMs: stretch.period * this.intervalMs };
  }

  stretch(evaluation: number): Stretch | undefined {
    if (this.recurs) return undefined;
    this.stretches ??= new Stretches(this.rule.expr, this, this.context.compile, (one, trace) => this.tried(one * this.intervalMs, trace));
    return this.stretches.at(evaluation);
  }

  private evaluate(atMs: number): Row {
    return orFailure(this.rule, atMs, this.context, () => this.points(atMs, frameOf(this, atMs)));
  }

  /** The same, taken down; nothing where that fails or cannot be judged, at a moment of which perhaps nobody asks. */
  private tried(atMs: number, trace: Trace): Row {
    try {
      return this.points(atMs, { ...frameOf(this, atMs), trace });
    } catch (error) {
      if (error instanceof EvaluationFault) return undefined;
      throw error;
    }
  }

  private points(atMs: number, frame: Frame): readonly Point[] {
    this.at ??= compileRule(this.rule, this.context.compile);
    const points: Point[] = [];
    for (const { labels, value } of this.at(atMs, frame)) points.push({ labels: this.labelsOf(labels), atMs, value });
    if (hasTwins(points)) throw failed('vector contains metrics with the same labelset after applying rule labels', this.rule.expr.span);
    return points;
  }
}
