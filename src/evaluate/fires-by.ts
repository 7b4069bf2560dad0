import { lastsMs, type AlertRun, type Firing } from './alert-run.ts';
import { EvaluationFault, type Element, type Failed } from './value.ts';

/** A look is never further from the one before than this share of the time since the first. */
const SHARE = 1 / 8;

/**
 * Looks at the expression now and then, until something fires; where it holds, goes back evaluation by evaluation to
 * where it began to. With a `for`, no two looks are further apart than that, so that no stretch long enough falls between.
 *
 * @param watchedMs what fires is watched for so long
 * @param onFailure told of the first look that fails
 */
export function firesBy(alert: AlertRun, untilMs: number, watchedMs: number, onFailure: (atMs: number, fault: Failed) => void): readonly Firing[] {
  const { intervalMs, rule } = alert;
  const first = Math.ceil(alert.beginMs / intervalMs);
  const last = Math.floor(untilMs / intervalMs);
  const forSteps = Math.ceil(rule.forMs / intervalMs);
  const found = new Map<string, Firing>();
  /** The first evaluation that is not known to have been false, for each label set. */
  const notBefore = new Map<string, number>();
  let hasFailed = false;
  const result = (evaluation: number): ReturnType<AlertRun['resultAt']> => orNothing(() => alert.resultAt(evaluation * intervalMs, true), (fault) => {
    if (!hasFailed) onFailure(evaluation * intervalMs, fault);
    hasFailed = true;
  });
  const holds = (evaluation: number, key: string): boolean => result(evaluation).has(key);
  const firing = (begin: number, key: string, { labels }: Element): Firing => {
    let held = begin;
    const fires = (evaluation: number): boolean => {
      // Without a `for`, others of the same alert take over at once.
      if (forSteps === 0 ? result(evaluation).size > 0 : holds(evaluation, key)) held = evaluation;
      return held === evaluation || (evaluation - held - 1) * intervalMs < rule.keepFiringForMs;
    };
    return { atMs: begin * intervalMs, labels, unknown: alert.unknown, lastsMs: lastsMs(begin, intervalMs, watchedMs, fires) };
  };
  let before = first - 1;
  for (let look = first; look <= last; ) {
    for (const [key, element] of result(look)) {
      if (found.has(key) || look < (notBefore.get(key) ?? first)) continue;
      let begin = look;
      while (begin - 1 > before && begin - 1 >= (notBefore.get(key) ?? first) && holds(begin - 1, key)) begin -= 1;
      let end = look;
      while (end < begin + forSteps && end < last && holds(end + 1, key)) end += 1;
      if (end - begin >= forSteps) found.set(key, firing(begin + forSteps, key, element));
      else notBefore.set(key, end + 1);
    }
    if (look === last || found.size > 0) break;
    before = look;
    const gap = Math.max(1, Math.floor((look - first) * SHARE));
    look = Math.min(last, look + (forSteps === 0 ? gap : Math.min(gap, forSteps)));
  }
  return [...found.values()];
}

/** An evaluation that fails lets nothing begin to fire. */
function orNothing(look: () => ReadonlyMap<string, Element>, onFailure: (fault: Failed) => void): ReadonlyMap<string, Element> {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof EvaluationFault) || error.fault.kind !== 'failed') throw error;
    onFailure(error.fault);
    return new Map();
  }
}
