import type { BurnRow, Level } from '../../../src/model/burn-policy.ts';
import { SECOND } from '../../../src/model/duration.ts';
import type { Model } from '../../../src/model/model.ts';
import { Course } from '../../../src/simulate/course.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { observe, type InputSeries, type Question } from '../../support/promtool-tests.ts';
import { GRID, type Batch, type Case } from './cases.ts';
import { compiled, nameOf } from './specs.ts';

/** When an alert fired, in seconds; undefined where it did not. */
export interface Verdict {
  /** First evaluation at which it fires. */
  readonly first: number | undefined;
  /** First evaluation at which it no longer does. */
  readonly resolved: number | undefined;
  /** Last evaluation at which it fires. */
  readonly last: number | undefined;
  /** Evaluations at which it fires. */
  readonly count: number | undefined;
}

/** A verdict of the model and of the engine on one alert of a case. */
export interface Judged {
  readonly case: Case;
  readonly level: Level;
  readonly model: Verdict;
  /** What the model would say without the parts of the rules that are for few events. */
  readonly unguarded: Verdict;
  readonly engine: Verdict;
}

const ASPECTS = ['first', 'resolved', 'last', 'count'] as const;

/** Lets the model and Prometheus judge every alert of a batch. */
export async function judge(batch: Batch): Promise<readonly Judged[]> {
  const alerts = batch.cases.flatMap((one, index) => levelsOf(one).map((level) => ({ one, index, level })));
  const questions = alerts.flatMap(({ index, level }) => ASPECTS.map((aspect) => [`${index} ${level} ${aspect}`, question(aspect, index, level, batch)] as const));
  const { rules, model } = await compiled(batch);
  const answers = await observe(
    {
      rules,
      evaluationSeconds: batch.evaluation,
      intervalSeconds: GRID,
      series: batch.cases.flatMap((one, index) => seriesOf(one, index, batch)),
    },
    Object.fromEntries(questions),
  );
  return alerts.map(({ one, index, level }) => {
    const answer = (aspect: (typeof ASPECTS)[number]): number | undefined => answers[`${index} ${level} ${aspect}`]?.[0]?.value;
    return { case: one, level, model: ofModel(model, one, index, level, batch), unguarded: ofModel(model, one, index, level, batch, (row) => ({ ...row, minimumBad: undefined, recovery: undefined })), engine: { first: answer('first'), resolved: answer('resolved'), last: answer('last'), count: answer('count') } };
  });
}

function levelsOf({ rows }: Case): readonly Level[] {
  return (['page', 'ticket'] as const).filter((level) => rows.some((row) => row.level === level));
}

/** Asked at the end of all, of every evaluation: promtool knows nothing of an alert but its series. */
function question(aspect: (typeof ASPECTS)[number], index: number, level: Level, { length, evaluation }: Batch): Question {
  const alert = `ALERTS{alertname="Case${index}AvailabilityBurn${level === 'page' ? 'Page' : 'Ticket'}", alertstate="firing"}`;
  const all = `[${length}s:${evaluation}s]`;
  switch (aspect) {
    case 'first':
      return [`min_over_time(timestamp(${alert})${all})`, length];
    case 'resolved':
      return [`min_over_time(((vector(time()) unless on () ${alert}) and on () (${alert} offset ${evaluation}s))${all})`, length];
    case 'last':
      return [`max_over_time(timestamp(${alert})${all})`, length];
    case 'count':
      return [`count_over_time(${alert}[${length}s])`, length];
  }
}

function ofModel({ instances, settings }: Model, one: Case, index: number, level: Level, { length, evaluation }: Batch, change = (row: BurnRow): BurnRow => row): Verdict {
  const objective = instances.find(({ name }) => name === nameOf(index))?.objectives[0];
  if (objective === undefined) throw new Error(`the specs have no ${nameOf(index)}`);
  const firings = simulate({ ...objective, rows: objective.rows.map(change) }, settings, cut(one, length * SECOND), { scrapeMs: one.scrapePhase * SECOND }).firings.filter((firing) => firing.level === level);
  const lastOf = (untilMs: number | undefined): number => (untilMs === undefined ? length : untilMs / SECOND - evaluation);
  const [first] = firings;
  if (first === undefined) return { first: undefined, resolved: undefined, last: undefined, count: undefined };
  return {
    first: first.fromMs / SECOND,
    resolved: first.untilMs === undefined ? undefined : first.untilMs / SECOND,
    last: lastOf(firings.at(-1)?.untilMs),
    count: firings.reduce((sum, { fromMs, untilMs }) => sum + (lastOf(untilMs) - fromMs / SECOND) / evaluation + 1, 0),
  };
}

/** A course that ends with the simulation. */
function cut({ course }: Case, lengthMs: number): Case['course'] {
  let left = lengthMs;
  return course.map((segment) => {
    const forMs = Math.min(left, segment.forMs);
    left -= forMs;
    return { ...segment, forMs };
  });
}

/** The counters of a case as they are scraped. */
function seriesOf(one: Case, index: number, { scrape, length }: Batch): readonly InputSeries[] {
  const course = new Course(one.course);
  const wait = scrape / GRID - 1;
  const gap = wait === 0 ? ' ' : ` _x${wait} `;
  const begin = one.scrapePhase === 0 ? '' : `_x${one.scrapePhase / GRID} `;
  const scrapes = Array.from({ length: Math.floor((length - one.scrapePhase) / scrape) + 1 }, (_, at) => course.countersAt((one.scrapePhase + at * scrape) * SECOND));
  const labels = { service: nameOf(index), instance: `${index}:1`, job: 'pods' };
  return [
    { metric: 'requests_total', labels: { ...labels, code: '200' }, values: begin + scrapes.map(({ total, bad }) => total - bad).join(gap) },
    { metric: 'requests_total', labels: { ...labels, code: '500' }, values: begin + scrapes.map(({ bad }) => bad).join(gap) },
  ];
}
